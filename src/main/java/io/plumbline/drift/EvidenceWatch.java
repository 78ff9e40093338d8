package io.plumbline.drift;

import io.plumbline.drift.DriftState.Silent;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.policy.DriftConfig;
import io.plumbline.drift.signal.Evidence;
import io.plumbline.drift.signal.Field;
import io.plumbline.drift.signal.FieldReadings;
import io.plumbline.drift.signal.SegmentWatch;
import io.plumbline.drift.signal.Signal;
import io.plumbline.drift.signal.Silences;
import io.plumbline.drift.signal.Subject;
import io.plumbline.registry.ModelVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Measures the conventional evidence of a version, and hears who has fallen silent: by the hours that are over, and anew only after
 * one has ended or something has come that belongs into them.
 */
@ApplicationScoped
class EvidenceWatch {
    private static final String SILENCE = "silence";

    private final FieldReadings readings;
    private final SegmentWatch segments;
    private final DriftConfig config;

    EvidenceWatch(FieldReadings readings, SegmentWatch segments, DriftConfig config) {
        this.readings = readings;
        this.segments = segments;
        this.config = config;
    }

    /**
     * What is asked.
     *
     * @param version the version
     * @param subject what its evidence is measured for
     * @param keys segment keys that are watched
     * @param firstHour first hour in which the version was heard of
     * @param until end of the last hour that is over, exclusive
     * @param policy the policy, in words
     * @param mature hour before which labels are waited for no longer, by the end of what is looked at
     * @param triggers which signals may open incidents
     */
    record Question(
            ModelVersion version,
            Subject subject,
            List<String> keys,
            Instant firstHour,
            Instant until,
            String policy,
            UnaryOperator<Instant> mature,
            Predicate<String> triggers) {}

    /**
     * What was seen.
     *
     * @param measuredOn what it was measured on, in a word
     * @param signals the evidence
     * @param silent who is silent
     * @param triggered signals that drifted on the last two whole days, or the last if they tell of a moment, and may open incidents
     * @param heard who is not silent; empty if nothing was measured anew
     * @param steady signals that were steady on the last two whole days; empty if nothing was measured anew
     * @param days which days those are
     */
    record Seen(
            String measuredOn,
            List<Signal> signals,
            List<Silent> silent,
            List<String> triggered,
            Set<Place> heard,
            Set<String> steady,
            Days days) {}

    /**
     * The two whole days that triggers look at, of the policy's zone; where its days begin within an hour, from the full hour on.
     *
     * @param before start of the first
     * @param last start of the last
     * @param end its end, exclusive
     */
    record Days(Instant before, Instant last, Instant end) {
        static Days of(Instant until, ZoneId zone) {
            LocalDate today = until.atZone(zone).toLocalDate();
            return new Days(start(today.minusDays(2), zone), start(today.minusDays(1), zone), start(today, zone));
        }

        private static Instant start(LocalDate day, ZoneId zone) {
            return day.atStartOfDay(zone).toInstant().truncatedTo(ChronoUnit.HOURS);
        }

        /** Start of what a signal has to say the same of. */
        Instant from(String signal) {
            return Evidence.momentary(signal) ? last : before;
        }
    }

    /**
     * What the last evaluation of a version kept.
     *
     * @param state where its signals stood
     * @param measuredOn what the evidence was measured on, in a word
     */
    record Kept(DriftState state, String measuredOn) {}

    /**
     * Looks.
     *
     * @param before what was kept of the last evaluation
     * @param clock now
     */
    Seen look(Question question, Optional<Kept> before, Instant clock) {
        Subject subject = question.subject();
        String on = String.join(
                " ",
                question.until().toString(),
                question.policy(),
                question.keys().toString(),
                config.window() + " " + config.evidenceLevel(),
                subject.live() + "",
                subject.baseline().origin() + " " + subject.baseline().labels() + " "
                        + subject.baseline().errors(),
                subject.alarm() + "",
                subject.live().isPresent() ? clock.truncatedTo(ChronoUnit.HOURS).toString() : "",
                readings.change(question.version(), question.until()));
        return before.filter(kept -> kept.measuredOn().equals(on))
                .map(kept -> new Seen(
                        on,
                        kept.state().signals(),
                        kept.state().silent(),
                        kept.state().triggered(),
                        Set.of(),
                        Set.of(),
                        days(question)))
                .orElseGet(() -> measured(on, question, clock));
    }

    private Seen measured(String on, Question question, Instant clock) {
        segments.note(new SegmentWatch.Ask(
                question.version(),
                question.subject(),
                question.keys(),
                question.firstHour(),
                question.until(),
                question.mature(),
                question.policy()));
        Field field = readings.of(
                question.version(),
                question.firstHour(),
                question.until(),
                question.mature().apply(question.until()),
                config.window());
        List<Signal> signals = new ArrayList<>(Evidence.measure(question.subject(), field));
        List<Silent> silent = new ArrayList<>();
        Set<Place> heard = new HashSet<>();
        if (question.subject().live().isPresent()) {
            try {
                Silences.Judgement judgement =
                        readings.silences(question.version().model(), question.keys(), question.until(), clock);
                judgement
                        .silent()
                        .forEach(s ->
                                silent.add(new Silent(s.place().key(), s.place().value(), s.since(), s.expected())));
                heard.addAll(judgement.heard());
            } catch (RuntimeException e) {
                signals.add(Signal.failed(SILENCE, SILENCE, String.valueOf(e.getMessage())));
            }
        }
        List<String> triggered = new ArrayList<>();
        Set<String> steady = new HashSet<>();
        if (signals.stream().anyMatch(signal -> question.triggers().test(signal.id()))) {
            wholeDays(question, triggered, steady);
        }
        return new Seen(on, signals, silent, triggered, heard, steady, days(question));
    }

    private static Days days(Question question) {
        return Days.of(question.until(), question.subject().zone());
    }

    /**
     * Two whole days running say the same before an incident is opened or ended: one alone may be a bad day. What tells of a moment
     * says so on the day of it alone, and that it says nothing more does not end anything.
     */
    private void wholeDays(Question question, List<String> triggered, Set<String> steady) {
        Days days = days(question);
        List<Signal> last = day(question, days.last(), days.end());
        List<Signal> before = day(question, days.before(), days.last());
        for (Signal signal : last) {
            if (!question.triggers().test(signal.id())) {
                continue;
            }
            if (Evidence.momentary(signal.id())) {
                if (signal.drifted()) {
                    triggered.add(signal.id());
                }
                continue;
            }
            Optional<Signal.Verdict> then = before.stream()
                    .filter(s -> s.id().equals(signal.id()))
                    .map(Signal::verdict)
                    .findFirst();
            if (then.equals(Optional.of(signal.verdict()))) {
                switch (signal.verdict()) {
                    case DRIFTED -> triggered.add(signal.id());
                    case STEADY -> steady.add(signal.id());
                    case NOT_ENOUGH_DATA, FAILED -> {}
                }
            }
        }
    }

    private List<Signal> day(Question question, Instant start, Instant end) {
        Field field = readings.of(
                question.version(),
                question.firstHour(),
                end,
                question.mature().apply(end),
                Duration.between(start, end));
        return Evidence.measure(question.subject(), field);
    }
}
