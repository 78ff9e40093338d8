package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which of the alarms that are raised are news. A change raises the alarm wherever it is felt: one of the whole fleet in most
 * segments too, one of a single make also in the countries where it is sold. Each is to have one incident.
 */
public final class Findings {
    private Findings() {}

    /**
     * Alarms that are to have an incident: those of the segment key whose evidence is the strongest, if they account for
     * the fleet's, or the fleet has none; or else the fleet's, which speaks for all segments. None beside one that has an
     * incident already, but for other values of its key.
     *
     * @param standings where all stand
     * @param known places that have an incident
     * @param explain whether raised segments of one key account for the fleet's alarm
     */
    public static List<Standing> worthAnIncident(
            List<Standing> standings, Set<Place> known, Predicate<List<Standing>> explain) {
        List<Standing> raised =
                standings.stream().filter(s -> s.raised().isPresent()).toList();
        if (known.contains(Place.FLEET)) {
            return List.of();
        }
        Optional<Standing> fleet =
                raised.stream().filter(s -> s.place().equals(Place.FLEET)).findFirst();
        Optional<String> key = known.stream().map(Place::key).findFirst().or(() -> raised.stream()
                .filter(s -> !s.place().equals(Place.FLEET))
                .max(Comparator.comparingDouble(s -> s.years() / s.needed()))
                .map(s -> s.place().key()));
        List<Standing> segments = raised.stream()
                .filter(s -> Optional.of(s.place().key()).equals(key))
                .toList();
        if (known.isEmpty() && fleet.isPresent() && (segments.isEmpty() || !explain.test(segments))) {
            return List.of(fleet.get());
        }
        return segments.stream().filter(s -> !known.contains(s.place())).toList();
    }
}
