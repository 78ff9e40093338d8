package io.plumbline.retrain.djl.head;

import io.plumbline.bundle.onnx.Head;
import io.plumbline.retrain.Predictions;
import io.plumbline.stats.calibration.Labelled;
import io.plumbline.stats.calibration.SelectiveRisk;
import io.plumbline.stats.calibration.TemperatureScaling;
import java.util.OptionalDouble;

/**
 * A last layer whose confidence can be read as a probability.
 *
 * <p>Both numbers are fitted on validation samples with the layer that has not seen them, and applied to the one that has:
 * it learnt alike from somewhat more, so it errs no more often, and they are if anything too careful.
 *
 * @param head to ship, the temperature folded into its weights
 * @param temperature by which its logits were divided (Guo et al. 2017)
 * @param abstainThreshold least confidence from which on answers are wrong no more often than accepted, by the rule of
 *     {@link SelectiveRisk}; empty if there is none
 */
public record Calibrated(Head head, double temperature, OptionalDouble abstainThreshold) {
    /**
     * Calibrates a trained layer.
     *
     * @param validation samples that {@link HeadFit#held} did not learn from, at least one
     * @param acceptedError share of wrong answers among those that are not "unsure", between 0 and 1
     */
    public static Calibrated of(HeadFit fit, Samples validation, double acceptedError) {
        float[][] logits = fit.held().apply(validation.features());
        double temperature = TemperatureScaling.fit(logits, validation.labels());
        Predictions said = Predictions.of(logits, temperature);
        boolean[] right = new boolean[said.n()];
        for (int i = 0; i < right.length; i++) {
            right[i] = said.label()[i] == validation.labels()[i];
        }
        OptionalDouble threshold = SelectiveRisk.threshold(Labelled.of(said.confidence(), right), acceptedError);
        return new Calibrated(fit.head().cooled(temperature), temperature, threshold);
    }
}
