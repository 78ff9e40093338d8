package io.plumbline.retrain.djl.head;

import io.plumbline.bundle.onnx.Head;
import java.util.OptionalDouble;

/**
 * A last layer whose confidence can be read as a probability.
 *
 * <p>Both numbers are fitted on validation samples with the layer that has not seen them, and applied to the one that has:
 * it learnt alike from somewhat more, so it errs no more often, and they are if anything too careful.
 *
 * @param head to ship, the temperature folded into its weights
 * @param temperature by which its logits were divided (Guo et al. 2017)
 * @param abstainThreshold least confidence from which on answers are wrong no more often than accepted, as {@link Calibration} has it
 */
public record Calibrated(Head head, double temperature, OptionalDouble abstainThreshold) {
    /**
     * Calibrates a trained layer.
     *
     * @param validation samples that {@link HeadFit#held} did not learn from, at least one
     * @param acceptedError share of wrong answers among those that are not "unsure", between 0 and 1
     */
    public static Calibrated of(HeadFit fit, Samples validation, double acceptedError) {
        Calibration calibration =
                Calibration.of(fit.held().apply(validation.features()), validation.labels(), acceptedError);
        return new Calibrated(
                fit.head().cooled(calibration.temperature()),
                calibration.temperature(),
                calibration.abstainThreshold());
    }
}
