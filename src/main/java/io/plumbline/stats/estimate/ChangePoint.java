package io.plumbline.stats.estimate;

import io.plumbline.stats.Require;

/** The most likely moment at which a stream of errors left its promised rate. */
public final class ChangePoint {
    private ChangePoint() {}

    /**
     * Maximum likelihood split of independent errors into a part with one rate of at most p0 and a part after it with one
     * rate of at least p0 (Hinkley, "Inference about the change-point in a sequence of binomial variables", 1970, with
     * restricted rates). Takes time linear in the length.
     *
     * @param errors outcomes in order, true for an error; not changed
     * @param p0 promised error rate, between 0 and 1
     * @return index of the first outcome after the change, 0 to {@code errors.length}; the length itself if no split is
     *     more likely than no change. Of equally likely splits the latest
     * @throws IllegalArgumentException if p0 is not between 0 and 1
     */
    public static int estimate(boolean[] errors, double p0) {
        Require.fraction("A promised error rate", p0);
        int after = 0;
        int total = 0;
        for (boolean error : errors) {
            total += error ? 1 : 0;
        }
        int n = errors.length;
        int best = n;
        double most = below(total, n, p0);
        for (int split = n - 1; split >= 0; split--) {
            after += errors[split] ? 1 : 0;
            double likelihood = below(total - after, split, p0) + above(after, n - split, p0);
            if (likelihood > most) {
                most = likelihood;
                best = split;
            }
        }
        return best;
    }

    private static double below(int errors, int n, double p0) {
        return n == 0 ? 0 : logLikelihood(errors, n, Math.min((double) errors / n, p0));
    }

    private static double above(int errors, int n, double p0) {
        return logLikelihood(errors, n, Math.max((double) errors / n, p0));
    }

    private static double logLikelihood(int errors, int n, double rate) {
        int successes = n - errors;
        return (errors == 0 ? 0 : errors * Math.log(rate)) + (successes == 0 ? 0 : successes * Math.log1p(-rate));
    }
}
