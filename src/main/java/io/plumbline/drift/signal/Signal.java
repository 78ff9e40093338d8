package io.plumbline.drift.signal;

/**
 * One conventional measure and how it stands.
 *
 * @param id stable name in kebab case, for instance "psi-confidence": by it a policy names its triggers
 * @param name for people, for instance "PSI of confidence"
 * @param verdict how it stands
 * @param effect size of the difference, NaN unless measured
 * @param threshold effect from which it is called a drift, NaN unless there is one
 * @param p significance, NaN unless measured
 * @param n current sample size
 * @param needed sample size that the measure needs
 * @param note a sentence for people
 */
public record Signal(
        String id,
        String name,
        Verdict verdict,
        double effect,
        double threshold,
        double p,
        long n,
        long needed,
        String note) {

    /** How a signal stands. */
    public enum Verdict {
        STEADY,
        DRIFTED,
        NOT_ENOUGH_DATA,
        FAILED
    }

    /** One that was not measured, with the reason. */
    public static Signal notEnough(String id, String name, long n, long needed, String note) {
        return new Signal(id, name, Verdict.NOT_ENOUGH_DATA, Double.NaN, Double.NaN, Double.NaN, n, needed, note);
    }

    /** One whose measuring failed. */
    public static Signal failed(String id, String name, String why) {
        return new Signal(id, name, Verdict.FAILED, Double.NaN, Double.NaN, Double.NaN, 0, 0, "Failed: " + why);
    }

    /** Whether it says that something has changed. */
    public boolean drifted() {
        return verdict == Verdict.DRIFTED;
    }
}
