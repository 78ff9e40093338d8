package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.feedback.Outcomes;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.estimate.ChangePoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Estimates when a change that raised an alarm came about, and whom it concerns. */
@ApplicationScoped
public class Changes {
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
     * Whether segments account for the fleet's alarm: beside them there is somebody, and since the change in them, or else in
     * the fleet, he errs as promised.
     *
     * @param until end of the last hour, exclusive
     * @param fleet whose alarm is raised
     * @param segments of the same key, at least one, which are raised or have an incident
     */
    public boolean explain(
            ModelVersion version, Settings settings, Instant until, Standing fleet, List<Standing> segments) {
        Instant from = segments.stream()
                .filter(segment -> segment.raised().isPresent())
                .map(raised -> of(version, settings, raised).estimated())
                .min(Comparator.naturalOrder())
                .orElseGet(() -> of(version, settings, fleet).estimated());
        Place first = segments.get(0).place();
        Set<String> values =
                segments.stream().map(segment -> segment.place().value()).collect(Collectors.toSet());
        long errors = 0;
        long labels = 0;
        for (Map.Entry<String, Counts> other : outcomes.alikeByValue(
                        version.model(), version.version(), first.key(), from, until)
                .entrySet()) {
            if (!values.contains(other.getKey())) {
                errors += settings.counted().in(other.getValue());
                labels += other.getValue().audited();
            }
        }
        return labels > 0 && errors <= settings.promised() * labels;
    }
}
