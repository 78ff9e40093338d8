package io.plumbline.stats.calibration;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import io.plumbline.stats.Resamples;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Intervals by drawing the data anew (Efron, Ann. Stat. 7, 1979). As deterministic as its source of randomness: seed it.
 *
 * @param replicates number of resamples, at least 100; 1,000 and more for an interval of 95 %
 * @param level coverage, between 0 and 1, for instance 0.95
 * @param random source of the resamples
 */
public record Bootstrap(int replicates, double level, RandomGenerator random) {
    /** Fewest predictions from which resampling says anything of the error. */
    public static final int NEEDED = 30;

    private static final int FEWEST = 100;

    /** @throws IllegalArgumentException if a number is out of its range */
    public Bootstrap {
        if (replicates < FEWEST) {
            throw new IllegalArgumentException("Replicates are at least " + FEWEST + ", not " + replicates);
        }
        Require.level(level);
    }

    /**
     * Estimates one measure that is never negative, such as {@code BrierScore::of} or {@code LogLoss::of}. For calibration
     * errors take {@link #estimate(Reliability, double)}.
     *
     * <p>The interval is the basic one, 2·value − quantile (Davison and Hinkley, "Bootstrap Methods and their Application",
     * 1997, ch. 5), cut at 0: if resampling shifts the measure, the interval is shifted back.
     *
     * @param data labelled predictions
     * @param measure what to estimate, at least 0 where there are predictions
     * @return not enough data below {@link #NEEDED} predictions
     */
    public Estimate estimate(Labelled data, ToDoubleFunction<Labelled> measure) {
        if (data.size() < NEEDED) {
            return new Estimate.NotEnoughData(data.size(), NEEDED);
        }
        double value = measure.applyAsDouble(data);
        double[] resampled = new double[replicates];
        for (int i = 0; i < replicates; i++) {
            resampled[i] = measure.applyAsDouble(data.resample(random));
        }
        Arrays.sort(resampled);
        double tail = (1 - level) / 2;
        double lower = Math.max(0, 2 * value - Resamples.quantile(resampled, 1 - tail));
        double upper = Math.max(0, 2 * value - Resamples.quantile(resampled, tail));
        return new Estimate.Measured(value, Resamples.deviation(resampled), new Interval(lower, upper), data.size());
    }

    /**
     * Estimates the calibration error of a reliability diagram.
     *
     * <p>A resample overstates a calibration error once more than the sample does: the quantiles of resamples of a well
     * calibrated classifier never cover 0, and miss even the value itself. So a test is inverted: the interval holds the
     * errors under which a value like the one seen is not rare, among those where all gaps, less their noise, are multiplied
     * by one factor, with outcomes drawn anew (a parametric bootstrap; at factor 0 it is the consistency resampling of Bröcker
     * and Smith, Weather Forecast. 22, 2007). It begins at 0 unless perfect calibration is refuted, and can lie below the
     * value, which keeps its bias. In simulations with 100 to 4,000 predictions nominal 95 % covered mostly 90 to 98 %, at
     * worst 79 %, where all of the error was in one bin of 15.
     *
     * <p>Of the greatest gap, an infinite norm, the interval comes from exact limits in each bin: it covers at least as often
     * as it says, and is wide.
     *
     * @param reliability bins of either kind
     * @param norm as for {@link Reliability#error}
     * @return not enough data below {@link #NEEDED} predictions
     * @throws IllegalArgumentException if norm is NaN or below 1
     */
    public Estimate estimate(Reliability reliability, double norm) {
        double value = reliability.error(norm);
        long n = reliability.count();
        if (n < NEEDED) {
            return new Estimate.NotEnoughData(n, NEEDED);
        }
        GapInversion inversion = new GapInversion(reliability, norm, replicates, random);
        double tail = (1 - level) / 2;
        if (norm == Double.POSITIVE_INFINITY) {
            Interval greatest = GreatestGap.interval(reliability.bins(), tail);
            return new Estimate.Measured(value, inversion.deviation(), greatest, n);
        }
        double lower = inversion.lower(tail);
        double upper = Math.max(lower, inversion.upper(tail));
        return new Estimate.Measured(value, inversion.deviation(), new Interval(lower, upper), n);
    }
}
