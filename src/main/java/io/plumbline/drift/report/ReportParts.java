package io.plumbline.drift.report;

import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.RateInterval;
import io.plumbline.drift.cause.Cause;
import io.plumbline.drift.cause.Confusions;
import io.plumbline.drift.cause.Facts;
import io.plumbline.drift.cause.InputShift;
import io.plumbline.drift.report.DriftReport.ClassShare;
import io.plumbline.drift.report.DriftReport.ConfidencePlot;
import io.plumbline.drift.report.DriftReport.Confusion;
import io.plumbline.drift.report.DriftReport.Effect;
import io.plumbline.drift.report.DriftReport.InputRow;
import io.plumbline.drift.report.DriftReport.LikelyCause;
import io.plumbline.drift.report.DriftReport.RatePoint;
import io.plumbline.drift.report.DriftReport.ReliabilityPoint;
import io.plumbline.drift.report.DriftReport.SegmentRow;
import io.plumbline.drift.signal.Signal;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.feedback.Outcomes.Hour;
import io.plumbline.profile.InputScale;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Estimate;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Wilson;
import io.plumbline.stats.estimate.AuditSample;
import io.plumbline.stats.estimate.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;

/** The numbers of a report, from what was counted. */
public final class ReportParts {
    private static final double LEVEL = 0.95;
    private static final int PLOT_BINS = 50;
    private static final int INPUT_BINS = 40;
    private static final int MOST_POINTS = 120;
    private static final int MOST_PAIRS = 12;
    private static final double SIGNIFICANT = 0.05;
    private static final int BANDS_A_BIN = 3;
    private static final int[] HOURS_A_POINT = {1, 2, 3, 6, 12, 24, 168};

    private ReportParts() {}

    /** Weighted where the labels were drawn with different propensities. */
    public static Effect effect(Counted counted, Counts since, LabelTally tally, Settings settings) {
        long n = since.audited();
        long errors = counted.in(since);
        double rate = n == 0 ? 0 : (double) errors / n;
        Interval interval = RateInterval.of(errors, n);
        boolean unequal = tally.n() == n
                && tally.groups().stream()
                                .mapToDouble(Group::propensity)
                                .distinct()
                                .count()
                        > 1;
        if (unequal && weighted(counted, tally) instanceof Estimate.Measured m) {
            rate = m.value();
            long alike = m.standardError() == 0
                    ? n
                    : Math.max(1, Math.round(rate * (1 - rate) / (m.standardError() * m.standardError())));
            interval = RateInterval.of(Math.round(rate * alike), alike);
        }
        return new Effect(
                n,
                errors,
                rate,
                interval.lower(),
                interval.upper(),
                (double) settings.errors() / settings.labels(),
                settings.labels());
    }

    private static Estimate weighted(Counted counted, LabelTally tally) {
        AuditSample sample = AuditSample.empty();
        for (Group group : tally.groups()) {
            boolean hit = counted == Counted.CONFIDENT_ERRORS ? group.confidentError() : group.error();
            sample = sample.plus(AuditSample.of(hit ? group.n() : 0, group.n(), group.propensity()));
        }
        return sample.hajek(LEVEL, Target.PROCESS);
    }

    public static DriftReport.Evidence evidence(Signal signal) {
        return new DriftReport.Evidence(
                signal.name(),
                signal.effect(),
                signal.threshold(),
                signal.p(),
                signal.n(),
                signal.needed(),
                signal.drifted());
    }

    public static LikelyCause cause(Cause cause) {
        return new LikelyCause(cause.kind().id(), cause.strength(), cause.sentence(), cause.key(), cause.value());
    }

    /** In steps of whole hours, so that there are not more points than a page can show. */
    public static List<RatePoint> curve(List<Hour> hours, Counted counted) {
        if (hours.isEmpty()) {
            return List.of();
        }
        long first = hours.get(0).hour().getEpochSecond() / 3600;
        long last = hours.get(hours.size() - 1).hour().getEpochSecond() / 3600;
        int width = HOURS_A_POINT[HOURS_A_POINT.length - 1];
        for (int i = HOURS_A_POINT.length - 1; i >= 0; i--) {
            width = (last - first) / HOURS_A_POINT[i] < MOST_POINTS ? HOURS_A_POINT[i] : width;
        }
        List<RatePoint> points = new ArrayList<>();
        long start = Long.MIN_VALUE;
        long n = 0;
        long errors = 0;
        for (Hour hour : hours) {
            long step = Math.floorDiv(hour.hour().getEpochSecond() / 3600, width) * width;
            if (step != start) {
                point(points, start, n, errors);
                start = step;
                n = 0;
                errors = 0;
            }
            n += hour.counts().audited();
            errors += counted.in(hour.counts());
        }
        point(points, start, n, errors);
        return points;
    }

    private static void point(List<RatePoint> points, long hour, long n, long errors) {
        if (n > 0) {
            Interval interval = ClopperPearson.interval(errors, n, LEVEL);
            points.add(
                    new RatePoint(Instant.ofEpochSecond(hour * 3600), n, errors, interval.lower(), interval.upper()));
        }
    }

    public static ConfidencePlot confidence(Histogram baseline, Histogram field) {
        return new ConfidencePlot(
                shares(baseline, 0, Histogram.BINS, PLOT_BINS), shares(field, 0, Histogram.BINS, PLOT_BINS));
    }

    /** Shares of the values on equal steps of bins; what lies outside is in the first and the last. */
    private static List<Double> shares(Histogram histogram, int from, int to, int steps) {
        double[] counts = new double[steps];
        for (int bin = 0; bin < Histogram.BINS; bin++) {
            int step = Math.max(0, Math.min(steps - 1, (bin - from) * steps / (to - from)));
            counts[bin < from ? 0 : step] += histogram.count(bin);
        }
        List<Double> shares = new ArrayList<>(steps);
        for (double count : counts) {
            shares.add(histogram.count() == 0 ? 0 : count / histogram.count());
        }
        return shares;
    }

    public static List<ClassShare> classMix(SortedMap<String, Long> baseline, SortedMap<String, Long> field) {
        double baselineN = Math.max(1, sum(baseline));
        double fieldN = Math.max(1, sum(field));
        List<ClassShare> shares = new ArrayList<>();
        TreeSet<String> labels = new TreeSet<>(baseline.keySet());
        labels.addAll(field.keySet());
        for (String label : labels) {
            shares.add(new ClassShare(
                    label, baseline.getOrDefault(label, 0L) / baselineN, field.getOrDefault(label, 0L) / fieldN));
        }
        shares.sort(Comparator.comparingDouble((ClassShare s) -> Math.abs(s.field() - s.baseline()))
                .reversed());
        return shares;
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Excess errors of a value: its predictions, times the points by which its rate exceeds the baseline's. */
    public static List<SegmentRow> segments(
            String key,
            SortedMap<String, Long> predictions,
            SortedMap<String, Counts> counts,
            Counted counted,
            double healthy) {
        List<SegmentRow> rows = new ArrayList<>();
        double all = 0;
        for (Map.Entry<String, Long> value : predictions.entrySet()) {
            Counts seen = counts.getOrDefault(value.getKey(), Counts.NONE);
            long n = seen.audited();
            long errors = counted.in(seen);
            Interval interval = n == 0 ? new Interval(0, 1) : ClopperPearson.interval(errors, n, LEVEL);
            double excess = n == 0 ? 0 : value.getValue() * Math.max(0, (double) errors / n - healthy);
            all += excess;
            rows.add(new SegmentRow(
                    key, value.getKey(), value.getValue(), n, errors, interval.lower(), interval.upper(), excess));
        }
        double whole = all;
        return rows.stream()
                .map(row -> new SegmentRow(
                        row.key(),
                        row.value(),
                        row.predictions(),
                        row.n(),
                        row.errors(),
                        row.lower(),
                        row.upper(),
                        whole == 0 ? 0 : row.excessShare() / whole))
                .toList();
    }

    public static List<Confusion> confusions(Facts facts) {
        return Confusions.of(facts.before().labels(), facts.since().labels()).stream()
                .limit(MOST_PAIRS)
                .map(pair -> new Confusion(
                        pair.predicted(),
                        pair.corrected(),
                        pair.before(),
                        pair.ofBefore(),
                        pair.since(),
                        pair.ofSince(),
                        pair.p(),
                        pair.p() <= SIGNIFICANT))
                .toList();
    }

    public static List<InputRow> inputs(Facts facts) {
        List<InputRow> rows = new ArrayList<>();
        for (InputShift shift :
                InputShift.of(facts.before().inputs(), facts.since().inputs())) {
            Histogram before = facts.before().inputs().getOrDefault(shift.name(), new Histogram());
            Histogram since = facts.since().inputs().getOrDefault(shift.name(), new Histogram());
            // All but the outermost thousandths, so that a stray value does not flatten the rest.
            int from = bin(Math.min(before.quantile(0.002), since.quantile(0.002)));
            int to = Math.max(from + 4, bin(Math.max(before.quantile(0.998), since.quantile(0.998))) + 1);
            int steps = Math.min(INPUT_BINS, to - from);
            rows.add(new InputRow(
                    shift.name(),
                    InputScale.value(Histogram.lowerEdge(Math.max(1, from))),
                    InputScale.value(Histogram.lowerEdge(Math.min(Histogram.BINS - 1, to))),
                    shares(before, from, to, steps),
                    shares(since, from, to, steps),
                    shift.before(),
                    shift.since(),
                    shift.medianBefore(),
                    shift.medianSince(),
                    shift.distance(),
                    shift.psi(),
                    shift.p(),
                    shift.drifted()));
        }
        return rows;
    }

    private static int bin(double unit) {
        return Math.min(Histogram.BINS - 1, (int) (unit * Histogram.BINS));
    }

    public static List<ReliabilityPoint> reliability(Facts facts) {
        List<ReliabilityPoint> points = new ArrayList<>();
        points.addAll(reliability("before", facts.before().labels()));
        points.addAll(reliability("since", facts.since().labels()));
        return points;
    }

    private static List<ReliabilityPoint> reliability(String span, LabelTally tally) {
        List<ReliabilityPoint> points = new ArrayList<>();
        for (int from = 0; from < LabelTally.BANDS; from += BANDS_A_BIN) {
            int first = from;
            List<Group> bin = tally.groups().stream()
                    .filter(g -> g.band() >= first && g.band() < first + BANDS_A_BIN)
                    .toList();
            double weights = 0;
            double squares = 0;
            double confidence = 0;
            double right = 0;
            for (Group group : bin) {
                double weight = group.n() / group.propensity();
                weights += weight;
                squares += weight / group.propensity();
                confidence += weight * group.confidence();
                right += group.error() ? 0 : weight;
            }
            if (weights > 0) {
                double accuracy = Math.min(1, right / weights);
                Interval interval = Wilson.interval(accuracy, weights * weights / squares, LEVEL);
                points.add(new ReliabilityPoint(
                        span,
                        (double) from / LabelTally.BANDS,
                        (double) (from + BANDS_A_BIN) / LabelTally.BANDS,
                        bin.stream().mapToLong(Group::n).sum(),
                        confidence / weights,
                        accuracy,
                        interval.lower(),
                        interval.upper()));
            }
        }
        return points;
    }
}
