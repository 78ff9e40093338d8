package io.plumbline.stats.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a {@link Plot}. Values outside its ends are drawn at the nearer end.
 *
 * @param label what is measured, with its unit
 * @param kind how values are spread
 * @param low lower end; above 0 on a logarithmic axis
 * @param high upper end, more than the lower one
 */
public record Axis(String label, Kind kind, double low, double high) {

    /** How values are spread over an axis. */
    public enum Kind {
        LINEAR,
        PERCENT,
        LOGARITHMIC,
        /** As logarithmic, with all that is less than the lower end, 0 above all, drawn there. */
        LOGARITHMIC_WITH_ZERO
    }

    /** A mark on the axis. */
    record Tick(double value, String label) {}

    /** An axis of numbers. */
    public static Axis linear(String label, double low, double high) {
        return new Axis(label, Kind.LINEAR, low, high);
    }

    /** An axis of shares, 0 to 1, labelled in percent. */
    public static Axis percent(String label, double low, double high) {
        return new Axis(label, Kind.PERCENT, low, high);
    }

    /** An axis of positive numbers. */
    public static Axis logarithmic(String label, double low, double high) {
        return new Axis(label, Kind.LOGARITHMIC, low, high);
    }

    /** A logarithmic axis for numbers that may be 0. */
    public static Axis withZero(String label, double low, double high) {
        return new Axis(label, Kind.LOGARITHMIC_WITH_ZERO, low, high);
    }

    /** Share of the way from the lower to the upper end, 0 to 1. */
    double at(double value) {
        double clipped = Math.max(low, Math.min(high, value));
        return isLogarithmic() ? Math.log(clipped / low) / Math.log(high / low) : (clipped - low) / (high - low);
    }

    List<Tick> ticks() {
        if (isLogarithmic()) {
            return decades();
        }
        List<Tick> ticks = new ArrayList<>();
        double step = step((high - low) / 8);
        for (long i = Math.round(Math.ceil(low / step - 1e-9)); i * step <= high + 1e-9 * step; i++) {
            double value = i * step;
            ticks.add(new Tick(value, kind == Kind.PERCENT ? plain(100 * value) + " %" : plain(value)));
        }
        return ticks;
    }

    /** Powers of ten; on a short axis twice and five times these, too. */
    private List<Tick> decades() {
        double[] factors = high / low < 2_000 ? new double[] {1, 2, 5} : new double[] {1};
        List<Tick> ticks = new ArrayList<>();
        for (double decade = Math.pow(10, Math.floor(Math.log10(low))); decade <= high; decade *= 10) {
            for (double factor : factors) {
                double value = factor * decade;
                if (value > low * 0.999 && value < high * 1.001) {
                    boolean zero = kind == Kind.LOGARITHMIC_WITH_ZERO && value < low * 1.001;
                    ticks.add(new Tick(value, zero ? "0" : plain(value)));
                }
            }
        }
        return ticks;
    }

    /** A number as it is read: 0.01, 3.5, 10,000. */
    public static String plain(double value) {
        if (Math.abs(value) >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String digits = String.format(Locale.ROOT, "%.4f", value);
        return digits.replaceAll("\\.?0+$", "");
    }

    private boolean isLogarithmic() {
        return kind == Kind.LOGARITHMIC || kind == Kind.LOGARITHMIC_WITH_ZERO;
    }

    /** The smallest of 1, 2, 5, 10 … that is not less. */
    private static double step(double least) {
        double decade = Math.pow(10, Math.floor(Math.log10(least)));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * decade >= least * 0.999) {
                return factor * decade;
            }
        }
        return 10 * decade;
    }
}
