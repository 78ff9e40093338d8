package io.plumbline.drift.cause;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.cause.Facts.Question;
import io.plumbline.drift.cause.Facts.Span;
import io.plumbline.drift.cause.Facts.Value;
import io.plumbline.feedback.LabelCells;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.profile.Profile;
import io.plumbline.profile.Profiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Counts what was before a change and what has been since. Before is the version's own field, whole days of it: as many as since
 * the change, and four weeks at least, so that each weekday has its say, and what is rare too; as far as there are. Where the field
 * has too little to tell, the baseline stands in.
 */
@ApplicationScoped
public class FactsReader {
    private static final long DAYS = 28;

    /** Labels from which a span is worth comparing. */
    private static final long FEW = 30;

    private final Profiles profiles;
    private final LabelCells labels;
    private final Outcomes outcomes;

    FactsReader(Profiles profiles, LabelCells labels, Outcomes outcomes) {
        this.profiles = profiles;
        this.labels = labels;
        this.outcomes = outcomes;
    }

    /**
     * What is to be counted; times are full hours of event time.
     *
     * @param model name of the model
     * @param version its version
     * @param question what was found
     * @param key segment key of the place, empty for the whole fleet
     * @param value its value, empty for the whole fleet
     * @param baseline what the version is measured against
     * @param settled hour before which something else was the matter
     * @param earliest hour before which it certainly was well
     * @param since start of the change
     * @param until end of what is read
     * @param told end of the labels that are read: later ones are waited for
     */
    public record Ask(
            String model,
            String version,
            Question question,
            String key,
            String value,
            Baseline baseline,
            Instant settled,
            Instant earliest,
            Instant since,
            Instant until,
            Instant told) {
        private Instant told(Instant to) {
            return told.isBefore(to) ? told : to;
        }
    }

    /**
     * Counts what is asked.
     *
     * @param keys segment keys that the model declares
     */
    public Facts read(Ask ask, List<String> keys) {
        long days = Math.max(DAYS, (Duration.between(ask.since, ask.until).toHours() + 23) / 24);
        Instant from = ask.earliest.minus(days, ChronoUnit.DAYS);
        Instant heard = profiles.activity(ask.model, ask.version)
                .map(Profiles.Activity::firstHour)
                .orElse(from);
        Instant start = Stream.of(from, ask.settled, heard)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<Value> values = new ArrayList<>();
        keys.forEach(key -> values.addAll(values(ask, key, start)));
        return new Facts(
                ask.question,
                ask.key,
                ask.value,
                before(ask, start),
                span(ask, ask.key, ask.value, ask.since, ask.until),
                values);
    }

    /** Of a segment that hardly was there before, what everybody did. */
    private Span before(Ask ask, Instant start) {
        Span own = span(ask, ask.key, ask.value, start, ask.earliest);
        boolean evidence =
                ask.question == Question.EVIDENCE && ask.baseline.tally().n() >= FEW;
        if (!evidence && (own.labels().n() >= FEW || ask.question == Question.SILENCE)) {
            return own;
        }
        Span fleet = ask.key.isEmpty() ? own : span(ask, "", "", start, ask.earliest);
        if (!evidence && fleet.labels().n() >= FEW) {
            return fleet;
        }
        Baseline baseline = ask.baseline;
        boolean known = baseline.tally().n() > 0;
        return new Span(
                known ? baseline.origin() : fleet.origin(),
                known ? baseline.tally() : fleet.labels(),
                fleet.predictions(),
                known ? baseline.classes() : fleet.classes(),
                known ? baseline.confidence() : fleet.confidence(),
                known && !baseline.inputs().isEmpty() ? baseline.inputs() : fleet.inputs(),
                fleet.voluntary(),
                fleet.voluntaryErrors());
    }

    private Span span(Ask ask, String key, String value, Instant from, Instant to) {
        Profile profile = profiles.readable(ask.model, ask.version, key, value, from, to);
        Instant told = ask.told(to);
        Counts counts =
                outcomes.byValue(ask.model, ask.version, key, from, told).getOrDefault(value, Counts.NONE);
        return new Span(
                new Baseline.Origin.Field(from, to),
                labels.of(ask.model, ask.version, key, value, from, told),
                profile.n(),
                profile.labels(),
                profile.confidence(),
                profile.inputs(),
                counts.voluntary(),
                counts.voluntaryErrors());
    }

    private List<Value> values(Ask ask, String key, Instant start) {
        SortedMap<String, Long> n = profiles.byValue(ask.model, ask.version, key, start, ask.earliest);
        SortedMap<String, Long> m = profiles.byValue(ask.model, ask.version, key, ask.since, ask.until);
        SortedMap<String, LabelTally> before = labels.byValue(ask.model, ask.version, key, start, ask.earliest);
        SortedMap<String, LabelTally> since =
                labels.byValue(ask.model, ask.version, key, ask.since, ask.told(ask.until));
        TreeSet<String> all = new TreeSet<>(n.keySet());
        all.addAll(m.keySet());
        List<Value> values = new ArrayList<>();
        for (String value : all) {
            values.add(new Value(
                    key,
                    value,
                    n.getOrDefault(value, 0L),
                    m.getOrDefault(value, 0L),
                    before.getOrDefault(value, LabelTally.NONE),
                    since.getOrDefault(value, LabelTally.NONE)));
        }
        return values;
    }
}
