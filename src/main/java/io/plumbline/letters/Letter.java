package io.plumbline.letters;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A record of the topic of events that could not be taken.
 *
 * @param id its number; later ones are higher
 * @param topic where it was
 * @param partition where it was
 * @param offset where it was
 * @param code why it could not be taken
 * @param detail the same as a sentence
 * @param bytes size of what is kept of its value
 * @param whole whether all of it is kept, so that it can be sent again
 * @param receivedAt when the broker took it
 * @param retryOf the letter that it was sent again from, if it was
 * @param state what became of it
 * @param decision who settled it, once somebody has
 */
public record Letter(
        long id,
        String topic,
        int partition,
        long offset,
        String code,
        String detail,
        long bytes,
        boolean whole,
        Instant receivedAt,
        OptionalLong retryOf,
        State state,
        Optional<Decision> decision) {

    /** What became of a letter. */
    public enum State {
        /** Nobody has decided yet. */
        WAITING,
        /** It went back into the topic of events; failing again, it is a new letter. */
        RETRIED,
        /** It was given up. */
        DISCARDED;

        /** The word for it, as stored and shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Who settled it.
     *
     * @param at when
     * @param by name of the token
     * @param reason why; may be empty for a retry
     */
    public record Decision(Instant at, String by, String reason) {}

    /** Whether it may be sent again now. */
    public boolean retryable() {
        return state == State.WAITING && whole;
    }
}
