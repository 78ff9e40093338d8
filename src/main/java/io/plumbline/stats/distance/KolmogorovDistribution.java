package io.plumbline.stats.distance;

import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Distribution of the Kolmogorov–Smirnov statistic: the limit, and the two-sided statistic of a finite sample.
 *
 * <p>The finite form combines, where each is good, the matrix of Marsaglia, Tsang and Wang (J. Stat. Softw. 8(18), 2003),
 * the expansion of Pelz and Good (J. R. Stat. Soc. B 38, 1976) and twice Smirnov's one-sided tail, as Simard and L'Ecuyer
 * recommend (J. Stat. Softw. 39(11), 2011). The relative error stays below 0.2 %.
 */
final class KolmogorovDistribution {
    private static final int MATRIX_LIMIT = 140;
    private static final double MATRIX_TAIL = 4;
    private static final double EXPANSION_TAIL = 2.2;
    private static final int EXACT_ONE_SIDED_LIMIT = 20_000;
    private static final double SQUARED_PI = Math.PI * Math.PI;

    private KolmogorovDistribution() {}

    /** Kolmogorov's limit: P(√n·D ≥ lambda) for n → ∞, 0 to 1. */
    static double limitTail(double lambda) {
        if (lambda <= 0) {
            return 1;
        }
        if (lambda < 1) {
            return 1 - theta(lambda);
        }
        double tail = 0;
        for (int k = 8; k >= 1; k--) {
            double term = Math.exp(-2.0 * k * k * lambda * lambda);
            tail += k % 2 == 1 ? term : -term;
        }
        return 2 * tail;
    }

    /**
     * P(D ≥ d) for the two-sided statistic of n values from a continuous distribution.
     *
     * @param d statistic, 0 to 1
     * @param n sample size, at least 1
     */
    static double tail(double d, long n) {
        double scaled = n * d * d;
        if (d * n <= 0.5) {
            return 1;
        }
        if (d >= 1) {
            return 0;
        }
        boolean small = n <= MATRIX_LIMIT;
        if (scaled >= (small ? MATRIX_TAIL : EXPANSION_TAIL)) {
            return Math.min(1, 2 * oneSidedTail(d, n));
        }
        double below = small ? matrix(d, (int) n) : pelzGood(d, n);
        return Math.max(0, Math.min(1, 1 - below));
    }

    private static double oneSidedTail(double d, long n) {
        if (n > EXACT_ONE_SIDED_LIMIT) {
            // Maag and Dicaire, Biometrika 58, 1971.
            double t = 6 * n * d + 1;
            return Math.exp(-t * t / (18.0 * n));
        }
        double[] logFactorials = LogFactorials.TABLE;
        double tail = 0;
        for (int j = (int) Math.floor(n * (1 - d)); j >= 0; j--) {
            double at = d + (double) j / n;
            double rest = Math.max(0, 1 - at);
            double logChoose = logFactorials[(int) n] - logFactorials[j] - logFactorials[(int) n - j];
            tail += Math.exp(logChoose + (j - 1) * Math.log(at) + (n - j) * Math.log(rest));
        }
        return d * tail;
    }

    /** Logarithms of 0! to the largest that the exact tail asks for; each of its terms takes three. */
    private static final class LogFactorials {
        static final double[] TABLE = IntStream.rangeClosed(0, EXACT_ONE_SIDED_LIMIT)
                .mapToDouble(i -> LogGamma.value(i + 1.0))
                .toArray();

        private LogFactorials() {}
    }

    /** P(D &lt; d): the middle element of the n-th power of a matrix of order 2k − 1, k = ⌈n·d⌉, times n! / n^n. */
    private static double matrix(double d, int n) {
        int k = (int) Math.ceil(n * d);
        double[][] m = transitions(2 * k - 1, k - n * d);
        double[] row = new double[m.length];
        row[k - 1] = 1;
        // One row is all it takes of the power. Everything is positive, so nothing cancels.
        for (int step = 1; step <= n; step++) {
            double[] next = new double[m.length];
            for (int i = 0; i < m.length; i++) {
                double from = row[i] * step / n;
                int last = Math.min(i + 1, m.length - 1);
                for (int j = 0; j <= last; j++) {
                    next[j] += from * m[i][j];
                }
            }
            row = next;
        }
        return row[k - 1];
    }

    private static double[][] transitions(int order, double h) {
        double[][] m = new double[order][order];
        for (int i = 0; i < order; i++) {
            for (int j = 0; j <= Math.min(i + 1, order - 1); j++) {
                m[i][j] = 1;
            }
        }
        for (int i = 0; i < order; i++) {
            m[i][0] -= Math.pow(h, i + 1);
            m[order - 1][i] -= Math.pow(h, order - i);
        }
        m[order - 1][0] += 2 * h - 1 > 0 ? Math.pow(2 * h - 1, order) : 0;
        for (int i = 0; i < order; i++) {
            double factorial = 1;
            for (int j = Math.min(i + 1, order - 1); j >= 0; j--) {
                factorial *= Math.max(1, i - j + 1);
                m[i][j] /= factorial;
            }
        }
        return m;
    }

    private static double theta(double z) {
        double sum = 0;
        for (int k = 0; k < 12; k++) {
            sum += Math.exp(-SQUARED_PI * (k + 0.5) * (k + 0.5) / (2 * z * z));
        }
        return Math.sqrt(2 * Math.PI) / z * sum;
    }

    private static double pelzGood(double d, long n) {
        double root = Math.sqrt((double) n);
        double z = root * d;
        double z2 = z * z;
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        double first = 0;
        double second = 0;
        double third = 0;
        for (int k = 0; k < 12; k++) {
            double half = SQUARED_PI * (k + 0.5) * (k + 0.5);
            double weight = 2 * Math.exp(-half / (2 * z2));
            first += (half - z2) * weight;
            second += (6 * z6 + 2 * z4 + half * (2 * z4 - 5 * z2) + half * half * (1 - 2 * z2)) * weight;
            third += (half * half * half * (5 - 30 * z2)
                            + half * half * (212 * z4 - 60 * z2)
                            + half * (135 * z4 - 96 * z6)
                            - 30 * z6
                            - 90 * z4 * z4)
                    * weight;
        }
        double secondWhole = 0;
        double thirdWhole = 0;
        for (int k = 1; k < 12; k++) {
            double whole = SQUARED_PI * k * k;
            double weight = 2 * Math.exp(-whole / (2 * z2));
            secondWhole += whole * weight;
            thirdWhole += (3 * whole * z2 - whole * whole) * weight;
        }
        double c = Math.sqrt(Math.PI / 2);
        double k1 = c / (6 * z4) * first;
        double k2 = c / (72 * z6 * z) * second - c / (36 * z2 * z) * secondWhole;
        double k3 = c / (6480 * z6 * z4) * third + c / (108 * z6) * thirdWhole;
        return theta(z) + k1 / root + k2 / n + k3 / (n * root);
    }
}
