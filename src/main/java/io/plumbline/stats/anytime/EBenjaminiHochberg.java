package io.plumbline.stats.anytime;

import io.plumbline.stats.Require;
import java.util.Arrays;

/**
 * Many hypotheses at once by their e-values: the e-BH procedure of Wang and Ramdas, "False discovery rate control with
 * e-values" (JRSS B 84, 2022). The false discovery rate is at most alpha whatever the dependence of the e-values, so segments
 * may overlap and share their devices. The e-values of {@link LifetimeEProcess} may be looked at at any time; those at their
 * greatest so far, and the value of {@link LearnedBaselineEProcess}, may not be used.
 */
public final class EBenjaminiHochberg {
    private EBenjaminiHochberg() {}

    /**
     * Rejects the k hypotheses of the largest e-values, k being the largest number for which k·e_(k) ≥ K / alpha.
     *
     * @param eValues one a hypothesis, at least 0, possibly infinite; not changed
     * @param alpha false discovery rate that is put up with, between 0 and 1
     * @return by hypothesis, in the order given: whether it is rejected. All that are as large as the k-th are
     * @throws IllegalArgumentException if an e-value is NaN or negative, or alpha not between 0 and 1
     */
    public static boolean[] rejected(double[] eValues, double alpha) {
        Require.level(alpha);
        for (double e : eValues) {
            if (!(e >= 0)) {
                throw new IllegalArgumentException("An e-value is at least 0, not " + e);
            }
        }
        double least = leastRejected(eValues, alpha);
        boolean[] rejected = new boolean[eValues.length];
        for (int i = 0; i < rejected.length; i++) {
            rejected[i] = eValues[i] >= least;
        }
        return rejected;
    }

    private static double leastRejected(double[] eValues, double alpha) {
        double[] ascending = eValues.clone();
        Arrays.sort(ascending);
        int hypotheses = ascending.length;
        for (int k = hypotheses; k > 0; k--) {
            double e = ascending[hypotheses - k];
            if (k * e >= hypotheses / alpha) {
                return e;
            }
        }
        return Double.NaN;
    }
}
