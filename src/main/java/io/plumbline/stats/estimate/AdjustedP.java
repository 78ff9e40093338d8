package io.plumbline.stats.estimate;

import io.plumbline.stats.Require;
import java.util.Arrays;

/**
 * P-values of many tests, adjusted so that each can be held against the level of the whole: reject where the adjusted value
 * is at most α. All take p-values from 0 to 1 in any order, leave the array as it is, and give as many values in the same
 * order, none above 1.
 */
public final class AdjustedP {
    private AdjustedP() {}

    /**
     * False discovery rate for independent or positively dependent tests (Benjamini and Hochberg, J. R. Stat. Soc. B 57,
     * 1995).
     *
     * @param p p-values, 0 to 1
     * @throws IllegalArgumentException if one is NaN or out of its range
     */
    public static double[] benjaminiHochberg(double[] p) {
        return stepUp(p, rank -> (double) p.length / rank);
    }

    /**
     * False discovery rate under any dependence (Benjamini and Yekutieli, Ann. Stat. 29, 2001).
     *
     * @param p p-values, 0 to 1
     * @throws IllegalArgumentException if one is NaN or out of its range
     */
    public static double[] benjaminiYekutieli(double[] p) {
        double harmonic = 0;
        for (int i = p.length; i >= 1; i--) {
            harmonic += 1.0 / i;
        }
        double price = harmonic;
        return stepUp(p, rank -> price * p.length / rank);
    }

    /**
     * Chance of any false rejection, for independent or positively dependent tests (Hochberg, Biometrika 75, 1988).
     *
     * @param p p-values, 0 to 1
     * @throws IllegalArgumentException if one is NaN or out of its range
     */
    public static double[] hochberg(double[] p) {
        return stepUp(p, rank -> p.length - rank + 1);
    }

    /**
     * Chance of any false rejection, under any dependence (Holm, Scand. J. Stat. 6, 1979).
     *
     * @param p p-values, 0 to 1
     * @throws IllegalArgumentException if one is NaN or out of its range
     */
    public static double[] holm(double[] p) {
        double[] sorted = sorted(p);
        double[] adjusted = new double[p.length];
        double greatest = 0;
        for (int i = 0; i < p.length; i++) {
            greatest = Math.max(greatest, Math.min(1, (p.length - i) * sorted[i]));
            adjusted[i] = greatest;
        }
        return inOrder(p, sorted, adjusted);
    }

    /**
     * Chance of any false rejection, under any dependence: p times the number of tests (Bonferroni). {@link #holm} is never
     * worse.
     *
     * @param p p-values, 0 to 1
     * @throws IllegalArgumentException if one is NaN or out of its range
     */
    public static double[] bonferroni(double[] p) {
        double[] adjusted = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            adjusted[i] = Math.min(1, p.length * Require.unit("A p-value", p[i]));
        }
        return adjusted;
    }

    /** What a p-value of some rank, 1 for the least, is multiplied with. */
    private interface Price {
        double at(int rank);
    }

    private static double[] stepUp(double[] p, Price price) {
        double[] sorted = sorted(p);
        double[] adjusted = new double[p.length];
        double least = 1;
        for (int i = p.length - 1; i >= 0; i--) {
            least = Math.min(least, price.at(i + 1) * sorted[i]);
            adjusted[i] = least;
        }
        return inOrder(p, sorted, adjusted);
    }

    private static double[] sorted(double[] p) {
        for (double one : p) {
            Require.unit("A p-value", one);
        }
        double[] sorted = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            // Adding 0 turns −0 into 0, which sorts and is searched apart from it.
            sorted[i] = p[i] + 0.0;
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /** Equal p-values have equal adjusted ones, so it does not matter which of them the search finds. */
    private static double[] inOrder(double[] p, double[] sorted, double[] adjusted) {
        double[] result = new double[p.length];
        for (int i = 0; i < p.length; i++) {
            result[i] = adjusted[Arrays.binarySearch(sorted, p[i] + 0.0)];
        }
        return result;
    }
}
