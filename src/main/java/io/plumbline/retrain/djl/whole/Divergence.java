package io.plumbline.retrain.djl.whole;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.Locale;

/**
 * Ends a training whose loss or weights are no numbers any more: each further step would only carry that on, and so would another
 * attempt, for the seed is the same.
 *
 * @param peak highest learning rate of the training
 * @param remedy what to try instead, as a sentence
 */
public record Divergence(float peak, String remedy) {
    /**
     * Looks at a step, or at a validation.
     *
     * @param what is looked at: "loss"
     * @param rate learning rate at which it came about
     * @throws IllegalArgumentException, which ends the job for good, if the value is infinite or not a number
     */
    public void check(String what, double value, int epoch, double rate) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "The training diverged in epoch %d: its %s is %s at a learning rate of %.2e (%.2e at its peak)."
                            + " Trying again as it is would end the same. %s",
                    epoch,
                    what,
                    value,
                    rate,
                    peak,
                    remedy));
        }
    }

    /** Looks at all weights after an epoch. */
    public void check(Block block, int epoch, double rate) {
        for (Parameter parameter : block.getParameters().values()) {
            for (float weight : parameter.getArray().toFloatArray()) {
                check("weights' " + parameter.getName(), weight, epoch, rate);
            }
        }
    }
}
