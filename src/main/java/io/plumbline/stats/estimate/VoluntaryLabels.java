package io.plumbline.stats.estimate;

import io.plumbline.stats.Require;

/**
 * Predictions on which users spoke up by themselves. They say what is true of these predictions, and nothing of the others.
 *
 * @param labels how many there are, at least 0
 * @param errors how many of them were wrong predictions, 0 to labels
 */
public record VoluntaryLabels(long labels, long errors) {
    /** @throws IllegalArgumentException if errors is not from 0 to labels */
    public VoluntaryLabels {
        Require.counts(errors, labels);
    }
}
