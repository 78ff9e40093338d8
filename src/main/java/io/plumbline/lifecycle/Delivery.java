package io.plumbline.lifecycle;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * An event on its way to a webhook.
 *
 * @param id its number, which the receiver is told
 * @param webhook number of the webhook
 * @param event id of the CloudEvent
 * @param type type of the CloudEvent
 * @param subject model and version that it is about; empty for none
 * @param at when it happened
 * @param state what became of it
 * @param attempts how often it was sent
 * @param status HTTP status of the latest answer, if there was one
 * @param error why the latest attempt failed; empty if it did not
 * @param dueAt when it is sent next, while it waits
 * @param endedAt when it was delivered or given up
 */
public record Delivery(
        long id,
        long webhook,
        UUID event,
        String type,
        String subject,
        Instant at,
        State state,
        int attempts,
        OptionalInt status,
        String error,
        Instant dueAt,
        Optional<Instant> endedAt) {

    /** What became of a delivery. */
    public enum State {
        /** It is sent, or sent again, when it is due. */
        WAITING,
        /** The endpoint has answered that it has it. */
        DELIVERED,
        /** It failed for about a day. */
        GIVEN_UP;

        /** The word for it, as stored and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }
}
