package io.plumbline.stats.study;

import java.util.Arrays;
import java.util.Locale;

/** Numbers from repeated runs. */
final class Sample {
    private Sample() {}

    /** The middle one; the lower of the two if their number is even. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(sorted.length - 1) / 2];
    }

    static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** As a percentage with one digit after the point. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Two digits after the point below 10, one below 100, none above. */
    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}
