package io.plumbline.drift.signal;

import java.time.Duration;
import java.util.Locale;

/** How it is said that there is not enough data, and when there will be. */
public final class Sentences {
    private static final double HOURS_A_DAY = 24;
    private static final double FEW_HOURS = 48;
    private static final double YEAR = 365.25 * HOURS_A_DAY;

    private Sentences() {}

    /**
     * Not enough of what accumulates.
     *
     * @param n what there is
     * @param needed what it takes, more than n
     * @param what for instance "audited labels"
     * @param seen how long it took to come
     */
    public static String notEnough(long n, long needed, String what, Duration seen) {
        String start = String.format(Locale.ROOT, "Not enough data: %,d of about %,d %s", n, needed, what);
        return n == 0 || seen.isZero()
                ? start + "."
                : start + ", reached in " + wait(n, needed, seen) + " at this rate.";
    }

    /** The same of a window that does not grow. */
    static String notEnoughIn(Duration window, long n, long needed, String what) {
        double hours = (double) window.toHours();
        String start =
                String.format(Locale.ROOT, "Not enough data: %,d of about %,d %s in %s", n, needed, what, about(hours));
        return n == 0
                ? start + "."
                : start + "; at this rate a window of about " + about(hours * needed / n) + " would hold as many.";
    }

    private static String wait(long n, long needed, Duration seen) {
        double hours = Math.max(1, seen.toMinutes() / 60.0) * (needed - n) / n;
        return hours < 1 ? "about an hour" : "about " + about(hours);
    }

    private static String about(double hours) {
        if (hours < FEW_HOURS) {
            return count(Math.max(1, Math.round(hours)), "hour");
        }
        return hours < YEAR ? count(Math.round(hours / HOURS_A_DAY), "day") : count(Math.round(hours / YEAR), "year");
    }

    private static String count(long n, String unit) {
        return String.format(Locale.ROOT, "%,d %s%s", n, unit, n == 1 ? "" : "s");
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
