package io.plumbline.ui;

import io.plumbline.drift.policy.Policies;
import io.plumbline.drift.report.DriftReport.RatePoint;
import io.plumbline.feedback.OutcomeHours;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.feedback.Outcomes.Hour;
import io.plumbline.kernel.Truth;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.retrain.Retrainings;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Interval;
import io.plumbline.ui.view.FieldFacts;
import io.plumbline.ui.view.FieldFacts.Release;
import io.plumbline.ui.view.FieldFacts.SegmentRates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what was heard from the field about a model. */
@ApplicationScoped
class FieldReader {
    private static final Duration SPAN = Duration.ofDays(7);
    private static final double LEVEL = 0.95;

    private final Profiles profiles;
    private final OutcomeHours outcomes;
    private final Pulse pulse;
    private final ConfidenceReader confidence;
    private final Retrainings retrainings;
    private final Policies policies;
    private final Instance<Truth> truth;

    FieldReader(
            Profiles profiles,
            OutcomeHours outcomes,
            Pulse pulse,
            ConfidenceReader confidence,
            Retrainings retrainings,
            Policies policies,
            Instance<Truth> truth) {
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.pulse = pulse;
        this.confidence = confidence;
        this.retrainings = retrainings;
        this.policies = policies;
        this.truth = truth;
    }

    /** Only the speed of predictions and the number of labels, for a list. */
    FieldFacts brief(Model model) {
        Retrainings.Labels labels = retrainings.labels(model.name());
        return new FieldFacts(
                pulse.of(model.name()),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                labels.have(),
                labels.needed());
    }

    /** All of it, for the week before the latest hour that was heard of. */
    FieldFacts full(Model model, Optional<ModelVersion> live, List<Instant> alarms) {
        String name = model.name();
        List<Activity> activity = profiles.activity(name);
        if (activity.isEmpty()) {
            return brief(model);
        }
        Instant until = activity.get(0).lastHour().plus(1, ChronoUnit.HOURS);
        Instant from = until.minus(SPAN);
        Retrainings.Labels labels = retrainings.labels(name);
        Instant told = policies.of(name).policy().mature(activity.get(0).lastHour());
        return new FieldFacts(
                pulse.of(name),
                rates(outcomes.fleet(name, from, told)),
                segments(model, from, told),
                live.flatMap(version -> confidence.plot(version, until)),
                truth(name, from),
                activity.stream()
                        .map(a -> new Release(a.firstHour(), a.version()))
                        .sorted(Comparator.comparing(Release::at))
                        .toList(),
                alarms,
                labels.have(),
                labels.needed());
    }

    private List<SegmentRates> segments(Model model, Instant from, Instant until) {
        if (model.segments().isEmpty()) {
            return List.of();
        }
        List<SegmentRates> segments = new ArrayList<>();
        for (Map.Entry<String, List<Hour>> value : outcomes.byValue(
                        model.name(), model.segments().get(0), from, until)
                .entrySet()) {
            segments.add(new SegmentRates(value.getKey(), rates(value.getValue())));
        }
        segments.sort(Comparator.comparingLong(FieldReader::audited).reversed());
        return segments;
    }

    private static long audited(SegmentRates segment) {
        return segment.points().stream().mapToLong(RatePoint::n).sum();
    }

    private static List<RatePoint> rates(List<Hour> hours) {
        List<RatePoint> points = new ArrayList<>();
        for (Hour hour : hours) {
            Counts counts = hour.counts();
            if (counts.audited() > 0) {
                Interval interval = ClopperPearson.interval(counts.auditedErrors(), counts.audited(), LEVEL);
                points.add(new RatePoint(
                        hour.hour(), counts.audited(), counts.auditedErrors(), interval.lower(), interval.upper()));
            }
        }
        return points;
    }

    private List<Truth.Point> truth(String model, Instant from) {
        return truth.stream()
                .flatMap(known -> known.errors(model).stream())
                .filter(point -> !point.hour().isBefore(from))
                .toList();
    }
}
