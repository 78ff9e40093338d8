package io.plumbline.stats.estimate;

import java.util.List;

/**
 * By which factor errors became more, in strata that each had a rate of their own: given how many errors a stratum has in all,
 * those since the change are binomial with the odds λ·n_since : n_before, whatever its rate was (Przyborowski and Wilenski,
 * Biometrika 31, 1940). What a factor explains is its log likelihood over that of no change.
 *
 * @param factor the likeliest one, 1 to {@value #MOST}
 * @param gain log likelihood over that of factor 1, at least 0
 */
public record Rise(double factor, double gain) {
    private static final double MOST = 1e4;
    private static final int STEPS = 60;

    /** Labels that every stratum is given at a rate that is usual: of fifty labels there is no rate worth the name. */
    private static final double PRIOR = 20;

    /** As many are given to one of which nearly nothing was heard before. */
    private static final double PRIOR_OF_NEW = 200;

    private static final double HEARD = 20;

    /**
     * Labels of a stratum before and since, which need not be whole: of unequal weight so many as tell as much.
     *
     * @param before labels before, at least 0
     * @param errorsBefore errors among them, 0 to {@code before}
     * @param since labels since, at least 0
     * @param errorsSince errors among them, 0 to {@code since}
     */
    public record Stratum(double before, double errorsBefore, double since, double errorsSince) {
        /**
         * This one with labels before at a usual rate added, 20 of them, or 200 where fewer than 20 were heard of.
         *
         * @param rate which is usual, 0 to 1
         * @param most of those labels
         */
        public Stratum shrunk(double rate, double most) {
            double prior = Math.min(most, before < HEARD ? PRIOR_OF_NEW : PRIOR);
            return new Stratum(before + prior, errorsBefore + prior * rate, since, errorsSince);
        }

        private double errors() {
            return errorsBefore + errorsSince;
        }
    }

    /** The likeliest rise. */
    public static Rise of(List<Stratum> strata) {
        double factor = factor(strata, 1);
        return new Rise(factor, Math.max(0, gain(strata, factor)));
    }

    /**
     * The likeliest factor, be it a rise or a fall; 1 where no stratum has labels on both sides and errors.
     *
     * @return {@code 1 / }{@value #MOST} to {@value #MOST}
     */
    public static double factor(List<Stratum> strata) {
        return strata.stream().anyMatch(s -> s.before > 0 && s.since > 0 && s.errors() > 0)
                ? factor(strata, 1 / MOST)
                : 1;
    }

    private static double factor(List<Stratum> strata, double least) {
        double low = Math.log(least);
        double high = Math.log(MOST);
        // Safe because: the log likelihood is concave in log λ.
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (slope(strata, Math.exp(middle)) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(low);
    }

    private static double slope(List<Stratum> strata, double factor) {
        double slope = 0;
        for (Stratum s : strata) {
            double weighted = factor * s.since;
            slope += s.errorsSince - (s.errors() == 0 ? 0 : s.errors() * weighted / (s.before + weighted));
        }
        return slope;
    }

    private static double gain(List<Stratum> strata, double factor) {
        double gain = 0;
        for (Stratum s : strata) {
            if (s.errors() > 0) {
                double spread = (s.before + factor * s.since) / (s.before + s.since);
                gain += s.errorsSince * Math.log(factor) - s.errors() * Math.log(spread);
            }
        }
        return gain;
    }
}
