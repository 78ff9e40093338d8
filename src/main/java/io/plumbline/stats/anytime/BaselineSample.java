package io.plumbline.stats.anytime;

import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Require;

/**
 * What a promise is learned from: errors among randomly drawn, labelled predictions. A promise that is kept at every rate that
 * the sample does not rule out is kept at the true one; {@link LearnedBaselineEProcess} says how.
 *
 * @param errors wrong predictions, 0 to {@code labels}
 * @param labels labelled predictions, at least 1
 */
record BaselineSample(long errors, long labels) {
    private static final double[] DEVIATIONS = {0, 1, 2};
    private static final double[] WEIGHTS = {0.3, 0.3, 0.4};
    private static final double HIGHEST_RATE = 0.99;
    private static final double LEAST_FRACTION = 1e-3;

    /** @throws IllegalArgumentException if there is no label, or there are not 0 to {@code labels} errors */
    BaselineSample {
        Require.counts(errors, labels);
        if (labels < 1) {
            throw new IllegalArgumentException("A baseline needs at least one label, not " + labels);
        }
    }

    /** @throws IllegalArgumentException if the tolerance is not at least 0 and below 1 */
    static double requireTolerance(double tolerance) {
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new IllegalArgumentException("A tolerance is at least 0 and below 1, not " + tolerance);
        }
        return tolerance;
    }

    /** The rate up to which nobody can call a stream broken, if the baseline's is {@code rate}. */
    static double promised(double rate, double tolerance) {
        return Math.min(HIGHEST_RATE, rate + tolerance);
    }

    /**
     * Rates, ascending, from one standard error below the observed one up to the Clopper–Pearson bound.
     *
     * @param n how many
     * @param level of the bound: probability of a sample that rules out its true rate
     */
    double[] rates(int n, double level) {
        double observed = (errors + 0.5) / (labels + 1.0);
        double deviation = Math.sqrt(observed * (1 - observed) / labels);
        double highest = ClopperPearson.upperBound(errors, labels, level);
        double lowest = Math.max(observed - deviation, observed / 2);
        double[] rates = new double[n];
        for (int g = 0; g < n; g++) {
            rates[g] = lowest + (highest - lowest) * g / (n - 1);
        }
        return rates;
    }

    /**
     * By rate, the least evidence of this sample against any rate from the one before up to it; 0 where the promise is no
     * promise, because nothing is worse than a rate of almost 1.
     */
    double[] evidence(double[] rates, double tolerance) {
        double[] evidence = new double[rates.length];
        for (int g = 0; g < rates.length; g++) {
            boolean hopeless = rates[g] + tolerance > HIGHEST_RATE;
            evidence[g] = hopeless ? 0 : g == 0 ? WEIGHTS[0] : evidenceAgainst(rates[g - 1]);
        }
        return evidence;
    }

    /**
     * An e-value of the sample against the rate p: a mixture of likelihood ratios of the rates p − c·√(p·(1 − p)/n),
     * c = 0, 1, 2, with weights .3, .3, .4. It rises with p.
     */
    double evidenceAgainst(double p) {
        double deviation = Math.sqrt(p * (1 - p) / labels);
        double sum = 0;
        for (int i = 0; i < DEVIATIONS.length; i++) {
            double below = Math.max(p - DEVIATIONS[i] * deviation, p * LEAST_FRACTION);
            double log = errors * Math.log(below / p) + (labels - errors) * (Math.log1p(-below) - Math.log1p(-p));
            sum += WEIGHTS[i] * (DEVIATIONS[i] == 0 ? 1 : Math.exp(log));
        }
        return sum;
    }
}
