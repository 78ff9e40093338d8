package io.plumbline.ui.signals;

import io.plumbline.feedback.LabelTally;
import io.plumbline.profile.InputScale;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Wilson;
import io.plumbline.ui.charts.ReliabilityDiagram.Bin;
import io.plumbline.ui.signals.view.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Turns histograms and tallies into what charts draw. */
final class Shapes {
    private static final int BINS = 40;
    private static final double FAR = 1e9;
    private static final double EDGE = 0.005;

    private Shapes() {}

    /** Shares of confidences on equal bins; empty of nothing. */
    static List<Double> confidence(Histogram histogram) {
        List<Double> shares = new ArrayList<>(BINS);
        int width = Histogram.BINS / BINS;
        for (int bin = 0; bin < BINS && histogram.count() > 0; bin++) {
            long count = 0;
            for (int i = bin * width; i < (bin + 1) * width; i++) {
                count += histogram.count(i);
            }
            shares.add((double) count / histogram.count());
        }
        return shares;
    }

    /** Densities of a statistic of pictures between the outermost half per cents of both. */
    static Part.Densities input(String name, String first, Optional<Histogram> baseline, Histogram field) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Histogram one : baseline.map(b -> List.of(b, field)).orElse(List.of(field))) {
            if (one.count() > 0) {
                low = Math.min(low, finite(InputScale.value(one.quantile(EDGE))));
                high = Math.max(high, finite(InputScale.value(one.quantile(1 - EDGE))));
            }
        }
        if (!(low < high)) {
            double around = Double.isFinite(low) ? low : 0;
            low = around - 0.5;
            high = around + 0.5;
        }
        Part.Axis axis = new Part.Axis(name, low, high, first, "field");
        return new Part.Densities(axis, baseline.map(b -> shares(b, axis)).orElse(List.of()), shares(field, axis));
    }

    private static List<Double> shares(Histogram histogram, Part.Axis axis) {
        List<Double> shares = new ArrayList<>(BINS);
        double below = below(histogram, InputScale.unit(axis.low()));
        for (int bin = 1; bin <= BINS && histogram.count() > 0; bin++) {
            double upTo = below(histogram, InputScale.unit(axis.low() + (axis.high() - axis.low()) * bin / BINS));
            shares.add(Math.max(0, upTo - below));
            below = upTo;
        }
        return shares;
    }

    /** Share of values below one, by straight interpolation within its bin. */
    private static double below(Histogram histogram, double unit) {
        double at = unit * Histogram.BINS;
        int bin = (int) Math.min(Histogram.BINS - 1, Math.floor(at));
        long before = 0;
        for (int i = 0; i < bin; i++) {
            before += histogram.count(i);
        }
        return (before + histogram.count(bin) * Math.min(1, at - bin)) / Math.max(1, histogram.count());
    }

    private static double finite(double value) {
        return Math.max(-FAR, Math.min(FAR, value));
    }

    /** Shares of all classes of both, largest change first. */
    static List<Part.Share> mix(Map<String, Long> first, Map<String, Long> second) {
        double n = Math.max(1, sum(first));
        double m = Math.max(1, sum(second));
        TreeSet<String> classes = new TreeSet<>(first.keySet());
        classes.addAll(second.keySet());
        List<Part.Share> shares = new ArrayList<>();
        for (String name : classes) {
            shares.add(new Part.Share(name, first.getOrDefault(name, 0L) / n, second.getOrDefault(name, 0L) / m));
        }
        shares.sort(Comparator.comparingDouble((Part.Share s) -> -Math.abs(s.second() - s.first())));
        return shares;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Right answers by band of confidence, three thirtieths together, weighted by one over the propensity. */
    static List<Bin> calibration(LabelTally tally) {
        int bands = LabelTally.BANDS / 3;
        double[] weight = new double[bands];
        double[] squares = new double[bands];
        double[] right = new double[bands];
        double[] sureness = new double[bands];
        long[] n = new long[bands];
        for (LabelTally.Group group : tally.groups()) {
            int band = group.band() / 3;
            double each = 1 / group.propensity();
            n[band] += group.n();
            weight[band] += each * group.n();
            squares[band] += each * each * group.n();
            right[band] += group.error() ? 0 : each * group.n();
            sureness[band] += each * group.n() * group.confidence();
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < bands; i++) {
            if (n[i] > 0) {
                double rate = Math.min(1, right[i] / weight[i]);
                Interval interval = Wilson.interval(rate, weight[i] * weight[i] / squares[i], Rates.LEVEL);
                bins.add(new Bin(Math.min(1, sureness[i] / weight[i]), rate, interval.lower(), interval.upper(), n[i]));
            }
        }
        return bins;
    }
}
