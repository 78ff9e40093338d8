package io.plumbline.drift.cause;

import io.plumbline.drift.baseline.Tallied;
import java.util.List;

/**
 * By which factor errors became more, in strata that each had a rate of their own: given how many errors a stratum has in all,
 * those since the change are binomial with the odds λ·n_since : n_before, whatever its rate was (Przyborowski and Wilenski,
 * Biometrika 31, 1940). What a factor explains is its log likelihood over that of no change.
 *
 * @param factor the likeliest one, 1 to {@value #MOST}
 * @param gain log likelihood over that of factor 1, at least 0
 */
record Rise(double factor, double gain) {
    private static final double MOST = 1e4;
    private static final int STEPS = 60;

    /** Labels of a stratum before and since. */
    record Stratum(Tallied before, Tallied since) {}

    static Rise of(List<Stratum> strata) {
        double low = 0;
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
        double factor = Math.exp(low);
        return new Rise(factor, Math.max(0, gain(strata, factor)));
    }

    private static double slope(List<Stratum> strata, double factor) {
        double slope = 0;
        for (Stratum s : strata) {
            double all = s.before.errors() + s.since.errors();
            double weighted = factor * s.since.n();
            slope += s.since.errors() - (all == 0 ? 0 : all * weighted / (s.before.n() + weighted));
        }
        return slope;
    }

    static double gain(List<Stratum> strata, double factor) {
        double gain = 0;
        for (Stratum s : strata) {
            double all = s.before.errors() + s.since.errors();
            if (all > 0) {
                double spread = (s.before.n() + factor * s.since.n()) / (s.before.n() + s.since.n());
                gain += s.since.errors() * Math.log(factor) - all * Math.log(spread);
            }
        }
        return gain;
    }
}
