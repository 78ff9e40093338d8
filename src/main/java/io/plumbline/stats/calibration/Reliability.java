package io.plumbline.stats.calibration;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.gamma.Erf;

/**
 * A reliability diagram, and the calibration errors that are read off it (Naeini, Cooper and Hauskrecht, "Obtaining well
 * calibrated probabilities using Bayesian binning", AAAI 2015).
 *
 * <p>Sums over bins overstate the error, since the noise of each bin counts as a gap: a perfectly calibrated classifier with
 * 100 labels in 15 bins shows an expected error near 0.1. The two debiased forms take much of that out;
 * {@link Bootstrap#estimate(Reliability, double)} says which errors are compatible with the data.
 *
 * @param bins ascending; bins without a prediction are left out, so the list may be empty; unmodifiable
 */
public record Reliability(List<ReliabilityBin> bins) {
    /** Number of bins unless another is asked for. */
    public static final int DEFAULT_BINS = 15;

    private static final double ROOT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);

    /** Copies the list. */
    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Bins of equal width: bin b of B holds {@code b/B <= confidence < (b+1)/B}, the last also 1.
     *
     * @param data labelled predictions; from histograms a bin takes the values whose middle lies in it
     * @param bins number of bins B, at least 1
     * @throws IllegalArgumentException if bins is below 1
     */
    public static Reliability equalWidth(Labelled data, int bins) {
        List<ReliabilityBin> list = new ArrayList<>();
        int[] bin = Binning.equalWidth(data, bins);
        for (int start = 0, end; start < bin.length; start = end) {
            end = end(bin, start);
            double lower = (double) bin[start] / bins;
            add(list, new Sums(data, start, end), lower, (bin[start] + 1.0) / bins);
        }
        return new Reliability(list);
    }

    /**
     * Bins of equal mass: their numbers of predictions differ by one at most, except that equal confidences stay together, in
     * the bin of the first of them. Each goes from its least to its greatest confidence.
     *
     * @param data labelled predictions
     * @param bins number of bins, at least 1; there are no more bins than predictions
     * @throws IllegalArgumentException if bins is below 1
     */
    public static Reliability equalMass(Labelled data, int bins) {
        List<ReliabilityBin> list = new ArrayList<>();
        int[] bin = Binning.equalMass(data, bins);
        for (int start = 0, end; start < bin.length; start = end) {
            end = end(bin, start);
            Sums sums = new Sums(data, start, end);
            add(list, sums, sums.least, sums.greatest);
        }
        return new Reliability(list);
    }

    /** Number of predictions in all bins. */
    public long count() {
        long count = 0;
        for (ReliabilityBin bin : bins) {
            count += bin.count();
        }
        return count;
    }

    /** Expected calibration error Σ share · |gap|, 0 to 1; NaN without bins. Biased upward. */
    public double expectedError() {
        return error(1);
    }

    /** Greatest gap of a bin, 0 to 1; NaN without bins. Ruled by the smallest bins. */
    public double maximumError() {
        return error(Double.POSITIVE_INFINITY);
    }

    /** Root mean square calibration error √(Σ share · gap²), 0 to 1; NaN without bins. Biased upward. */
    public double rootMeanSquareError() {
        return error(2);
    }

    /**
     * The calibration error in one norm, {@code (Σ share · |gap|^norm)^(1/norm)}.
     *
     * @param norm at least 1; infinity gives the greatest gap
     * @return 0 to 1; NaN without bins
     * @throws IllegalArgumentException if norm is NaN or below 1
     */
    public double error(double norm) {
        if (!(norm >= 1)) {
            throw new IllegalArgumentException("A norm is at least 1, not " + norm);
        }
        double[] gaps = new double[bins.size()];
        for (int b = 0; b < gaps.length; b++) {
            gaps[b] = bins.get(b).gap();
        }
        return error(bins, gaps, norm);
    }

    /** The error if the bins had these gaps. */
    static double error(List<ReliabilityBin> bins, double[] gaps, double norm) {
        if (gaps.length == 0) {
            return Double.NaN;
        }
        double sum = 0;
        double greatest = 0;
        for (int b = 0; b < gaps.length; b++) {
            double gap = Math.abs(gaps[b]);
            greatest = Math.max(greatest, gap);
            sum += bins.get(b).share() * (norm == 1 ? gap : norm == 2 ? gap * gap : Math.pow(gap, norm));
        }
        if (norm == Double.POSITIVE_INFINITY) {
            return greatest;
        }
        return norm == 1 ? sum : norm == 2 ? Math.sqrt(sum) : Math.pow(sum, 1 / norm);
    }

    /**
     * Root mean square calibration error less the noise of the bins (Kumar, Liang and Ma, "Verified uncertainty
     * calibration", NeurIPS 2019): √max(0, Σ share · (gap² − accuracy·(1 − accuracy)/(n − 1))); bins of one prediction count
     * nothing.
     *
     * @return 0 to 1; NaN without bins. The square is unbiased before it is cut at 0
     */
    public double debiasedRootMeanSquareError() {
        double sum = bins.isEmpty() ? Double.NaN : 0;
        for (ReliabilityBin bin : bins) {
            sum += bin.effective() > 1 ? bin.share() * (bin.gap() * bin.gap() - bin.variance()) : 0;
        }
        return Math.sqrt(Math.max(0, sum));
    }

    /**
     * Expected calibration error less its bias, as if each gap were normal around the one that was seen (the same paper,
     * where the mean of the folded normal is simulated; here it is in closed form).
     *
     * @return at most {@link #expectedError}, at least 0; NaN without bins
     */
    public double debiasedExpectedError() {
        double noisy = 0;
        for (ReliabilityBin bin : bins) {
            double deviation = Math.sqrt(bin.accuracy() * (1 - bin.accuracy()) / bin.effective());
            noisy += bin.share() * foldedMean(bin.gap(), deviation);
        }
        return Math.max(0, 2 * expectedError() - noisy);
    }

    /** E |X| of a normal X. */
    private static double foldedMean(double mean, double deviation) {
        if (deviation == 0) {
            return Math.abs(mean);
        }
        double scaled = mean / deviation;
        return deviation * ROOT_TWO_OVER_PI * Math.exp(-scaled * scaled / 2) + mean * Erf.value(scaled / Math.sqrt(2));
    }

    /** Where the run of entries ends that share the bin of the first. */
    static int end(int[] bin, int start) {
        int end = start + 1;
        while (end < bin.length && bin[end] == bin[start]) {
            end++;
        }
        return end;
    }

    private static void add(List<ReliabilityBin> list, Sums sums, double lower, double upper) {
        if (sums.count > 0) {
            double effective = sums.mass * sums.mass / sums.squares;
            // Sums of weights in another order differ in their last digits.
            double share = Math.min(1, sums.mass / sums.total);
            double confidence = Math.min(1, sums.confidence / sums.mass);
            double accuracy = Math.min(1, sums.right / sums.mass);
            list.add(new ReliabilityBin(lower, upper, sums.count, effective, share, confidence, accuracy));
        }
    }

    /** Totals over a run of entries. */
    private static final class Sums {
        private long count;
        private double mass;
        private double squares;
        private double confidence;
        private double right;
        private double total;
        private double least = Double.NaN;
        private double greatest = Double.NaN;

        Sums(Labelled data, int start, int end) {
            total = data.mass();
            for (int i = start; i < end; i++) {
                if (data.count(i) > 0) {
                    double part = data.mass(i);
                    count += data.count(i);
                    mass += part;
                    squares += part * data.weight(i);
                    confidence += part * data.confidence(i);
                    right += data.correct(i) ? part : 0;
                    least = Double.isNaN(least) ? data.confidence(i) : least;
                    greatest = data.confidence(i);
                }
            }
        }
    }
}
