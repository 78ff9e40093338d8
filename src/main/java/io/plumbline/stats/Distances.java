package io.plumbline.stats;

/**
 * Distances between two histograms of confidence, each with its significance.
 *
 * <p>Both sides are samples, of n and m values; {@code n_eff = nm / (n + m)}. A p-value is the probability of a distance at
 * least this large without any drift. Thresholds join a conventional effect with significance at {@code alpha}, so that
 * small samples do not cry wolf and large ones do not fuss. Where a sample is too small for the p-value to be honest, the
 * answer is {@link Comparison.NotEnoughData}, also for empty histograms. Neither histogram is changed.
 */
public final class Distances {
    /** Level at which thresholds are adjusted unless another is asked for. */
    public static final double DEFAULT_ALPHA = 0.05;

    private static final double CONVENTIONAL_PSI = 0.1;
    private static final double CONVENTIONAL_DISTANCE = 0.1;
    private static final double VALUES_A_DECILE = 20;
    private static final int JENSEN_SHANNON_CELLS = 20;
    private static final double VALUES_A_CELL = 20;
    private static final long VALUES_FOR_RANKS = 30;

    private Distances() {}

    /** {@link #psi(Histogram, Histogram, double)} at the default level. */
    public static Comparison psi(Histogram reference, Histogram current) {
        return psi(reference, current, DEFAULT_ALPHA);
    }

    /**
     * Population stability index over the reference's deciles.
     *
     * <p>The cells depend on the reference alone: cut at the bin edges nearest to its deciles, neighbours joined until each
     * holds a twentieth of it. So they are fixed when the baseline is, and a tie across several deciles makes fewer cells.
     * Without drift n_eff·PSI is about χ² with one degree of freedom less than cells.
     *
     * @param reference baseline
     * @param current what is compared with it
     * @param alpha level, between 0 and 1
     * @return effect PSI, at least 0; threshold max(0.1, χ² critical value / n_eff)
     * @throws IllegalArgumentException if alpha is not between 0 and 1
     */
    public static Comparison psi(Histogram reference, Histogram current, double alpha) {
        Require.level(alpha);
        long n = reference.count();
        long m = current.count();
        Cells cells = Cells.deciles(reference.counts());
        long needed = (long) Math.ceil(VALUES_A_DECILE / cells.leastShare(reference.counts()));
        if (Math.min(n, m) < needed) {
            return new Comparison.NotEnoughData(Math.min(n, m), needed);
        }
        double effect =
                CountDistances.populationStability(cells.counts(reference.counts()), cells.counts(current.counts()));
        double effective = effectiveSize(n, m);
        int degrees = cells.size() - 1;
        double threshold = Math.max(CONVENTIONAL_PSI, ChiSquared.critical(alpha, degrees) / effective);
        return new Comparison.Measured(effect, threshold, ChiSquared.tail(effective * effect, degrees), n, m, needed);
    }

    /** {@link #jensenShannon(Histogram, Histogram, double)} at the default level. */
    public static Comparison jensenShannon(Histogram reference, Histogram current) {
        return jensenShannon(reference, current, DEFAULT_ALPHA);
    }

    /**
     * Jensen–Shannon distance with the natural logarithm, 0 to 0.8326, over 20 equal cells, of which neighbours are joined
     * until both sides can expect 20 values in each.
     *
     * <p>Without drift p and q scatter around one distribution r. To second order in δ = p − q each half of the divergence
     * is ½·½·Σ (δ/2)²/r, so JSD = Σ δ²/(8r); and n_eff·Σ δ²/r is Pearson's statistic of the two samples. So
     * 8·n_eff·JSD is about χ² with one degree of freedom less than cells.
     *
     * @param reference baseline
     * @param current what is compared with it
     * @param alpha level, between 0 and 1
     * @return effect distance √JSD; threshold max(0.1, √(χ² critical value / (8·n_eff)))
     * @throws IllegalArgumentException if alpha is not between 0 and 1
     */
    public static Comparison jensenShannon(Histogram reference, Histogram current, double alpha) {
        Require.level(alpha);
        long n = reference.count();
        long m = current.count();
        long[] both = sum(reference.counts(), current.counts());
        double split = Cells.evenestSplit(JENSEN_SHANNON_CELLS, both);
        long needed = split > 0 ? (long) Math.ceil(VALUES_A_CELL / split) : VALUES_FOR_RANKS;
        if (Math.min(n, m) < needed) {
            return new Comparison.NotEnoughData(Math.min(n, m), needed);
        }
        if (split == 0) {
            return new Comparison.Measured(0, CONVENTIONAL_DISTANCE, 1, n, m, needed);
        }
        double least = VALUES_A_CELL / Math.min(n, m) * (n + m);
        Cells cells = Cells.equal(JENSEN_SHANNON_CELLS, both, least);
        double divergence = CountDistances.jensenShannonDivergence(
                cells.counts(reference.counts()), cells.counts(current.counts()));
        double scale = 8 * effectiveSize(n, m);
        int degrees = cells.size() - 1;
        double threshold = Math.max(CONVENTIONAL_DISTANCE, Math.sqrt(ChiSquared.critical(alpha, degrees) / scale));
        return new Comparison.Measured(
                Math.sqrt(divergence), threshold, ChiSquared.tail(scale * divergence, degrees), n, m, needed);
    }

    /**
     * Two-sample Kolmogorov–Smirnov distance, the largest difference of the distribution functions on the bin edges, 0 to 1.
     *
     * <p>Its p-value is that of the statistic of round(n_eff) values from a continuous distribution. Ties and binning can
     * only make the true one smaller: the test errs on the side of silence, a little by the bins, more by heavy ties.
     *
     * @param reference baseline
     * @param current what is compared with it
     * @return effect D; threshold 0.1
     */
    public static Comparison kolmogorovSmirnov(Histogram reference, Histogram current) {
        long n = reference.count();
        long m = current.count();
        if (Math.min(n, m) < VALUES_FOR_RANKS) {
            return new Comparison.NotEnoughData(Math.min(n, m), VALUES_FOR_RANKS);
        }
        double effect = supremum(reference, current);
        double p = KolmogorovDistribution.tail(effect, Math.round(effectiveSize(n, m)));
        return new Comparison.Measured(effect, CONVENTIONAL_DISTANCE, p, n, m, VALUES_FOR_RANKS);
    }

    /** Largest difference of the two distribution functions on the bin edges; both histograms hold something. */
    static double supremum(Histogram reference, Histogram current) {
        double n = reference.count();
        double m = current.count();
        long below = 0;
        long belowCurrent = 0;
        double largest = 0;
        for (int bin = 0; bin < Histogram.BINS; bin++) {
            below += reference.count(bin);
            belowCurrent += current.count(bin);
            largest = Math.max(largest, Math.abs(below / n - belowCurrent / m));
        }
        return largest;
    }

    private static double effectiveSize(long n, long m) {
        return 1 / (1.0 / n + 1.0 / m);
    }

    private static long[] sum(long[] a, long[] b) {
        long[] sum = a.clone();
        for (int i = 0; i < b.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
