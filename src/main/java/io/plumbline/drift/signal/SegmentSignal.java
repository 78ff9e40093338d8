package io.plumbline.drift.signal;

import io.plumbline.drift.signal.Signal.Verdict;

/**
 * One conventional measure of one segment value, judged together with all others of its version.
 *
 * @param key segment key
 * @param value segment value
 * @param id which measure, as of the fleet's {@link Signal}
 * @param verdict {@link Verdict#DRIFTED} if the effect is at least the threshold and the adjusted p at most the level
 * @param effect size of the difference, NaN unless measured
 * @param threshold effect from which it matters, NaN unless there is one
 * @param p significance by itself, NaN unless tested
 * @param adjusted significance among all that were tested (Benjamini and Yekutieli), NaN unless tested
 * @param n current sample size
 * @param needed sample size that the measure needs
 * @param note a sentence for people
 */
public record SegmentSignal(
        String key,
        String value,
        String id,
        Verdict verdict,
        double effect,
        double threshold,
        double p,
        double adjusted,
        long n,
        long needed,
        String note) {

    static SegmentSignal of(String key, String value, Signal signal, Verdict verdict, double adjusted) {
        return new SegmentSignal(
                key,
                value,
                signal.id(),
                verdict,
                signal.effect(),
                signal.threshold(),
                signal.p(),
                adjusted,
                signal.n(),
                signal.needed(),
                signal.note());
    }

    /** Whether it says that something has changed. */
    public boolean drifted() {
        return verdict == Verdict.DRIFTED;
    }
}
