package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of the alarms that are raised are news. A change raises the alarm wherever it is felt: one of the whole fleet in most
 * segments too, one of a single make also in the countries where it is sold. Each is to have one incident.
 */
public final class Findings {
    private Findings() {}

    /**
     * Alarms that are to have an incident: the fleet's, which speaks for all segments; or else those of the segment key whose
     * evidence is the strongest. None beside one that has an incident already, but for other values of its key.
     *
     * @param standings where all stand
     * @param known places that have an incident
     */
    public static List<Standing> worthAnIncident(List<Standing> standings, Set<Place> known) {
        List<Standing> raised =
                standings.stream().filter(s -> s.raised().isPresent()).toList();
        if (known.contains(Place.FLEET)) {
            return List.of();
        }
        List<Standing> fleet =
                raised.stream().filter(s -> s.place().equals(Place.FLEET)).toList();
        if (known.isEmpty() && !fleet.isEmpty()) {
            return fleet;
        }
        Optional<String> key = known.stream().map(Place::key).findFirst().or(() -> raised.stream()
                .max(Comparator.comparingDouble(s -> s.years() / s.needed()))
                .map(s -> s.place().key()));
        return raised.stream()
                .filter(s -> Optional.of(s.place().key()).equals(key) && !known.contains(s.place()))
                .toList();
    }
}
