package io.plumbline.retrain.djl.head;

import io.plumbline.retrain.Predictions;
import io.plumbline.stats.calibration.Labelled;
import io.plumbline.stats.calibration.SelectiveRisk;
import io.plumbline.stats.calibration.TemperatureScaling;
import java.util.OptionalDouble;

/**
 * How sure a classifier may say that it is.
 *
 * @param temperature by which its logits are to be divided (Guo et al. 2017)
 * @param abstainThreshold least confidence from which on answers are wrong no more often than accepted, by the rule of
 *     {@link SelectiveRisk}; empty if there is none
 */
public record Calibration(double temperature, OptionalDouble abstainThreshold) {
    /**
     * From what it says about pictures that it did not learn from.
     *
     * @param logits one row for each picture, at least one
     * @param acceptedError share of wrong answers among those that are not "unsure", between 0 and 1
     */
    public static Calibration of(float[][] logits, int[] labels, double acceptedError) {
        double temperature = TemperatureScaling.fit(logits, labels);
        Predictions said = Predictions.of(logits, temperature);
        boolean[] right = new boolean[said.n()];
        for (int i = 0; i < right.length; i++) {
            right[i] = said.label()[i] == labels[i];
        }
        return new Calibration(
                temperature, SelectiveRisk.threshold(Labelled.of(said.confidence(), right), acceptedError));
    }
}
