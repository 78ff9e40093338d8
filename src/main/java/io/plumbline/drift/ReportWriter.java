package io.plumbline.drift;

import io.plumbline.drift.Baselines.Baseline;
import io.plumbline.drift.DriftReport.Change;
import io.plumbline.drift.DriftReport.ClassShare;
import io.plumbline.drift.DriftReport.ConfidencePlot;
import io.plumbline.drift.DriftReport.Effect;
import io.plumbline.drift.DriftReport.Example;
import io.plumbline.drift.DriftReport.Guarantee;
import io.plumbline.drift.DriftReport.RatePoint;
import io.plumbline.drift.DriftReport.SegmentRow;
import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.profile.Profile;
import io.plumbline.profile.Profiles;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Reference;
import io.plumbline.stats.estimate.ChangePoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the report that explains an alarm. */
@ApplicationScoped
class ReportWriter {
    private static final int PLOT_BINS = 50;
    private static final int EXAMPLES = 12;
    private static final double LEVEL = 0.95;
    private static final Duration BEFORE = Duration.ofDays(3);

    private final Profiles profiles;
    private final Outcomes outcomes;
    private final LabelledPictures pictures;

    ReportWriter(Profiles profiles, Outcomes outcomes, LabelledPictures pictures) {
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.pictures = pictures;
    }

    /**
     * Writes a report; its number of the incident is still 0.
     *
     * @param sight what was seen
     * @param raised the alarm that it is about
     * @param keys segment keys that the model declares
     */
    DriftReport write(Sight sight, Standing raised, List<String> keys, Instant now) {
        String model = sight.version().model();
        String version = sight.version().version();
        Place place = raised.place();
        Change change = change(sight, raised);
        Instant from = change.estimated();
        Instant until = sight.until();
        Reference reference = sight.baseline().reference();
        Counts since = outcomes.byValue(model, version, place.key(), from, until)
                .getOrDefault(place.value(), new Counts(0, 0, 0, 0));
        Effect effect = effect(since, reference);
        List<SegmentRow> segments = segments(sight, keys, from);
        Profile field = profiles.fleet(model, version, from, until);
        String identity = String.join(
                "\n",
                model,
                version,
                Incident.FIELD_ERROR,
                place.key(),
                place.value(),
                change.alarm().toString());
        return new DriftReport(
                UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)),
                model,
                version,
                place.key(),
                place.value(),
                0,
                now,
                until,
                ReportWords.verdict(sight.version(), place, effect, change, segments),
                guarantee(sight.baseline()),
                effect,
                change,
                sight.state().signals().stream().map(ReportWriter::evidence).toList(),
                new ConfidencePlot(shares(reference.confidence()), shares(field.confidence())),
                errorRate(sight.version(), place, from, until),
                classMix(reference.labels(), field.labels()),
                segments,
                examples(sight.version(), place, keys, from),
                ReportWords.nextSteps(segments, pictures.counts(model)));
    }

    /**
     * Whether alarms of segments account for the fleet's: beside them there is somebody, and he errs as promised.
     *
     * @param segments raised ones of the same key
     */
    boolean explain(Sight sight, List<Standing> segments) {
        Instant from = segments.stream()
                .map(raised -> change(sight, raised).estimated())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        String model = sight.version().model();
        String version = sight.version().version();
        Place first = segments.get(0).place();
        Set<String> values =
                segments.stream().map(raised -> raised.place().value()).collect(Collectors.toSet());
        long errors = 0;
        long labels = 0;
        for (Map.Entry<String, Counts> other : outcomes.byValue(model, version, first.key(), from, sight.until())
                .entrySet()) {
            if (!values.contains(other.getKey())) {
                errors += other.getValue().auditedErrors();
                labels += other.getValue().audited();
            }
        }
        return labels > 0 && errors <= sight.baseline().promised() * labels;
    }

    /** Among the hours that the alarm has read. */
    private Change change(Sight sight, Standing raised) {
        Instant alarm = raised.raised().orElseThrow();
        List<Outcomes.Hour> hours = outcomes
                .hourly(
                        sight.version().model(),
                        sight.version().version(),
                        raised.place().key(),
                        raised.place().value(),
                        sight.settings().settled(),
                        alarm.plus(1, ChronoUnit.HOURS))
                .stream()
                .filter(hour -> hour.counts().audited() > 0)
                .toList();
        long[] errors =
                hours.stream().mapToLong(h -> h.counts().auditedErrors()).toArray();
        long[] labels = hours.stream().mapToLong(h -> h.counts().audited()).toArray();
        ChangePoint.Split split =
                ChangePoint.estimate(errors, labels, sight.baseline().promised());
        return new Change(
                hour(hours, split.best()),
                hour(hours, split.earliest()),
                hour(hours, split.latest()),
                alarm,
                Arrays.stream(labels).skip(split.best()).sum());
    }

    private static Instant hour(List<Outcomes.Hour> hours, int index) {
        return hours.get(Math.min(index, hours.size() - 1)).hour();
    }

    private static Guarantee guarantee(Baseline baseline) {
        DriftPolicy policy = baseline.policy();
        return new Guarantee(
                policy.falseAlarmsPerYear(),
                baseline.promised(),
                policy.tolerance(),
                ReportWords.guarantee(policy.falseAlarmsPerYear(), baseline));
    }

    private static Effect effect(Counts since, Reference reference) {
        Interval interval = FieldWatch.interval(since.auditedErrors(), since.audited());
        return new Effect(
                since.audited(),
                since.auditedErrors(),
                rate(since),
                interval.lower(),
                interval.upper(),
                reference.errorRate(),
                reference.n());
    }

    private static DriftReport.Evidence evidence(DriftState.Signal signal) {
        return new DriftReport.Evidence(
                signal.name(),
                signal.effect(),
                signal.threshold(),
                signal.p(),
                signal.n(),
                signal.needed(),
                signal.verdict() == DriftState.Verdict.DRIFTED);
    }

    private List<RatePoint> errorRate(ModelVersion version, Place place, Instant change, Instant until) {
        List<RatePoint> points = new ArrayList<>();
        for (Outcomes.Hour hour : outcomes.hourly(
                version.model(), version.version(), place.key(), place.value(), change.minus(BEFORE), until)) {
            Counts counts = hour.counts();
            if (counts.audited() > 0) {
                Interval interval = ClopperPearson.interval(counts.auditedErrors(), counts.audited(), LEVEL);
                points.add(new RatePoint(
                        hour.hour(), counts.audited(), counts.auditedErrors(), interval.lower(), interval.upper()));
            }
        }
        return points;
    }

    private static List<Double> shares(Histogram histogram) {
        List<Double> shares = new ArrayList<>(PLOT_BINS);
        int width = Histogram.BINS / PLOT_BINS;
        for (int bin = 0; bin < PLOT_BINS; bin++) {
            long count = 0;
            for (int i = bin * width; i < (bin + 1) * width; i++) {
                count += histogram.count(i);
            }
            shares.add(histogram.count() == 0 ? 0 : (double) count / histogram.count());
        }
        return shares;
    }

    private static List<ClassShare> classMix(SortedMap<String, Long> baseline, SortedMap<String, Long> field) {
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

    private List<SegmentRow> segments(Sight sight, List<String> keys, Instant from) {
        List<SegmentRow> rows = new ArrayList<>();
        for (String key : keys) {
            rows.addAll(segments(sight, key, from));
        }
        rows.sort(Comparator.comparingDouble(SegmentRow::excessShare).reversed());
        return rows;
    }

    /** Excess errors of a value: its predictions, times the points by which its error rate exceeds the validation's. */
    private List<SegmentRow> segments(Sight sight, String key, Instant from) {
        String model = sight.version().model();
        String version = sight.version().version();
        double healthy = sight.baseline().reference().errorRate();
        SortedMap<String, Long> predictions = profiles.byValue(model, version, key, from, sight.until());
        SortedMap<String, Counts> counts = outcomes.byValue(model, version, key, from, sight.until());
        double allExcess = 0;
        for (Map.Entry<String, Long> value : predictions.entrySet()) {
            allExcess += excess(value.getValue(), counts.get(value.getKey()), healthy);
        }
        List<SegmentRow> rows = new ArrayList<>();
        for (Map.Entry<String, Long> value : predictions.entrySet()) {
            Counts seen = counts.getOrDefault(value.getKey(), new Counts(0, 0, 0, 0));
            Interval interval = seen.audited() == 0
                    ? new Interval(0, 1)
                    : ClopperPearson.interval(seen.auditedErrors(), seen.audited(), LEVEL);
            double excess = excess(value.getValue(), seen, healthy);
            rows.add(new SegmentRow(
                    key,
                    value.getKey(),
                    value.getValue(),
                    seen.audited(),
                    seen.auditedErrors(),
                    interval.lower(),
                    interval.upper(),
                    allExcess == 0 ? 0 : excess / allExcess));
        }
        return rows;
    }

    private static double excess(long predictions, @Nullable Counts counts, double healthy) {
        return counts == null || counts.audited() == 0 ? 0 : predictions * Math.max(0, rate(counts) - healthy);
    }

    private static double rate(Counts counts) {
        return counts.audited() == 0 ? 0 : (double) counts.auditedErrors() / counts.audited();
    }

    private List<Example> examples(ModelVersion version, Place place, List<String> keys, Instant from) {
        String shown = keys.isEmpty() ? "" : keys.get(0);
        return outcomes
                .wrong(version.model(), version.version(), shown, place.key(), place.value(), from, EXAMPLES)
                .stream()
                .map(w -> new Example(
                        w.image(),
                        w.predicted(),
                        w.corrected(),
                        w.confidence(),
                        w.segment().orElse(""),
                        w.windowAt()))
                .toList();
    }
}
