package io.plumbline.letters;

import io.plumbline.ingest.EventProducer;
import io.plumbline.ingest.EventProducer.Header;
import io.plumbline.ingest.EventProducer.Outgoing;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Reason;
import io.plumbline.kernel.Rejection;
import io.plumbline.letters.Letter.Decision;
import io.plumbline.letters.Letter.State;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What becomes of records that could not be taken.
 *
 * <p>A retry puts the record back into the topic of events, waits for the broker, and only then marks the letter, in one
 * transaction with the ledger's entry. Who dies in between leaves the letter waiting: it is sent twice then, and counts
 * once.
 */
@ApplicationScoped
public class Letters {
    /** Most letters that one call settles. */
    public static final int MOST = 500;

    private static final long MOST_BYTES = 16 << 20;
    private static final Pattern CODE = Pattern.compile("[a-z0-9-]{1,64}");

    private final Transactions transactions;
    private final EventProducer producer;
    private final Journal journal;
    private final InstantSource clock;

    public Letters(Transactions transactions, EventProducer producer, Journal journal, InstantSource clock) {
        this.transactions = transactions;
        this.producer = producer;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * How many letters have a code.
     *
     * @param code why they could not be taken
     * @param waiting nobody has decided about so many
     * @param retryable of them, so many can be sent again
     * @param retried so many were sent again
     * @param discarded so many were given up
     */
    public record CodeCount(String code, long waiting, long retryable, long retried, long discarded) {}

    /**
     * What a call for all letters of a code came to.
     *
     * @param settled so many were sent again or given up
     * @param remaining so many are left: call again
     */
    public record Settled(int settled, long remaining) {}

    /**
     * Letters, newest first.
     *
     * @param code only these; empty: all
     * @param state the word of a {@link State}; empty: any
     * @throws Rejection INVALID if one of them cannot be
     */
    public Page.Of<Letter> list(String code, String state, Page page) {
        if (!code.isEmpty()) {
            checkCode(code);
        }
        if (!state.isEmpty()
                && Arrays.stream(State.values()).noneMatch(s -> s.word().equals(state))) {
            throw Rejection.invalid(
                    "state-unknown", "state is one of waiting, retried, discarded, or empty for all of them.");
        }
        return transactions.run(c -> LetterTable.list(c, code, state, page));
    }

    /** Counts by code, most that wait first. */
    public List<CodeCount> codes() {
        return transactions.run(LetterTable::codes);
    }

    /**
     * One letter with its record.
     *
     * @throws Rejection NOT_FOUND
     */
    public LetterContent letter(long id) {
        return transactions.run(c -> LetterTable.one(c, id)).orElseThrow(() -> unknown(Long.toString(id)));
    }

    /**
     * A letter's number as written in a path.
     *
     * @throws Rejection NOT_FOUND if it cannot be one
     */
    public static long number(String id) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) {
            throw unknown(id);
        }
    }

    /**
     * Sends a letter again.
     *
     * @throws Rejection NOT_FOUND; CONFLICT if it was settled before or is not whole; UNAVAILABLE if the broker is away,
     *     and then the letter waits as before
     */
    @Transactional
    public Letter retry(long id, String actor) {
        transactions.execute(c -> {
            LetterContent content = LetterTable.lock(c, id).orElseThrow(() -> unknown(Long.toString(id)));
            requireWaiting(content.letter());
            if (!content.letter().whole()) {
                throw Rejection.conflict(
                        "letter-cut",
                        "Dead letter " + id + " was too large to be kept whole; discard it, and have it sent anew.");
            }
            producer.send(List.of(again(content)));
            LetterTable.decide(c, List.of(id), State.RETRIED, decision(actor, ""));
            journal.append(
                    actor,
                    "letter-retried",
                    "Dead letter " + id + " (" + content.letter().code() + ").");
        });
        return letter(id).letter();
    }

    /**
     * Gives a letter up. It is kept, and marked.
     *
     * @param reason why, 1 to 1000 characters
     * @throws Rejection NOT_FOUND; INVALID without a reason; CONFLICT if it was settled before
     */
    @Transactional
    public Letter discard(long id, String reason, String actor) {
        String why = Reason.required(reason, "these events may be given up");
        transactions.execute(c -> {
            Letter letter = LetterTable.lock(c, id)
                    .orElseThrow(() -> unknown(Long.toString(id)))
                    .letter();
            requireWaiting(letter);
            LetterTable.decide(c, List.of(id), State.DISCARDED, decision(actor, why));
            journal.append(actor, "letter-discarded", "Dead letter " + id + " (" + letter.code() + "): " + why);
        });
        return letter(id).letter();
    }

    /**
     * Sends the oldest letters of a code again, at most {@link #MOST} or 16 MiB of them.
     *
     * @throws Rejection INVALID; UNAVAILABLE if the broker is away, and then all wait as before
     */
    @Transactional
    public Settled retryAll(String code, String actor) {
        checkCode(code);
        return transactions.run(c -> {
            List<LetterContent> some = LetterTable.lock(c, code, MOST, MOST_BYTES);
            if (!some.isEmpty()) {
                producer.send(some.stream().map(Letters::again).toList());
                List<Long> ids = some.stream().map(s -> s.letter().id()).toList();
                LetterTable.decide(c, ids, State.RETRIED, decision(actor, ""));
                journal.append(
                        actor,
                        "letters-retried",
                        some.size() + " dead letters of " + code + ", from " + ids.get(0) + " to "
                                + ids.get(ids.size() - 1) + ".");
            }
            return new Settled(some.size(), LetterTable.remaining(c, code, true));
        });
    }

    /**
     * Gives the oldest letters of a code up, at most {@link #MOST}.
     *
     * @param reason why, 1 to 1000 characters
     * @throws Rejection INVALID
     */
    @Transactional
    public Settled discardAll(String code, String reason, String actor) {
        checkCode(code);
        String why = Reason.required(reason, "these events may be given up");
        return transactions.run(c -> {
            int settled = LetterTable.discard(c, code, MOST, decision(actor, why));
            if (settled > 0) {
                journal.append(actor, "letters-discarded", settled + " dead letters of " + code + ": " + why);
            }
            return new Settled(settled, LetterTable.remaining(c, code, false));
        });
    }

    /** The record as it was, and from which letter it comes. */
    private static Outgoing again(LetterContent content) {
        List<Header> headers = new ArrayList<>(content.headers());
        headers.removeIf(header -> header.name().equals(LetterTable.RETRY_OF));
        headers.add(new Header(
                LetterTable.RETRY_OF, Long.toString(content.letter().id()).getBytes(StandardCharsets.UTF_8)));
        return new Outgoing(content.key().orElse(null), content.payload(), headers);
    }

    private Decision decision(String actor, String reason) {
        return new Decision(clock.instant(), actor, reason);
    }

    private static void requireWaiting(Letter letter) {
        Optional<Decision> decision = letter.decision();
        if (decision.isPresent()) {
            throw Rejection.conflict(
                    "letter-settled",
                    "Dead letter " + letter.id() + " was " + letter.state().word() + " by "
                            + decision.get().by() + " at " + decision.get().at() + ".");
        }
    }

    private static void checkCode(String code) {
        if (!CODE.matcher(code).matches()) {
            throw Rejection.invalid(
                    "code-invalid", "code is to be one by which events are rejected, as unknown-model.");
        }
    }

    private static Rejection unknown(String id) {
        return Rejection.notFound(
                "letter-unknown", "There is no dead letter " + id + "; GET /v1/dead-letters lists them.");
    }
}
