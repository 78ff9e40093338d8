package io.plumbline.ui.view;

import java.time.Instant;
import java.util.Optional;

/**
 * An incident.
 *
 * @param id its number
 * @param model model that it is about
 * @param version version that it is about
 * @param signal name of what raised it
 * @param segment segment that it is about; empty for all
 * @param standing where it stands
 * @param severity "minor", "serious" or "critical"; empty where it is not known that the version errs more
 * @param harm points of error by which it is at least worse, 0 to 1; said only where there is a severity
 * @param openedAt when it was opened
 * @param summary one sentence
 * @param report identity of its drift report; empty while there is none
 */
public record IncidentFacts(
        long id,
        String model,
        String version,
        String signal,
        String segment,
        Standing standing,
        String severity,
        double harm,
        Instant openedAt,
        String summary,
        String report) {

    /**
     * Where an incident stands.
     *
     * @param word "open", "acknowledged", "snoozed" or "resolved"
     * @param at since when
     * @param by who brought it there
     * @param until end of a snooze
     * @param reason why it is put off or over; empty for none
     */
    public record Standing(String word, Instant at, String by, Optional<Instant> until, String reason) {}

    boolean open() {
        return !standing.word().equals("resolved");
    }
}
