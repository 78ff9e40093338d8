package io.plumbline.drift;

import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.drift.alarm.Changes;
import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.cause.Cause;
import io.plumbline.drift.cause.Causes;
import io.plumbline.drift.cause.Facts;
import io.plumbline.drift.cause.Facts.Question;
import io.plumbline.drift.cause.FactsReader;
import io.plumbline.drift.cause.FactsReader.Ask;
import io.plumbline.drift.policy.DriftConfig;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.report.DriftReport.Change;
import io.plumbline.drift.report.DriftReport.Effect;
import io.plumbline.drift.report.DriftReport.Example;
import io.plumbline.drift.report.DriftReport.Guarantee;
import io.plumbline.drift.report.DriftReport.RatePoint;
import io.plumbline.drift.report.DriftReport.SegmentRow;
import io.plumbline.drift.report.DriftReport.Span;
import io.plumbline.drift.report.NextSteps;
import io.plumbline.drift.report.ReportParts;
import io.plumbline.drift.report.ReportWords;
import io.plumbline.drift.signal.Finding;
import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.profile.Profiles;
import io.plumbline.registry.ModelVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes the report that explains a finding. */
@ApplicationScoped
class ReportWriter {
    private static final int EXAMPLES = 12;

    private final Profiles profiles;
    private final Outcomes outcomes;
    private final LabelledPictures pictures;
    private final Changes changes;
    private final FactsReader facts;
    private final DriftConfig config;

    ReportWriter(
            Profiles profiles,
            Outcomes outcomes,
            LabelledPictures pictures,
            Changes changes,
            FactsReader facts,
            DriftConfig config) {
        this.profiles = profiles;
        this.outcomes = outcomes;
        this.pictures = pictures;
        this.changes = changes;
        this.facts = facts;
        this.config = config;
    }

    /**
     * Writes a report; its number of the incident is still 0. Of the same events up to the end of what was seen it always is the
     * same, whatever came later, but for the time of writing.
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
        Counted counted = finding instanceof Finding.ConfidentErrors ? Counted.CONFIDENT_ERRORS : Counted.ERRORS;
        Settings settings = sight.settings(counted);
        Facts compared = facts.read(ask(sight, finding, settings, change), keys);
        List<Cause> causes = Causes.of(compared);
        List<Span> spans = List.of(span("before", compared.before()), span("since", compared.since()));
        Counts since = outcomes.byValue(model, version, place.key(), from, sight.told())
                .getOrDefault(place.value(), Counts.NONE);
        Effect effect = ReportParts.effect(counted, since, compared.since().labels(), settings);
        NextSteps next = new NextSteps(
                finding, effect, spans, causes, pictures.audited(model, from, until), Duration.between(from, until));
        return new DriftReport(
                identity(sight.version(), finding, change),
                model,
                version,
                place.key(),
                place.value(),
                0,
                now,
                until,
                ReportWords.verdict(sight.version(), sight.baseline().origin(), finding, effect, change, causes),
                guarantee(finding, settings, sight.baseline().origin()),
                effect,
                change,
                sight.state().signals().stream().map(ReportParts::evidence).toList(),
                ReportParts.confidence(
                        sight.baseline().confidence(), compared.since().confidence()),
                errorRate(sight.version(), place, counted, spans, sight.told()),
                ReportParts.classMix(
                        sight.baseline().classes(), compared.since().classes()),
                segments(sight, keys, from, counted),
                examples(sight.version(), place, keys, new Outcomes.Span(from, until)),
                next.steps(),
                finding.signal(),
                spans,
                causes.stream().map(ReportParts::cause).toList(),
                ReportParts.confusions(compared),
                ReportParts.inputs(compared),
                ReportParts.reliability(compared),
                next.needs());
    }

    /** The same of the same alarm, whenever it is written. */
    private static UUID identity(ModelVersion version, Finding finding, Change change) {
        String identity = String.join(
                "\n",
                version.model(),
                version.version(),
                finding.signal(),
                finding.place().key(),
                finding.place().value(),
                change.alarm().toString());
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    }

    private Ask ask(Sight sight, Finding finding, Settings settings, Change change) {
        Question question = finding instanceof Finding.ErrorRate
                ? Question.ERRORS
                : finding instanceof Finding.ConfidentErrors
                        ? Question.CONFIDENT_ERRORS
                        : finding instanceof Finding.Silence ? Question.SILENCE : Question.EVIDENCE;
        return new Ask(
                sight.version().model(),
                sight.version().version(),
                question,
                finding.place().key(),
                finding.place().value(),
                sight.baseline(),
                settings.settled(),
                change.earliest(),
                change.estimated(),
                sight.until(),
                sight.told());
    }

    private Change change(Sight sight, Finding finding) {
        if (finding instanceof Finding.ErrorRate error) {
            return change(sight, Counted.ERRORS, error.standing());
        }
        if (finding instanceof Finding.ConfidentErrors error) {
            return change(sight, Counted.CONFIDENT_ERRORS, error.standing());
        }
        Instant last = sight.until().minus(1, ChronoUnit.HOURS);
        if (finding instanceof Finding.Silence silence) {
            return new Change(silence.since(), silence.since(), silence.since(), last, 0);
        }
        // A measure compares its window with the baseline, and knows of no moment in between.
        Instant start = sight.until().minus(config.window());
        return new Change(start, start, last, last, 0);
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

    private static Guarantee guarantee(Finding finding, Settings settings, Baseline.Origin origin) {
        return new Guarantee(
                settings.falseAlarmsPerYear(),
                settings.promised(),
                settings.tolerance(),
                ReportWords.guarantee(finding, settings, origin));
    }

    private static Span span(String name, Facts.Span span) {
        Optional<Baseline.Origin.Field> field =
                span.origin() instanceof Baseline.Origin.Field f ? Optional.of(f) : Optional.empty();
        return new Span(
                name,
                field.isPresent() ? "field" : "validation",
                field.map(Baseline.Origin.Field::from),
                field.map(Baseline.Origin.Field::until),
                field.isPresent() ? span.predictions() : 0,
                span.labels().n(),
                span.labels().errors(),
                span.labels().confidentErrors(),
                span.voluntary(),
                span.voluntaryErrors());
    }

    /** From the days that the change is compared with on. */
    private List<RatePoint> errorRate(
            ModelVersion version, Place place, Counted counted, List<Span> spans, Instant until) {
        Instant from = spans.stream()
                .flatMap(span -> span.from().stream())
                .min(Comparator.naturalOrder())
                .orElse(until);
        return ReportParts.curve(
                outcomes.hourly(version.model(), version.version(), place.key(), place.value(), from, until), counted);
    }

    private List<SegmentRow> segments(Sight sight, List<String> keys, Instant from, Counted counted) {
        String model = sight.version().model();
        String version = sight.version().version();
        Settings settings = sight.settings(counted);
        double healthy = (double) settings.errors() / settings.labels();
        List<SegmentRow> rows = new ArrayList<>();
        for (String key : keys) {
            rows.addAll(ReportParts.segments(
                    key,
                    profiles.byValue(model, version, key, from, sight.until()),
                    outcomes.alikeByValue(model, version, key, from, sight.told()),
                    counted,
                    healthy));
        }
        rows.sort(Comparator.comparingDouble(SegmentRow::excessShare).reversed());
        return rows;
    }

    private List<Example> examples(ModelVersion version, Place place, List<String> keys, Outcomes.Span span) {
        String shown = keys.isEmpty() ? "" : keys.get(0);
        return outcomes
                .wrong(version.model(), version.version(), shown, place.key(), place.value(), span, EXAMPLES)
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
