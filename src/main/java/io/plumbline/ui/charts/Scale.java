package io.plumbline.ui.charts;

import java.util.ArrayList;
import java.util.List;

/**
 * A straight map from values to coordinates. What lies outside the domain lands on its nearer end, so that no huge
 * value leaves the picture.
 *
 * @param low smallest value, finite
 * @param high largest value, above low
 * @param from coordinate of low
 * @param to coordinate of high
 */
record Scale(double low, double high, double from, double to) {
    /** @throws IllegalArgumentException if the domain is not a finite, proper interval */
    Scale {
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("Not a domain: [" + low + ", " + high + "]");
        }
    }

    double at(double value) {
        double share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
        return from + share * (to - from);
    }

    /** Round values within the domain, at most about {@code count} of them, in steps of 1, 2 or 5 times a power of ten. */
    List<Double> ticks(int count) {
        double step = step(high - low, count);
        List<Double> ticks = new ArrayList<>();
        long first = (long) Math.ceil(low / step - 1e-9);
        long last = (long) Math.floor(high / step + 1e-9);
        for (long i = first; i <= last && ticks.size() < 50; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** The smallest round value at or above {@code value} on ticks of about {@code count} steps from 0. */
    static double roundUp(double value, int count) {
        double step = step(value, count);
        return Math.ceil(value / step - 1e-9) * step;
    }

    private static double step(double span, int count) {
        double raw = span / count;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double lead = raw / power;
        double nice = lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10;
        return nice * power;
    }
}
