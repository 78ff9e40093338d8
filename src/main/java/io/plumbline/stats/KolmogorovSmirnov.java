package io.plumbline.stats;

/**
 * Exact distribution of the two-sided statistic of Kolmogorov and Smirnov for two samples: how likely their distribution
 * functions come so far apart while both samples are from one distribution.
 */
public final class KolmogorovSmirnov {
    private KolmogorovSmirnov() {}

    /**
     * P(r·D ≥ h) for two samples of the same size from one continuous distribution, in closed form (Gnedenko and Korolyuk,
     * 1951): {@code 2·Σ_{i≥1} (−1)^{i+1}·C(2r, r − ih) / C(2r, r)}.
     *
     * @param r size of each sample, at least 1
     * @param h 1 to r
     */
    public static double tail(int r, int h) {
        double ratio = 1;
        double sum = 0;
        int sign = 1;
        for (int j = 1; j <= r; j++) {
            // C(2r, r − j) / C(2r, r)
            ratio *= (double) (r - j + 1) / (r + j);
            if (j % h == 0) {
                sum += sign * ratio;
                sign = -sign;
            }
        }
        return Math.max(0, Math.min(1, 2 * sum));
    }

    /**
     * P(n·m·D ≥ apart) given which of the pooled values are equal, by lattice paths (Hodges, Ark. Mat. 3, 1957; with ties:
     * Schröer and Trenkler, Comput. Stat. Data Anal. 20, 1995). Takes time n·m.
     *
     * <p>Going back from the end of a path of n steps to the right and m up, each order equally likely: the chance to have
     * been where the distance is at least D is that of the two points before, weighted by the ways through them.
     *
     * @param n size of one sample, at least 1
     * @param m size of the other, at least 1
     * @param apart 1 to n·m
     * @param compared by number of pooled values from the least on, 0 to n + m: whether the next is another value
     */
    public static double tail(int n, int m, long apart, boolean[] compared) {
        double[] hit = new double[m + 1];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= m; j++) {
                long distance = Math.abs((long) i * m - (long) j * n);
                double before = i == 0 ? 0 : i * hit[j];
                before += j == 0 ? 0 : j * hit[j - 1];
                hit[j] = compared[i + j] && distance >= apart ? 1 : before / Math.max(1, i + j);
            }
        }
        return Math.min(1, hit[m]);
    }

    /**
     * The least r·D that is significant; r + 1 if none is. Its {@link #tail(int, int)} is the level that a test at alpha
     * attains: D takes few values in small samples, so that mostly lies below.
     *
     * @param r size of each sample, at least 1
     * @param alpha level, between 0 and 1
     */
    public static int critical(int r, double alpha) {
        Require.level(alpha);
        int low = 1;
        int high = r + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tail(r, middle) <= alpha) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
