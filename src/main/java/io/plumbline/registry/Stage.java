package io.plumbline.registry;

import java.time.Instant;

/**
 * Where a version stands. Each stage offers only its legal next ones, so an illegal move does not compile.
 *
 * <pre>
 * candidate → live ⇄ retired
 *     ↓
 * rejected
 * </pre>
 */
public sealed interface Stage {
    /** Since when. */
    Instant since();

    /** The word that is stored and shown. */
    default String word() {
        if (this instanceof Candidate) {
            return "candidate";
        }
        if (this instanceof Live) {
            return "live";
        }
        return this instanceof Retired ? "retired" : "rejected";
    }

    /** Proposed, delivered to nobody. */
    record Candidate(Instant since) implements Stage {
        Live promoted(Instant at) {
            return new Live(at);
        }

        Rejected rejected(Instant at) {
            return new Rejected(at);
        }
    }

    /** What phones are given. */
    record Live(Instant since) implements Stage {
        Retired replaced(Instant at) {
            return new Retired(at);
        }
    }

    /** Was live once, and can be again. */
    record Retired(Instant since) implements Stage {
        Live restored(Instant at) {
            return new Live(at);
        }
    }

    /** Turned down for good. */
    record Rejected(Instant since) implements Stage {}

    /** The stage of a stored word. */
    static Stage of(String word, Instant since) {
        return switch (word) {
            case "candidate" -> new Candidate(since);
            case "live" -> new Live(since);
            case "retired" -> new Retired(since);
            case "rejected" -> new Rejected(since);
            default -> throw new IllegalArgumentException("Not a stage: '" + word + "'");
        };
    }
}
