package io.plumbline.stats;

/**
 * A closed interval of the real line.
 *
 * @param lower lower end, at most {@code upper}
 * @param upper upper end
 */
public record Interval(double lower, double upper) {
    /** @throws IllegalArgumentException if an end is NaN or lower is above upper */
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("Not an interval: [" + lower + ", " + upper + "]");
        }
    }
}
