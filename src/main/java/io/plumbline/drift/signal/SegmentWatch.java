package io.plumbline.drift.signal;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.baseline.Choice.Span;
import io.plumbline.drift.baseline.FirstDaysSpan;
import io.plumbline.drift.signal.SegmentEvidence.Measured;
import io.plumbline.feedback.LabelCells;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.profile.Profile;
import io.plumbline.profile.Profiles;
import io.plumbline.registry.ModelVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

/**
 * Measures the conventional evidence of watched segments: of the last seven whole days, anew when a day has ended, or something has come
 * that belongs into them. It costs much more than the rest of an evaluation, so it is noted there and done after it.
 */
@ApplicationScoped
public class SegmentWatch {
    /** To be raised when the same would be judged otherwise. */
    private static final int FORMAT = 1;

    private static final int DAYS = 7;

    /** What has failed if a value's profiles cannot be read. */
    private static final String PROFILES = "profiles";

    /** Values of a key that are judged, those with the most predictions: a thousand rare ones have no week's worth of them. */
    private static final int MOST_VALUES = 100;

    /** Values that are in memory at once. */
    private static final int AT_ONCE = 20;

    private final Profiles profiles;
    private final LabelCells labels;
    private final Outcomes outcomes;
    private final SegmentSignals signals;

    /** By model and version, in the order in which they were noted. */
    private final Map<List<String>, Due> due = new LinkedHashMap<>();

    SegmentWatch(Profiles profiles, LabelCells labels, Outcomes outcomes, SegmentSignals signals) {
        this.profiles = profiles;
        this.labels = labels;
        this.outcomes = outcomes;
        this.signals = signals;
    }

    /**
     * What is asked.
     *
     * @param version the version
     * @param subject what evidence is measured for
     * @param keys segment keys that are watched
     * @param firstHour first hour in which the version was heard of
     * @param until end of the last hour that is over, exclusive
     * @param mature hour before which labels are waited for no longer, by the end of what is looked at
     * @param policy the policy, in words
     */
    public record Ask(
            ModelVersion version,
            Subject subject,
            List<String> keys,
            Instant firstHour,
            Instant until,
            UnaryOperator<Instant> mature,
            String policy) {}

    /**
     * What was found, all of it judged together.
     *
     * @param version the version
     * @param from start of the days that were judged
     * @param until end of them, exclusive
     * @param referenceFrom start of the days that they were measured against
     * @param referenceUntil end of those, exclusive
     * @param tests how many tests were judged together
     * @param level share of false ones among those called significant, on average, at most
     * @param note a sentence for people
     * @param signals by key and value; empty while there is no week to judge
     */
    public record Judgement(
            String version,
            Instant from,
            Instant until,
            Instant referenceFrom,
            Instant referenceUntil,
            int tests,
            double level,
            String note,
            List<SegmentSignal> signals) {}

    private record Due(Ask ask, Windows windows, String on) {}

    /** Which days are compared; labels are as old as they are waited for. */
    private record Windows(Span before, Span since, Span labels) {
        static Windows of(Ask ask) {
            ZoneId zone = ask.subject().zone();
            LocalDate today = ask.until().atZone(zone).toLocalDate();
            Instant end = start(today, zone);
            Span since = new Span(start(today.minusDays(DAYS), zone), end);
            Instant mature = ask.mature().apply(end);
            Span before = ask.subject().baseline().origin() instanceof Baseline.Origin.Field field
                    ? new Span(field.from(), field.until())
                    : FirstDaysSpan.of(ask.firstHour(), zone, DAYS);
            return new Windows(before, since, new Span(mature.minus(Field.LABELS), mature));
        }

        private static Instant start(LocalDate day, ZoneId zone) {
            return day.atStartOfDay(zone).toInstant().truncatedTo(ChronoUnit.HOURS);
        }

        boolean apart() {
            return !before.until().isAfter(since.from());
        }
    }

    /** Notes that a version is to be judged, if anything has changed since it was. */
    public void note(Ask ask) {
        Windows windows = Windows.of(ask);
        Baseline baseline = ask.subject().baseline();
        String model = ask.version().model();
        Instant end = windows.since().until();
        String on = String.join(
                " ",
                Integer.toString(FORMAT),
                windows.toString(),
                ask.policy(),
                ask.keys().toString(),
                Double.toString(ask.subject().level()),
                Boolean.toString(ask.subject().alarm()),
                baseline.origin() + " " + baseline.labels() + " " + baseline.errors(),
                Long.toString(profiles.n(model, ask.firstHour().truncatedTo(ChronoUnit.DAYS), end)),
                outcomes.change(model, ask.version().version(), windows.labels().until()));
        List<String> id = List.of(model, ask.version().version());
        boolean known = signals.measuredOn(ask.version()).equals(Optional.of(on));
        synchronized (due) {
            if (known) {
                due.remove(id);
            } else {
                due.put(id, new Due(ask, windows, on));
            }
        }
    }

    /** Judges what was noted of a model. */
    public void judge(String model) {
        List<List<String>> noted;
        synchronized (due) {
            noted = due.keySet().stream().filter(id -> id.get(0).equals(model)).toList();
        }
        noted.forEach(this::judge);
    }

    /** Models of which something is noted, those noted first before others. */
    public List<String> noted() {
        synchronized (due) {
            return due.keySet().stream().map(id -> id.get(0)).distinct().toList();
        }
    }

    /** The latest judgement of a version, if there is one. */
    public Optional<Judgement> of(String model, String version) {
        return signals.of(model, version);
    }

    private void judge(List<String> id) {
        Due next;
        synchronized (due) {
            next = due.remove(id);
        }
        if (next != null) {
            signals.keep(next.ask().version(), next.on(), judged(next));
        }
    }

    private Judgement judged(Due of) {
        Ask ask = of.ask();
        Windows windows = of.windows();
        List<SegmentSignal> found =
                windows.apart() ? SegmentEvidence.judge(ask.subject().level(), measured(ask, windows)) : List.of();
        int tests = (int)
                found.stream().filter(signal -> Double.isFinite(signal.p())).count();
        String note = windows.apart()
                ? "Each value against what it did itself in the days of the reference; the share of false ones among"
                      + " those called significant is at most the level on average, at each time that they are judged."
                : "Not enough data: seven whole days are measured against the days of the reference, and are over on "
                        + windows.before().until().plus(DAYS, ChronoUnit.DAYS) + ".";
        return new Judgement(
                ask.version().version(),
                windows.since().from(),
                windows.since().until(),
                windows.before().from(),
                windows.before().until(),
                tests,
                ask.subject().level(),
                note,
                found);
    }

    private List<Measured> measured(Ask ask, Windows windows) {
        List<Measured> measured = new ArrayList<>();
        Calibration.Expected expected = Calibration.Expected.of(ask.subject());
        for (String key : ask.keys()) {
            Said said = said(ask, key, windows);
            List<String> values = values(ask, key, windows);
            for (int from = 0; from < values.size(); from += AT_ONCE) {
                List<String> some = values.subList(from, Math.min(values.size(), from + AT_ONCE));
                try {
                    measured.addAll(measured(ask, expected, some, said, windows));
                } catch (RuntimeException e) {
                    // One by one, so that what is stored damaged spoils no other value.
                    some.forEach(value -> measured.addAll(measuredAlone(ask, expected, value, said, windows)));
                }
            }
        }
        return measured;
    }

    /** What people said of a key's predictions. */
    private record Said(
            String key,
            SortedMap<String, LabelTally> before,
            SortedMap<String, LabelTally> since,
            SortedMap<String, Counts> voluntary) {}

    private Said said(Ask ask, String key, Windows windows) {
        String model = ask.version().model();
        String version = ask.version().version();
        Span before = windows.before();
        Span since = windows.labels();
        return new Said(
                key,
                labels.byValue(model, version, key, before.from(), before.until()),
                labels.byValue(model, version, key, since.from(), since.until()),
                outcomes.byValue(model, version, key, since.from(), since.until()));
    }

    private List<Measured> measuredAlone(
            Ask ask, Calibration.Expected expected, String value, Said said, Windows windows) {
        try {
            return measured(ask, expected, List.of(value), said, windows);
        } catch (RuntimeException e) {
            return List.of(
                    new Measured(said.key(), value, Signal.failed(PROFILES, PROFILES, String.valueOf(e.getMessage()))));
        }
    }

    private List<Measured> measured(
            Ask ask, Calibration.Expected expected, List<String> values, Said said, Windows windows) {
        Map<String, List<Profile>> before = profiles(ask, said.key(), values, windows.before());
        Map<String, List<Profile>> now = profiles(ask, said.key(), values, windows.since());
        List<Measured> measured = new ArrayList<>();
        for (String value : values) {
            Counts counts = said.voluntary().getOrDefault(value, Counts.NONE);
            SegmentEvidence.Place place = new SegmentEvidence.Place(
                    said.key(),
                    value,
                    before.getOrDefault(value, List.of()),
                    now.getOrDefault(value, List.of()),
                    said.before().getOrDefault(value, LabelTally.NONE),
                    said.since().getOrDefault(value, LabelTally.NONE),
                    counts.voluntary(),
                    counts.voluntaryErrors());
            measured.addAll(SegmentEvidence.measured(ask.subject(), expected, place));
        }
        return measured;
    }

    /** In the order of their names, so that the same is always judged in the same order. */
    private List<String> values(Ask ask, String key, Windows windows) {
        return profiles
                .byValue(
                        ask.version().model(),
                        ask.version().version(),
                        key,
                        windows.since().from(),
                        windows.since().until())
                .entrySet()
                .stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_VALUES)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Map<String, List<Profile>> profiles(Ask ask, String key, List<String> values, Span span) {
        return profiles.byShard(ask.version().model(), ask.version().version(), key, values, span.from(), span.until());
    }
}
