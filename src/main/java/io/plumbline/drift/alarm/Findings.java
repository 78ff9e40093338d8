package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which of the alarms that are raised are news, and whom they concern. A change raises the alarm wherever it is felt: one of the
 * whole fleet in most segments too, one of a single make also in the countries where it is sold. Each is to have one incident.
 */
public final class Findings {
    private Findings() {}

    /**
     * An alarm that is to have an incident.
     *
     * @param standing whom it concerns; raised
     * @param alarm whose alarm it is: a segment's may be the first that is heard of what all suffer
     */
    public record Raised(Standing standing, Place alarm) {
        /** The alarm of whom it concerns. */
        public Raised(Standing standing) {
            this(standing, standing.place());
        }

        private static Raised by(Standing segment, Standing fleet) {
            return new Raised(fleet.raisedBy(segment), segment.place());
        }
    }

    /**
     * Alarms that are to have an incident: those of the segment key whose evidence is the strongest, if they account for what
     * happened; or else the fleet's, which speaks for all segments. None beside one of the fleet that has an incident already.
     * Beside one of a segment, other values of its key; or the fleet, as soon as they do not account for it, all together.
     *
     * <p>The budget is kept either way: while nobody breaks the promise no alarm is raised. Whom it concerns is no more than the
     * likelier explanation.
     *
     * @param standings where all stand
     * @param known places that have an incident
     * @param explain whether segments of one key account for what happened to the fleet, whose alarm may be raised or not
     */
    public static List<Raised> worthAnIncident(
            List<Standing> standings, Set<Place> known, BiPredicate<Standing, List<Standing>> explain) {
        if (known.contains(Place.FLEET)) {
            return List.of();
        }
        Optional<Standing> fleet =
                standings.stream().filter(s -> s.place().equals(Place.FLEET)).findFirst();
        Optional<String> key = key(standings, known);
        List<Standing> segments = standings.stream()
                .filter(s -> Optional.of(s.place().key()).equals(key))
                .filter(s -> s.raised().isPresent() || known.contains(s.place()))
                .toList();
        List<Standing> news =
                segments.stream().filter(s -> !known.contains(s.place())).toList();
        boolean raised = fleet.flatMap(Standing::raised).isPresent();
        if (!raised && news.isEmpty()) {
            return List.of();
        }
        if (fleet.isEmpty() || (!segments.isEmpty() && explain.test(fleet.get(), segments))) {
            return news.stream().map(Raised::new).toList();
        }
        return List.of(raised ? new Raised(fleet.get()) : Raised.by(strongest(news), fleet.get()));
    }

    private static Standing strongest(List<Standing> raised) {
        return Collections.max(raised, Comparator.comparingDouble(Findings::evidence));
    }

    private static double evidence(Standing standing) {
        return standing.years() / standing.needed();
    }

    /** Of several that have incidents the first by name, so that the choice is always the same. */
    private static Optional<String> key(List<Standing> standings, Set<Place> known) {
        return known.stream().map(Place::key).min(Comparator.naturalOrder()).or(() -> standings.stream()
                .filter(s -> s.raised().isPresent() && !s.place().equals(Place.FLEET))
                .max(Comparator.comparingDouble(Findings::evidence))
                .map(s -> s.place().key()));
    }
}
