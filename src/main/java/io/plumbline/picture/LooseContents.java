package io.plumbline.picture;

import io.plumbline.kernel.Sha256;
import io.plumbline.store.Blobs;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Bytes to which no picture refers, or not yet. The store of bytes knows no transactions of ours: what is to be written is
 * noted before, and what is to be deleted with the row that goes. A death in between leaves a note, and no bytes for ever.
 */
@ApplicationScoped
@Sql
class LooseContents {
    /** Longer than any request takes from its bytes to its row. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final int BATCH = 500;

    /** The later of two moments: what is being written now is not deleted because it was forgotten a moment ago. */
    private static final String NOTE = """
        insert into loose_content as l (sha256, due_at) select sha256, ? from unnest(?) as n (sha256) order by sha256
        on conflict (sha256) do update set due_at = greatest(l.due_at, excluded.due_at)
        """;

    private static final String SETTLE = "delete from loose_content where sha256 = any (?)";

    private static final String DUE = """
        select l.sha256, exists (select from picture p where p.content = l.sha256)
        from loose_content l where l.due_at <= ? order by l.sha256 limit ? for update skip locked
        """;

    private final Blobs blobs;
    private final Transactions transactions;
    private final InstantSource clock;

    LooseContents(Blobs blobs, Transactions transactions, InstantSource clock) {
        this.blobs = blobs;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Notes that contents are about to be written, and pictures that refer to them. */
    void expect(Collection<String> contents) {
        transactions.execute(c -> note(c, contents, clock.instant().plus(PATIENCE)));
    }

    /** Notes that pictures refer to contents, or that nothing may. */
    void settle(Connection c, Collection<String> contents) throws SQLException {
        try (PreparedStatement settle = c.prepareStatement(SETTLE)) {
            settle.setArray(1, c.createArrayOf("text", contents.toArray()));
            settle.executeUpdate();
        }
    }

    /** Notes that nothing refers to contents any more. */
    void abandon(Connection c, Collection<String> contents) throws SQLException {
        note(c, contents, clock.instant());
    }

    private static void note(Connection c, Collection<String> contents, Instant due) throws SQLException {
        try (PreparedStatement note = c.prepareStatement(NOTE)) {
            note.setTimestamp(1, Timestamp.from(due));
            note.setArray(2, c.createArrayOf("text", new TreeSet<>(contents).toArray()));
            note.executeUpdate();
        }
    }

    /** Deletes what is due, and to which nothing refers. */
    void collect() {
        int seen = BATCH;
        while (seen == BATCH) {
            seen = transactions.run(this::collectSome);
        }
    }

    /** The rows stay locked until the bytes are gone: who wants to write the same bytes waits at {@link #expect}. */
    private int collectSome(Connection c) throws SQLException {
        List<String> due = new ArrayList<>();
        List<Sha256> unused = new ArrayList<>();
        try (PreparedStatement select = c.prepareStatement(DUE)) {
            select.setTimestamp(1, Timestamp.from(clock.instant()));
            select.setInt(2, BATCH);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.add(row.getString(1));
                    if (!row.getBoolean(2)) {
                        unused.add(new Sha256(row.getString(1)));
                    }
                }
            }
        }
        if (!unused.isEmpty()) {
            blobs.delete(unused);
        }
        settle(c, due);
        return due.size();
    }
}
