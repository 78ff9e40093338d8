package io.plumbline.stats;

/** What is read off the values of a measure on resamples. */
public final class Resamples {
    private Resamples() {}

    /**
     * Quantile, linear between neighbouring values.
     *
     * @param ascending at least one value, in ascending order
     * @param share 0 to 1
     */
    public static double quantile(double[] ascending, double share) {
        double place = share * (ascending.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
    }

    /**
     * Standard deviation with n − 1 as divisor.
     *
     * @param values at least two
     */
    public static double deviation(double[] values) {
        // About the first value, so that equal values have none to the bit.
        double mean = 0;
        for (double value : values) {
            mean += (value - values[0]) / values.length;
        }
        double squares = 0;
        for (double value : values) {
            double off = value - values[0] - mean;
            squares += off * off;
        }
        return Math.sqrt(squares / (values.length - 1));
    }
}
