package io.plumbline.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * Who did what, when.
 *
 * @param id grows with each entry
 * @param at when
 * @param actor who
 * @param model about which model, if about one
 * @param what a stable word, for instance {@code version-promoted}
 * @param detail one sentence for people
 */
public record LedgerEntry(long id, Instant at, String actor, Optional<String> model, String what, String detail) {}
