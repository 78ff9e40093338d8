package io.plumbline.stats.calibration;

import io.plumbline.stats.Resamples;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which true calibration errors are compatible with the one that was seen. Candidates are the gaps that were seen, all
 * multiplied by one factor: 0 is perfect calibration, 1 what was seen. Under each candidate outcomes are drawn anew, with the
 * same random numbers for all candidates.
 */
final class GapInversion {
    private static final int HALVINGS = 40;
    private static final double GREATEST_FACTOR = 1e6;
    private static final double PRECISION = 1e-4;
    private static final double NORMAL_FROM = 10;
    private static final double SLACK = 1e-12;

    private final List<ReliabilityBin> bins;
    private final double norm;
    private final double seen;
    private final double[] directions;
    private final double[][] normals;
    private final double[][] uniforms;

    GapInversion(Reliability reliability, double norm, int replicates, RandomGenerator random) {
        this.bins = reliability.bins();
        this.norm = norm;
        this.seen = reliability.error(norm);
        this.directions = directions(bins);
        normals = new double[replicates][bins.size()];
        uniforms = new double[replicates][bins.size()];
        for (int i = 0; i < replicates; i++) {
            for (int b = 0; b < directions.length; b++) {
                normals[i][b] = random.nextGaussian();
                uniforms[i][b] = random.nextDouble();
            }
        }
    }

    /** Least error under which one as great as was seen comes up in a share of {@code tail} at least. */
    double lower(double tail) {
        if (share(0, true) > tail) {
            return 0;
        }
        return error(bisect(tail, true));
    }

    /** Greatest error under which one as small as was seen comes up in a share of {@code tail} at least. */
    double upper(double tail) {
        return error(bisect(tail, false));
    }

    /** Standard deviation of the error in outcomes drawn under the gaps that were seen. */
    double deviation() {
        return Resamples.deviation(errors(1));
    }

    /**
     * The gaps less their noise: each is drawn towards the mean gap by what its own noise is of its distance (the moments of
     * DerSimonian and Laird, Control. Clin. Trials 7, 1986). Raw gaps scatter more than true ones and would make the bias
     * look larger than it is.
     */
    private static double[] directions(List<ReliabilityBin> bins) {
        double[] weights = new double[bins.size()];
        double total = 0;
        double squares = 0;
        double mean = 0;
        for (int b = 0; b < weights.length; b++) {
            weights[b] = 1 / noise(bins.get(b));
            total += weights[b];
            squares += weights[b] * weights[b];
            mean += weights[b] * bins.get(b).gap();
        }
        mean /= total;
        double scatter = 0;
        for (int b = 0; b < weights.length; b++) {
            double off = bins.get(b).gap() - mean;
            scatter += weights[b] * off * off;
        }
        double between = weights.length == 1 ? 0 : (scatter - weights.length + 1) / (total - squares / total);
        double[] directions = new double[weights.length];
        boolean none = true;
        for (int b = 0; b < directions.length; b++) {
            double kept = between <= 0 ? 0 : between / (between + 1 / weights[b]);
            directions[b] = mean + kept * (bins.get(b).gap() - mean);
            none &= directions[b] == 0;
        }
        if (none) {
            // Nothing seen has no direction; a classifier that is too sure of itself is the likely one.
            Arrays.fill(directions, 1);
        }
        return directions;
    }

    /** Variance of the accuracy of a bin, never 0: two more predictions, one of them right, are thought to be in it. */
    private static double noise(ReliabilityBin bin) {
        double n = bin.effective();
        double accuracy = (n * bin.accuracy() + 1) / (n + 2);
        return accuracy * (1 - accuracy) / n;
    }

    private double bisect(double tail, boolean greater) {
        double low = 0;
        double high = 1;
        while (high < GREATEST_FACTOR && share(high, greater) > tail != greater) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < HALVINGS && high - low > PRECISION * high; i++) {
            double middle = (low + high) / 2;
            if (share(middle, greater) > tail == greater) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return greater ? low : high;
    }

    /** Share of draws in which the error is at least, or at most, what was seen. */
    private double share(double factor, boolean greater) {
        double[] errors = errors(factor);
        int count = 0;
        for (double error : errors) {
            count += (greater ? error >= seen - SLACK : error <= seen + SLACK) ? 1 : 0;
        }
        return (double) count / errors.length;
    }

    private double[] errors(double factor) {
        double[] gaps = new double[bins.size()];
        double[] errors = new double[normals.length];
        for (int i = 0; i < errors.length; i++) {
            for (int b = 0; b < gaps.length; b++) {
                double drawn = draw(accuracy(b, factor), bins.get(b).effective(), normals[i][b], uniforms[i][b]);
                gaps[b] = bins.get(b).confidence() - drawn;
            }
            errors[i] = Reliability.error(bins, gaps, norm);
        }
        return errors;
    }

    private double error(double factor) {
        double[] gaps = new double[bins.size()];
        for (int b = 0; b < gaps.length; b++) {
            gaps[b] = bins.get(b).confidence() - accuracy(b, factor);
        }
        return Reliability.error(bins, gaps, norm);
    }

    private double accuracy(int b, double factor) {
        return Math.max(0, Math.min(1, bins.get(b).confidence() - factor * directions[b]));
    }

    /** Share of successes in n trials: binomial by inversion where few are expected of one kind, otherwise normal. */
    private static double draw(double rate, double n, double normal, double uniform) {
        double variance = n * rate * (1 - rate);
        if (variance >= NORMAL_FROM) {
            return Math.max(0, Math.min(1, rate + normal * Math.sqrt(variance) / n));
        }
        boolean flip = rate > 0.5;
        double rare = flip ? 1 - rate : rate;
        long trials = Math.max(1, Math.round(n));
        double probability = Math.pow(1 - rare, (double) trials);
        double left = flip ? 1 - uniform : uniform;
        long k = 0;
        while (left >= probability && k < trials) {
            left -= probability;
            k++;
            probability *= rare / (1 - rare) * (trials - k + 1) / k;
        }
        double share = (double) k / trials;
        return flip ? 1 - share : share;
    }
}
