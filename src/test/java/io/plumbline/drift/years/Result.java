package io.plumbline.drift.years;

import java.util.List;
import java.util.Optional;

/**
 * What became of one model.
 *
 * @param kind what was planted
 * @param labels audited labels that came on each day
 * @param found incidents in the order in which they were opened
 * @param conventional first day of each alarm of each conventional measure
 */
record Result(Kind kind, List<Integer> labels, List<Found> found, List<Conventional.Alarm> conventional) {
    private static final double A_YEAR = 365.25;

    /**
     * An incident.
     *
     * @param day of the simulation at whose end it was opened
     * @param signal what found it
     * @param key segment key, empty for the fleet
     * @param value segment value, empty for the fleet
     * @param cause the cause that its report names first
     * @param why what its report says of each cause
     */
    record Found(int day, String signal, String key, String value, String cause, List<String> why) {}

    /** Whether something happens after the change. */
    private static boolean since(Found found) {
        return found.day() >= FieldYears.CHANGE_DAY;
    }

    /** The first incident that is about what was planted. */
    Optional<Found> detection() {
        return found.stream().filter(f -> since(f) && kind.foundBy(f.signal())).findFirst();
    }

    /** Incidents while nothing was the matter. */
    long falseAlarms() {
        return found.stream().filter(f -> !kind.harmful() || !since(f)).count();
    }

    /** Incidents since the change that are about something else, or somewhere else. */
    long besideThePoint() {
        return found.stream()
                .filter(f -> kind.harmful() && since(f))
                .filter(f -> !kind.foundBy(f.signal()) || !kind.isAt(f.key(), f.value()))
                .count();
    }

    /** Labels that came from the change until a day was over. */
    long labelsUntil(int day) {
        return labels.subList(FieldYears.CHANGE_DAY, day + 1).stream()
                .mapToLong(Integer::longValue)
                .sum();
    }

    /** Time in which nothing was the matter. */
    double quietYears() {
        return (kind.harmful() ? FieldYears.CHANGE_DAY : FieldYears.DAYS) / A_YEAR;
    }
}
