package io.plumbline.stats.distance;

import java.util.Arrays;

/** A division of a histogram's bins into neighbouring cells: ends[i] is the first bin after cell i. */
final class Cells {
    private static final int DECILES = 10;
    private static final double LEAST_SHARE = 0.05;

    private final int[] ends;

    private Cells(int[] ends) {
        this.ends = ends;
    }

    /**
     * Cuts at the bin edges nearest to the deciles, then joins until each cell holds a twentieth.
     *
     * <p>Where all values lie in so few bins that one cell would be left, the fullest bin becomes a cell between two
     * others, so that values which leave it are noticed.
     */
    static Cells deciles(long[] counts) {
        long n = total(counts, 0, counts.length);
        int[] cuts = quantiles(DECILES, counts, n);
        int[] ends = join(cuts, counts, LEAST_SHARE * n);
        return new Cells(ends.length > 1 ? ends : aroundFullest(counts));
    }

    /** Cut at the edges nearest to the quantiles, joined until each cell holds at least so many of the counted values. */
    static Cells quantiles(int cells, long[] counts, double least) {
        return new Cells(join(quantiles(cells, counts, total(counts, 0, counts.length)), counts, least));
    }

    /** As many equal cells, joined until each holds at least so many of the counted values. */
    static Cells equal(int cells, long[] counts, double least) {
        int[] cuts = new int[cells];
        for (int i = 0; i < cells; i++) {
            cuts[i] = counts.length * (i + 1) / cells;
        }
        return new Cells(join(cuts, counts, least));
    }

    /** The larger the better: share on the smaller side of the evenest cut between equal cells, 0 to 0.5. */
    static double evenestSplit(int cells, long[] counts) {
        double n = total(counts, 0, counts.length);
        double best = 0;
        double left = 0;
        int start = 0;
        for (int i = 1; i < cells && n > 0; i++) {
            int end = counts.length * i / cells;
            left += total(counts, start, end);
            start = end;
            best = Math.max(best, Math.min(left / n, 1 - left / n));
        }
        return best;
    }

    int size() {
        return ends.length;
    }

    /** Counts by cell, a fresh array. */
    long[] counts(long[] bins) {
        long[] counts = new long[ends.length];
        int start = 0;
        for (int cell = 0; cell < ends.length; cell++) {
            counts[cell] = total(bins, start, ends[cell]);
            start = ends[cell];
        }
        return counts;
    }

    /** Smallest share of a cell that is not empty, more than 0 and at most 1; 1 if all are. */
    double leastShare(long[] bins) {
        double n = total(bins, 0, bins.length);
        double least = 1;
        int start = 0;
        for (int end : ends) {
            long held = total(bins, start, end);
            least = held > 0 ? Math.min(least, held / n) : least;
            start = end;
        }
        return least;
    }

    /** Ends of cells at the edges nearest to the quantiles: of two equally near ones the later. */
    private static int[] quantiles(int cells, long[] counts, long n) {
        int[] cuts = new int[cells];
        int bin = 0;
        long below = 0;
        for (int i = 1; i < cells; i++) {
            double target = (double) n * i / cells;
            while (bin < counts.length && below + counts[bin] < target) {
                below += counts[bin++];
            }
            boolean before = bin == counts.length || target - below < below + counts[bin] - target;
            cuts[i - 1] = before ? bin : bin + 1;
        }
        cuts[cells - 1] = counts.length;
        return cuts;
    }

    /** Drops every cut that would leave less than the least before it; what is left at the end joins the last cell. */
    private static int[] join(int[] cuts, long[] counts, double least) {
        int[] ends = new int[cuts.length];
        int size = 0;
        int start = 0;
        for (int cut : cuts) {
            long held = total(counts, start, cut);
            if (held > 0 && held >= least) {
                ends[size++] = cut;
                start = cut;
            }
        }
        if (size == 0) {
            size = 1;
        }
        ends[size - 1] = counts.length;
        return Arrays.copyOf(ends, size);
    }

    private static int[] aroundFullest(long[] counts) {
        int fullest = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            fullest = counts[bin] > counts[fullest] ? bin : fullest;
        }
        return Arrays.stream(new int[] {fullest, fullest + 1, counts.length})
                .filter(end -> end > 0)
                .distinct()
                .toArray();
    }

    private static long total(long[] counts, int from, int to) {
        long total = 0;
        for (int i = from; i < to; i++) {
            total += counts[i];
        }
        return total;
    }
}
