package io.plumbline.stats;

/** Checks of arguments that the whole numeric core shares; each failure names the bad value. */
public final class Require {
    /** Most that a count may be: up to here a double holds every whole number. */
    private static final long MOST_COUNT = 1L << 53;

    private static final double LARGEST = 1e300;

    private Require() {}

    /**
     * A probability of error or a coverage.
     *
     * @param level strictly between 0 and 1
     * @return the level
     * @throws IllegalArgumentException if it is NaN or not between 0 and 1
     */
    public static double level(double level) {
        return fraction("A level", level);
    }

    /**
     * A number strictly between 0 and 1.
     *
     * @param what what it is, as the first words of the message
     * @param value the number
     * @return the number
     * @throws IllegalArgumentException if it is NaN, or not strictly between 0 and 1
     */
    public static double fraction(String what, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(what + " lies between 0 and 1, not " + value);
        }
        return value;
    }

    /**
     * A positive, finite number.
     *
     * @param what what it is, as the first words of the message
     * @param value the number
     * @return the number
     * @throws IllegalArgumentException if it is NaN, infinite or not above 0
     */
    public static double positive(String what, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " must be positive and finite, not " + value);
        }
        return value;
    }

    /**
     * A number from 0 to 1.
     *
     * @param what what it is, as the first words of the message
     * @param value the number
     * @return the number
     * @throws IllegalArgumentException if it is NaN, below 0 or above 1
     */
    public static double unit(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " lies from 0 to 1, not " + value);
        }
        return value;
    }

    /**
     * A number of successes among trials.
     *
     * @param k successes, 0 to n
     * @param n trials, at least 0
     * @throws IllegalArgumentException if k is not from 0 to n
     */
    public static void counts(long k, long n) {
        if (k < 0 || k > n) {
            throw new IllegalArgumentException(
                    "Successes must be from 0 to the number of trials, not " + k + " of " + n);
        }
    }

    /**
     * A number of things.
     *
     * @param count 0 to 2^53
     * @return the count
     * @throws IllegalArgumentException if it is negative or more
     */
    public static long count(long count) {
        if (count < 0 || count > MOST_COUNT) {
            throw new IllegalArgumentException("A count lies from 0 to 2^53, not " + count);
        }
        return count;
    }

    /**
     * A number that can be reckoned with: differences of two are finite.
     *
     * @param what what it is, as the first words of the message
     * @param value the number
     * @return the number
     * @throws IllegalArgumentException if it is NaN, infinite, or beyond ±1e300
     */
    public static double finite(String what, double value) {
        if (!(Math.abs(value) <= LARGEST)) {
            throw new IllegalArgumentException(what + " must be finite, and within ±1e300, not " + value);
        }
        return value;
    }
}
