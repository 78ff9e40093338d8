package io.plumbline.stats.anytime;

import io.plumbline.stats.Require;
import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;

/**
 * A new version against the old one, both in the field: is its error rate higher, or lower? One may look after every block
 * of labels, and stop at any time.
 *
 * <p>Two exact e-processes, by Turner, Ly and Grünwald, "Generic E-variables for exact sequential k-sample tests that allow
 * for optional stopping" (J. Stat. Plan. Inference 230, 2024). A block of m labels of the new version and n of the old one
 * multiplies the wealth by the likelihood of rates a and b against that of their weighted mean r = (m·a + n·b) / (m + n) for
 * both. The rates are the beta-binomial predictions from all earlier blocks, (k + ½) / (n + 1); only where they say a &gt; b is
 * a bet made against "the new one errs no more", only where a &lt; b one against "no less". On average no bet gains while its
 * hypothesis holds: with u = (a − r) / (r·(1 − r)) and v likewise the logarithm of the mean factor is at most
 * m·u·(p − r) + n·v·(p' − r) = m·u·(p − p') ≤ 0 for p ≤ p'. Nothing is approximated, and no traffic share has to be known.
 *
 * <p>The verdict is latched. Mutable and not thread-safe. An update allocates nothing.
 */
public final class CanaryComparison {
    private static final int KIND = 69;
    private static final int VERSION = 1;

    private final double alpha;
    private long newErrors;
    private long newLabels;
    private long oldErrors;
    private long oldLabels;
    private double worse = 1;
    private double better = 1;
    private Verdict verdict = Verdict.INCONCLUSIVE;

    /** What is known of the new version. */
    public enum Verdict {
        /** Neither is proven. */
        INCONCLUSIVE,
        /** Its error rate is lower than the old one's. */
        BETTER,
        /** Its error rate is higher than the old one's. */
        WORSE
    }

    /**
     * A comparison that has seen nothing.
     *
     * @param alpha probability of ever giving a wrong verdict in each direction, between 0 and 1
     * @throws IllegalArgumentException if alpha is not between 0 and 1
     */
    public CanaryComparison(double alpha) {
        this.alpha = Require.level(alpha);
    }

    /**
     * Takes a block of labels in. Its sizes must not depend on what is in it; small blocks learn sooner.
     *
     * @param errorsOfNew wrong predictions of the new version in the block, 0 to {@code labelsOfNew}
     * @param labelsOfNew labels of the new version, at least 0
     * @param errorsOfOld wrong predictions of the old version, 0 to {@code labelsOfOld}
     * @param labelsOfOld labels of the old version, at least 0
     * @return the verdict now
     * @throws IllegalArgumentException if a count is out of its range, or all together above 2^53; nothing has changed then
     */
    public Verdict update(long errorsOfNew, long labelsOfNew, long errorsOfOld, long labelsOfOld) {
        Require.counts(errorsOfNew, labelsOfNew);
        Require.counts(errorsOfOld, labelsOfOld);
        Require.count(newLabels + Require.count(labelsOfNew));
        Require.count(oldLabels + Require.count(labelsOfOld));
        if (labelsOfNew > 0 && labelsOfOld > 0) {
            bet(errorsOfNew, labelsOfNew, errorsOfOld, labelsOfOld);
        }
        newErrors += errorsOfNew;
        newLabels += labelsOfNew;
        oldErrors += errorsOfOld;
        oldLabels += labelsOfOld;
        if (verdict == Verdict.INCONCLUSIVE && Math.max(worse, better) >= 1 / alpha) {
            verdict = worse >= better ? Verdict.WORSE : Verdict.BETTER;
        }
        return verdict;
    }

    private void bet(long k, long m, long l, long n) {
        double a = (newErrors + 0.5) / (newLabels + 1.0);
        double b = (oldErrors + 0.5) / (oldLabels + 1.0);
        double r = (m * a + n * b) / ((double) m + n);
        double log = k * Math.log(a / r)
                + (m - k) * Math.log((1 - a) / (1 - r))
                + l * Math.log(b / r)
                + (n - l) * Math.log((1 - b) / (1 - r));
        if (a > b) {
            worse = Math.min(LifetimeEProcess.LARGEST, worse * Math.exp(log));
        } else if (a < b) {
            better = Math.min(LifetimeEProcess.LARGEST, better * Math.exp(log));
        }
    }

    /** What is known now. */
    public Verdict verdict() {
        return verdict;
    }

    /** Evidence against "the new version errs no more than the old one", 0 to 1e300; enough from 1 / alpha. */
    public double evidenceOfWorse() {
        return worse;
    }

    /** Evidence against "the new version errs no less than the old one", 0 to 1e300; enough from 1 / alpha. */
    public double evidenceOfBetter() {
        return better;
    }

    /** Settings and state in a versioned form, for {@link #fromBytes}: equal states give equal bytes. */
    public byte[] toBytes() {
        return new StateWriter(KIND, VERSION)
                .put(alpha)
                .put(newErrors)
                .put(newLabels)
                .put(oldErrors)
                .put(oldLabels)
                .put(worse)
                .put(better)
                .put(verdict == Verdict.WORSE)
                .put(verdict == Verdict.BETTER)
                .toBytes();
    }

    /**
     * A comparison from {@link #toBytes}, which goes on as the stored one would have.
     *
     * @param bytes a whole state; not changed
     * @throws IllegalArgumentException if it is cut short, damaged, of an unknown version, or no comparison can have it
     */
    public static CanaryComparison fromBytes(byte[] bytes) {
        StateReader in = new StateReader("a canary comparison", bytes, KIND, VERSION);
        CanaryComparison comparison = new CanaryComparison(in.getDouble());
        comparison.newErrors = in.getLong();
        comparison.newLabels = in.getLong();
        Require.counts(comparison.newErrors, Require.count(comparison.newLabels));
        comparison.oldErrors = in.getLong();
        comparison.oldLabels = in.getLong();
        Require.counts(comparison.oldErrors, Require.count(comparison.oldLabels));
        double[] wealth = {in.getDouble(), in.getDouble()};
        for (double value : wealth) {
            in.require(value >= 0 && value <= LifetimeEProcess.LARGEST, "wealth", value);
        }
        comparison.worse = wealth[0];
        comparison.better = wealth[1];
        boolean worse = in.getBoolean();
        boolean better = in.getBoolean();
        in.require(!(worse && better), "verdict", "both worse and better");
        comparison.verdict = worse ? Verdict.WORSE : better ? Verdict.BETTER : Verdict.INCONCLUSIVE;
        in.end();
        return comparison;
    }
}
