package io.plumbline.ui.charts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. What is not a number reads "–". */
public final class Numbers {
    /** What stands where there is no number. */
    public static final String NONE = "–";

    private static final List<Unit> UNITS = List.of(
            new Unit("year", 1),
            new Unit("month", 12),
            new Unit("week", 365.25 / 7),
            new Unit("day", 365.25),
            new Unit("hour", 8766));

    private Numbers() {}

    /** A share, 0.1234 as "12.3 %"; whole per cents from 99.95 down to one decimal, tiny ones as "&lt; 0.1 %". */
    public static String percent(double share) {
        if (!Double.isFinite(share)) {
            return NONE;
        }
        if (share > 0 && share < 0.0005) {
            return "< 0.1 %";
        }
        double percent = share * 100;
        boolean whole = Math.abs(percent - Math.rint(percent)) < 0.05;
        return String.format(Locale.ROOT, whole ? "%.0f %%" : "%.1f %%", percent);
    }

    /** A difference of shares in points with its sign, 0.123 as "+12.3", −0.01 as "−1". */
    public static String points(double difference) {
        if (!Double.isFinite(difference)) {
            return NONE;
        }
        double points = Math.rint(difference * 1000) / 10;
        if (points == 0) {
            return "0";
        }
        String size = String.format(Locale.ROOT, points == Math.rint(points) ? "%.0f" : "%.1f", Math.abs(points));
        return (points < 0 ? "−" : "+") + size;
    }

    /** A count with thousands apart, 12345 as "12,345". */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Three significant digits without an exponent where that stays short: 0.0372, 4.21, 1,230, 3.4e12. */
    public static String measure(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size >= 1e6 || size < 1e-3) {
            return String.format(Locale.ROOT, "%.1e", value)
                    .replace("e+0", "e")
                    .replace("e+", "e")
                    .replace("e-0", "e-");
        }
        if (size >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return new BigDecimal(value)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A length of time in its largest fitting unit, 0.5 years as "6 months"; an hour at least, and no more than 1,000,000 years. */
    public static String span(double years) {
        if (Double.isNaN(years)) {
            return NONE;
        }
        for (Unit unit : UNITS) {
            double count = years * unit.inAYear();
            if (count >= 0.95 || unit.equals(UNITS.get(UNITS.size() - 1))) {
                long whole = Math.max(1, Math.round(Math.min(count, 1e6)));
                return count(whole) + " " + unit.word() + (whole == 1 ? "" : "s");
            }
        }
        throw new AssertionError("The last unit fits everything");
    }

    private record Unit(String word, double inAYear) {}

    /** A significance: "&lt; 0.001" below that, three digits else. */
    public static String significance(double p) {
        if (!Double.isFinite(p)) {
            return NONE;
        }
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** A confidence of 0 to 1 with two digits. */
    public static String confidence(double confidence) {
        return Double.isFinite(confidence) ? String.format(Locale.ROOT, "%.2f", confidence) : NONE;
    }

    /** A size in bytes, 281234 as "275 KiB". */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double kibibytes = bytes / 1024.0;
        return kibibytes < 1024
                ? String.format(Locale.ROOT, "%.0f KiB", kibibytes)
                : String.format(Locale.ROOT, "%.1f MiB", kibibytes / 1024);
    }
}
