package io.plumbline.kernel;

import java.math.BigDecimal;
import java.time.Duration;

/** Numbers as people type them into the form of a policy, and as the form shows them. */
public final class Typed {
    private static final double SECONDS_OF_AN_HOUR = 3600;

    /** Hours beyond which a time is out of any range. */
    private static final double MOST_HOURS = 1e6;

    private static final String INVALID = "policy-invalid";
    private static final String A_NUMBER = "a number such as 0.5";

    private Typed() {}

    /**
     * A number.
     *
     * @param what begins the sentence that says what is wrong
     * @throws Rejection {@code policy-invalid} if it is no finite number
     */
    public static double number(String what, String typed) {
        double value;
        try {
            value = Double.parseDouble(typed.strip());
        } catch (NumberFormatException e) {
            throw new Rejection(Rejection.Kind.INVALID, INVALID, wrong(what, typed, A_NUMBER), e);
        }
        if (!Double.isFinite(value)) {
            throw Rejection.invalid(INVALID, wrong(what, typed, A_NUMBER));
        }
        return value;
    }

    /**
     * A whole number.
     *
     * @throws Rejection {@code policy-invalid}
     */
    public static long whole(String what, String typed) {
        try {
            return Long.parseLong(typed.strip());
        } catch (NumberFormatException e) {
            throw new Rejection(Rejection.Kind.INVALID, INVALID, wrong(what, typed, "a whole number such as 50"), e);
        }
    }

    /** As {@link #whole}; what is beyond any range stays so. */
    public static int count(String what, String typed) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, whole(what, typed)));
    }

    /**
     * A time in hours; what is longer than a century is a century.
     *
     * @throws Rejection {@code policy-invalid}
     */
    public static Duration hours(String what, String typed) {
        double hours = Math.max(-MOST_HOURS, Math.min(MOST_HOURS, number(what, typed)));
        return Duration.ofSeconds(Math.round(hours * SECONDS_OF_AN_HOUR));
    }

    /** A time as one types it, in hours. */
    public static String hours(Duration time) {
        return of(time.toSeconds() / SECONDS_OF_AN_HOUR);
    }

    /** A number as one types it. */
    public static String of(double value) {
        return BigDecimal.valueOf(round(value)).stripTrailingZeros().toPlainString();
    }

    private static String wrong(String what, String typed, String form) {
        return what + " is '" + typed + "'; it is to be " + form + ".";
    }

    /** To what a form shows, and one types. */
    public static double round(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }
}
