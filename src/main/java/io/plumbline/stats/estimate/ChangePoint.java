package io.plumbline.stats.estimate;

import io.plumbline.stats.Require;

/** The most likely moment at which a stream of errors left its promised rate. */
public final class ChangePoint {
    private ChangePoint() {}

    private static final double NEARLY_AS_LIKELY = 3.2;

    /**
     * Where the change lies; each an index of the first cohort after it.
     *
     * @param best the most likely one; of equally likely ones the latest
     * @param earliest the first of those that are nearly as likely
     * @param latest the last of those
     */
    public record Split(int best, int earliest, int latest) {}

    /**
     * Maximum likelihood split of independent errors into a part with one rate of at most p0 and a part after it with one
     * rate of at least p0 (Hinkley, "Inference about the change-point in a sequence of binomial variables", 1970, with
     * restricted rates). Nearly as likely are those whose log likelihood is at most 3.2 lower: between them lay the true change in
     * 94 to 96 % of simulated streams, with rises from .02 to .06, .05 to .10, .1 to .3 and .2 to .4. Takes time linear in the
     * length.
     *
     * @param errors by cohort in order, wrong outcomes, 0 to its labels; not changed
     * @param labels by cohort, outcomes; not changed
     * @param p0 promised error rate, between 0 and 1
     * @return indices from 0 to {@code labels.length}; the length itself stands for no change
     * @throws IllegalArgumentException if p0 is not between 0 and 1, or the arrays are no cohorts
     */
    public static Split estimate(long[] errors, long[] labels, double p0) {
        Require.fraction("A promised error rate", p0);
        if (errors.length != labels.length) {
            throw new IllegalArgumentException(errors.length + " numbers of errors for " + labels.length + " cohorts");
        }
        long total = 0;
        long all = 0;
        for (int i = 0; i < errors.length; i++) {
            Require.counts(errors[i], labels[i]);
            total += errors[i];
            all += labels[i];
        }
        int n = errors.length;
        double[] likelihood = new double[n + 1];
        likelihood[n] = below(total, all, p0);
        int best = n;
        long after = 0;
        long later = 0;
        for (int split = n - 1; split >= 0; split--) {
            after += errors[split];
            later += labels[split];
            likelihood[split] = below(total - after, all - later, p0) + above(after, later, p0);
            if (likelihood[split] > likelihood[best]) {
                best = split;
            }
        }
        int earliest = best;
        int latest = best;
        for (int split = 0; split <= n; split++) {
            if (likelihood[split] >= likelihood[best] - NEARLY_AS_LIKELY) {
                earliest = Math.min(earliest, split);
                latest = Math.max(latest, split);
            }
        }
        return new Split(best, earliest, latest);
    }

    private static double below(long errors, long n, double p0) {
        return n == 0 ? 0 : logLikelihood(errors, n, Math.min((double) errors / n, p0));
    }

    private static double above(long errors, long n, double p0) {
        return n == 0 ? 0 : logLikelihood(errors, n, Math.max((double) errors / n, p0));
    }

    private static double logLikelihood(long errors, long n, double rate) {
        long successes = n - errors;
        return (errors == 0 ? 0 : errors * Math.log(rate)) + (successes == 0 ? 0 : successes * Math.log1p(-rate));
    }
}
