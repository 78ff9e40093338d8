package io.plumbline.ui.signals;

import io.plumbline.drift.DriftReports;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.feedback.AuditCells;
import io.plumbline.feedback.AuditCells.Labels;
import io.plumbline.feedback.LabelCells;
import io.plumbline.feedback.Outcomes;
import io.plumbline.kernel.Page;
import io.plumbline.profile.ProfileHours;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Interval;
import io.plumbline.ui.charts.LineChart.Moment;
import io.plumbline.ui.charts.Tone;
import io.plumbline.ui.signals.view.Part;
import io.plumbline.ui.signals.view.Part.Level;
import io.plumbline.ui.signals.view.Part.Rate;
import io.plumbline.ui.signals.view.Selection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Gathers what a signal's charts show. */
@ApplicationScoped
class SignalReader {
    private static final Page MARKED = new Page(0, 10);

    private final AuditCells audits;
    private final Outcomes outcomes;
    private final LabelCells labels;
    private final Profiles profiles;
    private final ProfileHours hours;
    private final DistributionReader distributions;
    private final DriftReports reports;

    SignalReader(
            AuditCells audits,
            Outcomes outcomes,
            LabelCells labels,
            Profiles profiles,
            ProfileHours hours,
            DistributionReader distributions,
            DriftReports reports) {
        this.audits = audits;
        this.outcomes = outcomes;
        this.labels = labels;
        this.profiles = profiles;
        this.hours = hours;
        this.distributions = distributions;
        this.reports = reports;
    }

    /** What the charts of a signal show; empty if it has none of its own. */
    List<Part> parts(String id, Selection s, Optional<DriftState> state) {
        double promise = state.map(d -> d.alarm().promised()).orElse(Double.NaN);
        double confident = state.map(d -> d.confidentAlarm().promised()).orElse(Double.NaN);
        return switch (id) {
            case "field-error", "ddm", "adwin", "page-hinkley", "trend" -> List.of(errors(s, promise));
            case "confident-error" ->
                List.of(
                        audited("Confidently wrong answers", s, Labels::confidentErrors, confident(s), confident),
                        calibration(s));
            case "voluntary-error" -> List.of(voluntary(s), errors(s, promise));
            case "psi-confidence", "ks-confidence", "js-confidence" -> distributions.confidence(s);
            case "chi2-classes" -> List.of(distributions.classes(s));
            case "calibration" -> List.of(calibration(s), distributions.confidences(s));
            case "cbpe" -> List.of(errors(s, promise), distributions.confidences(s), calibration(s));
            case "silence" -> List.of(volume(s));
            case "version-lag" -> List.of(share(s));
            default -> id.startsWith("input-") ? distributions.input(s, id.substring("input-".length())) : List.of();
        };
    }

    /** Releases, and the alarms of the same place with their changes. */
    List<Moment> moments(Selection s) {
        List<Moment> moments = new ArrayList<>();
        for (Activity activity : profiles.activity(s.model())) {
            moments.add(new Moment(activity.firstHour(), "v" + activity.version(), Tone.RELEASE));
        }
        for (DriftReports.Summary summary : reports.of(s.model(), MARKED).items()) {
            if (summary.version().equals(s.version())) {
                DriftReport report = reports.require(summary.id());
                boolean here = report.segmentKey().equals(s.place().key())
                        && report.segmentValue().equals(s.place().value());
                if (here) {
                    moments.add(new Moment(report.change().alarm(), "incident #" + report.incident(), Tone.ALARM));
                    moments.add(new Moment(report.change().estimated(), "change", Tone.CHANGE));
                }
            }
        }
        return moments;
    }

    private Part.Rates errors(Selection s, double promise) {
        Level before = distributions
                .baseline(s)
                .map(b -> level(distributions.name(b), b.errors(), b.labels()))
                .orElse(Level.NONE);
        return audited("Error rate of the audit arm", s, Labels::errors, before, promise);
    }

    private Level confident(Selection s) {
        return distributions
                .baseline(s)
                .flatMap(b -> b.confidentErrors().map(errors -> level(distributions.name(b), errors, b.labels())))
                .orElse(Level.NONE);
    }

    private static Level level(String name, long errors, long n) {
        Interval interval = ClopperPearson.interval(errors, n, Rates.LEVEL);
        return new Level(name, (double) errors / n, interval.lower(), interval.upper());
    }

    private Part.Rates audited(String name, Selection s, ToLongFunction<Labels> counted, Level before, double promise) {
        SortedMap<Instant, List<Labels>> buckets = new TreeMap<>();
        for (AuditCells.Hour hour :
                audits.hours(s.model(), s.version(), s.place().key(), s.place().value(), s.from(), s.told())) {
            buckets.computeIfAbsent(s.bucket(hour.hour()), b -> new ArrayList<>())
                    .add(hour.labels());
        }
        List<Rate> rates = new ArrayList<>();
        buckets.forEach((at, some) -> rates.add(Rates.of(at, some, counted)));
        return new Part.Rates(name, rates, before, promise);
    }

    private Part.Rates voluntary(Selection s) {
        SortedMap<Instant, List<Labels>> buckets = new TreeMap<>();
        for (Outcomes.Hour hour : outcomes.hourly(
                s.model(), s.version(), s.place().key(), s.place().value(), s.from(), s.told())) {
            Outcomes.Counts counts = hour.counts();
            if (counts.voluntary() > 0) {
                buckets.computeIfAbsent(s.bucket(hour.hour()), b -> new ArrayList<>())
                        .add(new Labels(1, counts.voluntary(), counts.voluntaryErrors(), 0));
            }
        }
        List<Rate> rates = new ArrayList<>();
        buckets.forEach((at, some) -> rates.add(Rates.of(at, some, Labels::errors)));
        return new Part.Rates("Errors among what users correct by themselves (biased)", rates, Level.NONE, Double.NaN);
    }

    private Part calibration(Selection s) {
        return new Part.Calibration(List.of(new Part.Sureness(
                "field, audited",
                Shapes.calibration(labels.of(
                        s.model(), s.version(), s.place().key(), s.place().value(), s.from(), s.told())))));
    }

    private Part volume(Selection s) {
        SortedMap<Instant, Long> buckets = buckets(s, versions(s).getOrDefault(s.version(), new TreeMap<>()));
        List<Part.Count> counts = new ArrayList<>();
        buckets.forEach((at, n) -> counts.add(new Part.Count(at, n, n)));
        return new Part.Volume("Predictions", false, counts);
    }

    private Part share(Selection s) {
        SortedMap<Instant, Long> all = new TreeMap<>();
        Map<String, SortedMap<Instant, Long>> versions = versions(s);
        versions.values().forEach(one -> buckets(s, one).forEach((at, n) -> all.merge(at, n, Long::sum)));
        SortedMap<Instant, Long> own = buckets(s, versions.getOrDefault(s.version(), new TreeMap<>()));
        List<Part.Count> shares = new ArrayList<>();
        all.forEach((at, n) -> shares.add(new Part.Count(at, own.getOrDefault(at, 0L) / (double) n, n)));
        return new Part.Volume("Share of predictions that version " + s.version() + " made", true, shares);
    }

    private Map<String, SortedMap<Instant, Long>> versions(Selection s) {
        return hours.byVersion(s.model(), s.place().key(), s.place().value(), s.from(), s.until());
    }

    /** Added up to buckets; one in which nothing was heard counts as 0, since silence is what is looked for. */
    private static SortedMap<Instant, Long> buckets(Selection s, SortedMap<Instant, Long> of) {
        SortedMap<Instant, Long> buckets = new TreeMap<>();
        if (!of.isEmpty()) {
            for (Instant at = of.firstKey(); at.isBefore(s.until()); at = at.plusSeconds(3600)) {
                buckets.merge(s.bucket(at), of.getOrDefault(at, 0L), Long::sum);
            }
        }
        return buckets;
    }
}
