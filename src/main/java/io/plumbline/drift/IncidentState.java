package io.plumbline.drift;

import java.time.Instant;

/**
 * Where an incident stands. Each state offers only its legal next ones, so an illegal move does not compile.
 *
 * <pre>
 * open → acknowledged ⇄ snoozed
 *   ↓          ↓           ↓
 *   └──── resolved ←───────┘ → open
 * </pre>
 */
public sealed interface IncidentState {
    /** Since when. */
    Instant at();

    /** Who brought it there: the name of a token, or of the part of Plumbline that acted. */
    String by();

    /** The word that is stored and shown. */
    default String word() {
        if (this instanceof Open) {
            return "open";
        }
        if (this instanceof Acknowledged) {
            return "acknowledged";
        }
        return this instanceof Snoozed ? "snoozed" : "resolved";
    }

    /** One that somebody still has to end. */
    sealed interface Unresolved extends IncidentState {
        /** Somebody has taken it on. */
        default Acknowledged acknowledged(Instant now, String who) {
            return new Acknowledged(now, who);
        }

        /** Put off, with a reason. */
        default Snoozed snoozed(Instant now, String who, Instant until, String reason) {
            return new Snoozed(now, who, until, reason);
        }

        /** Ended, with a reason. */
        default Resolved resolved(Instant now, String who, String reason) {
            return new Resolved(now, who, reason);
        }
    }

    /** Nobody has said anything about it. */
    record Open(Instant at, String by) implements Unresolved {}

    /** Somebody has taken it on. */
    record Acknowledged(Instant at, String by) implements Unresolved {}

    /** Nobody is to be bothered with it until a moment. */
    record Snoozed(Instant at, String by, Instant until, String reason) implements Unresolved {}

    /** Over, until its signal is raised anew. */
    record Resolved(Instant at, String by, String reason) implements IncidentState {
        Open reopened(Instant now, String who) {
            return new Open(now, who);
        }
    }
}
