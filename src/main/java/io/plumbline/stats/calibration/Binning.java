package io.plumbline.stats.calibration;

/** Into which bin each entry of a {@link Labelled} falls: an array as long as there are entries, ascending from 0 on. */
final class Binning {
    private Binning() {}

    /** Bin b of B holds {@code b/B <= confidence < (b+1)/B}, the last also 1. */
    static int[] equalWidth(Labelled data, int bins) {
        requireBins(bins);
        int[] bin = new int[data.entries()];
        for (int i = 0; i < bin.length; i++) {
            bin[i] = bin(data.confidence(i), bins);
        }
        return bin;
    }

    /**
     * Bins whose numbers of predictions differ by one at most, the larger ones first; fewer bins than asked for if there
     * are fewer predictions. Equal confidences stay together, in the bin of the first of them.
     */
    static int[] equalMass(Labelled data, int bins) {
        requireBins(bins);
        int[] bin = new int[data.entries()];
        long small = data.size() / bins;
        long larger = data.size() % bins;
        long before = 0;
        int current = 0;
        double last = Double.NaN;
        for (int i = 0; i < bin.length; i++) {
            // Entries that stand for nothing have no place of their own.
            if (data.count(i) > 0 && data.confidence(i) != last) {
                current = (int) place(before, small, larger);
                last = data.confidence(i);
            }
            bin[i] = current;
            before += data.count(i);
        }
        return bin;
    }

    /** One bin for every distinct confidence. */
    static int[] distinct(Labelled data) {
        int[] bin = new int[data.entries()];
        for (int i = 1; i < bin.length; i++) {
            bin[i] = bin[i - 1] + (data.confidence(i) == data.confidence(i - 1) ? 0 : 1);
        }
        return bin;
    }

    private static long place(long position, long small, long larger) {
        long inLarger = larger * (small + 1);
        return position < inLarger ? position / (small + 1) : larger + (position - inLarger) / small;
    }

    private static int bin(double x, int bins) {
        int bin = Math.min(bins - 1, (int) (x * bins));
        // The product is rounded and may land on the wrong side of an edge.
        if (bin + 1 < bins && x >= (bin + 1.0) / bins) {
            return bin + 1;
        }
        return x < (double) bin / bins ? bin - 1 : bin;
    }

    private static void requireBins(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("There is at least one bin, not " + bins);
        }
    }
}
