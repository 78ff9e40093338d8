package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Which of the alarms that are raised are news. A change raises the alarm wherever it is felt: one of the whole fleet in most
 * segments too, one of a single make also in the countries where it is sold. Each is to have one incident.
 */
public final class Findings {
    private Findings() {}

    /**
     * Alarms that are to have an incident: those of the segment key whose evidence is the strongest, if they account for
     * the fleet's, or the fleet has none; or else the fleet's, which speaks for all segments. None beside one of the fleet that
     * has an incident already. Beside one of a segment, other values of its key; or the fleet, as soon as they do not account for
     * its alarm, all together.
     *
     * @param standings where all stand
     * @param known places that have an incident
     * @param explain whether segments of one key account for the fleet's alarm
     */
    public static List<Standing> worthAnIncident(
            List<Standing> standings, Set<Place> known, BiPredicate<Standing, List<Standing>> explain) {
        if (known.contains(Place.FLEET)) {
            return List.of();
        }
        Optional<Standing> fleet = standings.stream()
                .filter(s -> s.place().equals(Place.FLEET))
                .filter(s -> s.raised().isPresent())
                .findFirst();
        Optional<String> key = key(standings, known);
        List<Standing> segments = standings.stream()
                .filter(s -> Optional.of(s.place().key()).equals(key))
                .filter(s -> s.raised().isPresent() || known.contains(s.place()))
                .toList();
        if (fleet.isPresent() && (segments.isEmpty() || !explain.test(fleet.get(), segments))) {
            return List.of(fleet.get());
        }
        return segments.stream().filter(s -> !known.contains(s.place())).toList();
    }

    /** Of several that have incidents the first by name, so that the choice is always the same. */
    private static Optional<String> key(List<Standing> standings, Set<Place> known) {
        return known.stream().map(Place::key).min(Comparator.naturalOrder()).or(() -> standings.stream()
                .filter(s -> s.raised().isPresent() && !s.place().equals(Place.FLEET))
                .max(Comparator.comparingDouble(s -> s.years() / s.needed()))
                .map(s -> s.place().key()));
    }
}
