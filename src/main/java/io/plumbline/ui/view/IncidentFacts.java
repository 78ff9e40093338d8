package io.plumbline.ui.view;

import java.time.Instant;

/**
 * An incident.
 *
 * @param id its number
 * @param version version that it is about
 * @param signal what raised it
 * @param segment segment that it is about; empty for all
 * @param status "open", "acknowledged" or "resolved"
 * @param openedAt when it was opened
 * @param summary one sentence
 * @param report identity of its drift report; empty while there is none
 */
public record IncidentFacts(
        long id,
        String version,
        String signal,
        String segment,
        String status,
        Instant openedAt,
        String summary,
        String report) {
    boolean open() {
        return !status.equals("resolved");
    }
}
