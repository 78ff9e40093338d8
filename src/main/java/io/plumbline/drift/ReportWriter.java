package io.plumbline.drift;

import io.plumbline.drift.DriftReport.Change;
import io.plumbline.drift.DriftReport.ClassShare;
import io.plumbline.drift.DriftReport.ConfidencePlot;
import io.plumbline.drift.DriftReport.Effect;
import io.plumbline.drift.DriftReport.Example;
import io.plumbline.drift.DriftReport.Guarantee;
import io.plumbline.drift.DriftReport.RatePoint;
import io.plumbline.drift.DriftReport.SegmentRow;
import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.drift.alarm.Changes;
import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.signal.Finding;
import io.plumbline.drift.signal.Signal;
import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.profile.Profile;
import io.plumbline.profile.Profiles;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Interval;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Writes the report that explains an alarm. */
@ApplicationScoped
class ReportWriter {
    private static final Logger LOG = Logger.getLogger(ReportWriter.class);
    private static final int PLOT_BINS = 50;
    private static final int EXAMPLES = 12;
    private static final double LEVEL = 0.95;
    private static final Duration BEFORE = Duration.ofDays(3);

    private final Profiles profiles;
    private final Outcomes outcomes;
    private final LabelledPictures pictures;
    private final Changes changes;

    ReportWriter(Profiles profiles, Outcomes outcomes, LabelledPictures pictures, Changes changes) {
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.pictures = pictures;
        this.changes = changes;
    }

    /**
     * Writes a report; its number of the incident is still 0.
     *
     * @param sight what was seen
     * @param finding what it is about
     * @param keys segment keys that the model declares
     */
    DriftReport write(Sight sight, Finding finding, List<String> keys, Instant now) {
        String model = sight.version().model();
        String version = sight.version().version();
        Place place = finding.place();
        Change change = change(sight, finding);
        Instant from = change.estimated();
        Instant until = sight.until();
        Baseline baseline = sight.baseline();
        Counts since = outcomes.byValue(model, version, place.key(), from, until)
                .getOrDefault(place.value(), Counts.NONE);
        Counted counted = finding instanceof Finding.ConfidentErrors ? Counted.CONFIDENT_ERRORS : Counted.ERRORS;
        Settings settings = sight.settings(counted);
        Effect effect = effect(counted.in(since), since.audited(), settings);
        List<SegmentRow> segments = segments(sight, keys, from);
        Profile field = field(model, version, from, until);
        String identity = String.join(
                "\n",
                model,
                version,
                finding.signal(),
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
                ReportWords.verdict(sight.version(), finding, effect, change, segments),
                guarantee(finding, settings),
                effect,
                change,
                sight.state().signals().stream().map(ReportWriter::evidence).toList(),
                new ConfidencePlot(shares(baseline.confidence()), shares(field.confidence())),
                errorRate(sight.version(), place, from, until),
                classMix(baseline.classes(), field.labels()),
                segments,
                examples(sight.version(), place, keys, from),
                ReportWords.nextSteps(segments, pictures.counts(model)));
    }

    /** A broken row must not keep an alarm from having its incident: then nothing is said of the confidence. */
    private Profile field(String model, String version, Instant from, Instant until) {
        try {
            return profiles.fleet(model, version, from, until);
        } catch (RuntimeException e) {
            LOG.warnf("The profiles of %s %s cannot be read: %s", model, version, e.getMessage());
            return new Profile();
        }
    }

    private Change change(Sight sight, Finding finding) {
        if (finding instanceof Finding.ErrorRate error) {
            return change(sight, Counted.ERRORS, error.standing());
        }
        if (finding instanceof Finding.ConfidentErrors error) {
            return change(sight, Counted.CONFIDENT_ERRORS, error.standing());
        }
        Instant at = finding instanceof Finding.Silence silence
                ? silence.since()
                : sight.until().minus(1, ChronoUnit.HOURS);
        return new Change(at, at, at, at, 0);
    }

    private Change change(Sight sight, Counted counted, Standing raised) {
        Changes.Change found = changes.of(sight.version(), sight.settings(counted), raised);
        return new Change(
                found.estimated(),
                found.earliest(),
                found.latest(),
                raised.raised().orElseThrow(),
                found.labels());
    }

    private static Guarantee guarantee(Finding finding, Settings settings) {
        return new Guarantee(
                settings.falseAlarmsPerYear(),
                settings.promised(),
                settings.tolerance(),
                ReportWords.guarantee(finding, settings));
    }

    private static Effect effect(long errors, long labels, Settings settings) {
        Interval interval = AlarmWords.interval(errors, labels);
        return new Effect(
                labels,
                errors,
                labels == 0 ? 0 : (double) errors / labels,
                interval.lower(),
                interval.upper(),
                (double) settings.errors() / settings.labels(),
                settings.labels());
    }

    private static DriftReport.Evidence evidence(Signal signal) {
        return new DriftReport.Evidence(
                signal.name(),
                signal.effect(),
                signal.threshold(),
                signal.p(),
                signal.n(),
                signal.needed(),
                signal.drifted());
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
        double healthy = sight.baseline().errorRate();
        SortedMap<String, Long> predictions = profiles.byValue(model, version, key, from, sight.until());
        SortedMap<String, Counts> counts = outcomes.byValue(model, version, key, from, sight.until());
        double allExcess = 0;
        for (Map.Entry<String, Long> value : predictions.entrySet()) {
            allExcess += excess(value.getValue(), counts.get(value.getKey()), healthy);
        }
        List<SegmentRow> rows = new ArrayList<>();
        for (Map.Entry<String, Long> value : predictions.entrySet()) {
            Counts seen = counts.getOrDefault(value.getKey(), Counts.NONE);
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
