package io.plumbline.stats.distance;

/**
 * The outcome of comparing a current sample with a reference sample.
 *
 * <p>Closed: either the comparison was {@link Measured}, or there was {@link NotEnoughData}. "Not enough data" is a
 * value, never a zero and never an exception.
 */
public sealed interface Comparison {

    /**
     * A measured comparison. Both an effect and its significance, since either alone misleads.
     *
     * @param effect size of the difference in the measure's own unit, at least 0
     * @param threshold effect from which the measure is conventionally called a drift, adjusted for n where that is due
     * @param p probability of an effect at least this large without any drift, 0 to 1
     * @param reference size of the reference sample
     * @param current size of the current sample
     * @param needed smallest current sample for which the test is honest
     */
    record Measured(double effect, double threshold, double p, long reference, long current, long needed)
            implements Comparison {
        /** Large and significant at level alpha. */
        public boolean drifted(double alpha) {
            return effect >= threshold && p <= alpha;
        }
    }

    /**
     * Too few observations to say anything.
     *
     * @param n what there is
     * @param needed what it takes
     */
    record NotEnoughData(long n, long needed) implements Comparison {}
}
