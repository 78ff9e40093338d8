package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.estimate.ChangePoint;
import io.plumbline.stats.estimate.Rise;
import io.plumbline.stats.estimate.Rise.Stratum;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Estimates when a change that raised an alarm came about, and whom it concerns. */
@ApplicationScoped
public class Changes {
    /** Whole weeks, long enough to know what was usual. */
    private static final Duration BEFORE = Duration.ofDays(28);

    private final Outcomes outcomes;

    public Changes(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    /**
     * A change; each time is the start of an hour, event time.
     *
     * @param estimated most likely moment
     * @param earliest first of those that are nearly as likely
     * @param latest last of those
     * @param labels audited labels from the change to the alarm
     */
    public record Change(Instant estimated, Instant earliest, Instant latest, long labels) {}

    /**
     * The change behind an alarm, among the hours that the alarm has read.
     *
     * @param raised an alarm that is raised
     */
    public Change of(ModelVersion version, Settings settings, Standing raised) {
        List<Outcomes.Hour> hours = outcomes
                .hourly(
                        version.model(),
                        version.version(),
                        raised.place().key(),
                        raised.place().value(),
                        settings.settled(),
                        raised.raised().orElseThrow().plus(1, ChronoUnit.HOURS))
                .stream()
                .filter(hour -> hour.counts().audited() > 0)
                .toList();
        long[] errors =
                hours.stream().mapToLong(h -> settings.counted().in(h.counts())).toArray();
        long[] labels = hours.stream().mapToLong(h -> h.counts().audited()).toArray();
        ChangePoint.Split split = ChangePoint.estimate(errors, labels, settings.promised());
        return new Change(
                hour(hours, split.best()),
                hour(hours, split.earliest()),
                hour(hours, split.latest()),
                Arrays.stream(labels).skip(split.best()).sum());
    }

    private static Instant hour(List<Outcomes.Hour> hours, int index) {
        return hours.get(Math.min(index, hours.size() - 1)).hour();
    }

    /**
     * Whether segments account for what happened, or it happened to all: that they alone got worse by one factor explains the
     * errors better than that all values of their key did, each measured against what it did itself in the weeks before; by as
     * much better as there are values that could have been chosen (a scan statistic, as in the report's causes). Where the
     * fleet's alarm is raised, others must be seen to err as promised besides. Where it is not, all can only be meant if they are
     * seen to err more often than promised.
     *
     * @param until end of the last hour, exclusive
     * @param fleet the whole fleet
     * @param segments of the same key, at least one, which are raised or have an incident; one of all is raised
     * @param known places that have an incident: what is asked of began with the others, if one of those is raised
     */
    public boolean explain(
            ModelVersion version,
            Settings settings,
            Instant until,
            Standing fleet,
            List<Standing> segments,
            Set<Place> known) {
        Change change = earliest(version, settings, segments, segment -> !known.contains(segment.place()))
                .or(() -> earliest(version, settings, segments, segment -> true))
                .orElseGet(() -> of(version, settings, fleet));
        Set<String> named =
                segments.stream().map(segment -> segment.place().value()).collect(Collectors.toSet());
        Instant start = change.earliest().minus(BEFORE);
        String key = segments.get(0).place().key();
        Spans spans = new Spans(
                settings,
                counts(
                        version,
                        key,
                        start.isBefore(settings.settled()) ? settings.settled() : start,
                        change.earliest()),
                counts(version, key, change.estimated(), until));
        List<Stratum> all = spans.strata(value -> true);
        List<Stratum> others = spans.strata(value -> !named.contains(value));
        if (fleet.raised().isPresent() ? labels(others) == 0 || broken(others, settings) : !broken(all, settings)) {
            return fleet.raised().isEmpty();
        }
        double alone = Rise.of(spans.strata(named::contains)).gain();
        return alone - Math.log(all.size()) >= Rise.of(all).gain();
    }

    private Optional<Change> earliest(
            ModelVersion version, Settings settings, List<Standing> segments, Predicate<Standing> some) {
        return segments.stream()
                .filter(segment -> segment.raised().isPresent())
                .filter(some)
                .map(raised -> of(version, settings, raised))
                .min(Comparator.comparing(Change::estimated));
    }

    private static boolean broken(List<Stratum> strata, Settings settings) {
        return strata.stream().mapToDouble(Stratum::errorsSince).sum() > settings.promised() * labels(strata);
    }

    private static double labels(List<Stratum> strata) {
        return strata.stream().mapToDouble(Stratum::since).sum();
    }

    private SortedMap<String, Counts> counts(ModelVersion version, String key, Instant from, Instant until) {
        return from.isBefore(until)
                ? outcomes.alikeByValue(version.model(), version.version(), key, from, until)
                : new TreeMap<>();
    }

    /** What the values of a key did before and since. */
    private record Spans(Settings settings, SortedMap<String, Counts> before, SortedMap<String, Counts> since) {
        private List<Stratum> strata(Predicate<String> some) {
            SortedSet<String> values = new TreeSet<>(before.keySet());
            values.addAll(since.keySet());
            return values.stream().filter(some).map(this::stratum).toList();
        }

        private Stratum stratum(String value) {
            Counts old = before.getOrDefault(value, Counts.NONE);
            Counts now = since.getOrDefault(value, Counts.NONE);
            Counted counted = settings.counted();
            return new Stratum(old.audited(), counted.in(old), now.audited(), counted.in(now))
                    .shrunk((settings.errors() + 0.5) / (settings.labels() + 1), (double) settings.labels());
        }
    }
}
