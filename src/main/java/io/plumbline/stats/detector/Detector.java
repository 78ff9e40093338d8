package io.plumbline.stats.detector;

/**
 * A sequential detector of change in a stream of numbers.
 *
 * <p>Deterministic: the same values in the same order give the same signals, on any machine. After {@link Signal#DRIFT} a
 * detector begins anew by itself, as its paper says; the next value is the first of the new stream, unless the class says
 * otherwise. Memory is constant or logarithmic in the length of the stream, or a fixed window. An update allocates nothing.
 *
 * <p>Mutable and not thread-safe: one owner at a time.
 */
public interface Detector {
    /**
     * Takes the next value in.
     *
     * @param x the value; each class gives its range, for errors 1 is wrong and 0 is right
     * @return what the detector says now
     * @throws IllegalArgumentException if x is NaN or out of range; nothing has changed then
     */
    Signal update(double x);

    /** Values taken in since the start or the last {@link #reset}, over all drifts. */
    long n();

    /** Begins anew, as if just made with the same settings. */
    void reset();

    /** Settings and state in a versioned binary form, for the class's {@code fromBytes}: equal states give equal bytes. */
    byte[] toBytes();
}
