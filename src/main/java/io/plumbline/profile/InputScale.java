package io.plumbline.profile;

/**
 * The scale on which statistics of input pictures are kept. They may be any numbers, a brightness from 0 to 1 or a light
 * sensitivity of 1,600, and nobody says in advance which; so they are kept as
 * <pre>
 *   unit(x) = ½ + ½ · x / (1 + |x|)
 * </pre>
 * which lies between 0 and 1, grows with x, and keeps the steps of x apart to 0.002 near 0, to 0.008 near 1 and to 0.2 % of x²
 * far from both. Distances that depend on order alone, such as PSI over quantiles and Kolmogorov–Smirnov, are the same on both
 * scales.
 */
public final class InputScale {
    private InputScale() {}

    /** A finite value on the scale, 0 to 1. */
    public static double unit(double x) {
        return 0.5 + 0.5 * (x / (1 + Math.abs(x)));
    }

    /** The value at a place of the scale; infinite at its ends, 0 and 1. */
    public static double value(double unit) {
        double s = 2 * unit - 1;
        return s / (1 - Math.abs(s));
    }
}
