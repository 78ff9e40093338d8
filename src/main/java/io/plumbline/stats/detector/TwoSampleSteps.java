package io.plumbline.stats.detector;

/**
 * The two-sided statistic of Kolmogorov and Smirnov for two samples of the same size r, as the whole number r·D, and its
 * exact distribution (Gnedenko and Korolyuk, 1951): {@code P(r·D ≥ h) = 2·Σ_{i≥1} (−1)^{i+1}·C(2r, r − ih) / C(2r, r)}.
 */
final class TwoSampleSteps {
    private TwoSampleSteps() {}

    /**
     * P(r·D ≥ h) for two samples from one continuous distribution.
     *
     * @param r size of each sample, at least 1
     * @param h 1 to r
     */
    static double tail(int r, int h) {
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
     * The least r·D that is significant and far enough; r + 1 if none is.
     *
     * @param r size of each sample
     * @param alpha the p-value that counts as significant
     * @param minDistance what D must exceed
     */
    static int critical(int r, double alpha, double minDistance) {
        int low = 1;
        int high = r + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tail(r, middle) <= alpha && (double) middle / r > minDistance) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
