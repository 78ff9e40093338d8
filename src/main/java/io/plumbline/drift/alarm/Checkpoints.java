package io.plumbline.drift.alarm;

import io.plumbline.registry.ModelVersion;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The SQL of how far the alarms of a version have read. */
@ApplicationScoped
@Sql
class Checkpoints {
    /** The latest that nothing has changed since of what it has read. */
    private static final String LATEST = """
            select until, state from drift_checkpoint k
            where model = ? and version = ? and counted = ? and settings = ? and until <= ?
                and not exists (select from outcome_hour o where o.model = k.model and o.version = k.version
                    and o.segment_key = '' and o.changed >= k.seen and o.hour < k.until)
            order by until desc limit 1
            """;

    private static final String NOW = "select pg_snapshot_xmin(pg_current_snapshot())::text";

    private static final String KEEP = """
            insert into drift_checkpoint (model, version, counted, until, settings, seen, state)
            values (?, ?, ?, ?, ?, ?::xid8, ?)
            on conflict (model, version, counted, until) do update set
                settings = excluded.settings, seen = excluded.seen, state = excluded.state
            """;

    private static final String FORGET = """
            delete from drift_checkpoint where model = ? and version = ? and counted = ? and (until < ? or settings <> ?
                or until < ? and until <> date_trunc('day', until, 'UTC'))
            """;

    /**
     * A state and how far it has read.
     *
     * @param until end of the last hour, exclusive
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared, and handed from hand to hand.
    record Checkpoint(Instant until, byte[] state) {}

    /**
     * What a state is of.
     *
     * @param settings under which it was made
     */
    record Subject(ModelVersion version, Counted counted, String settings) {
        private void set(PreparedStatement statement) throws SQLException {
            statement.setString(1, version.model());
            statement.setString(2, version.version());
            statement.setString(3, counted.signal());
        }
    }

    /** Where reading may go on, no later than a moment. */
    Optional<Checkpoint> latest(Connection c, Subject subject, Instant most) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(LATEST)) {
            subject.set(select);
            select.setString(4, subject.settings());
            select.setTimestamp(5, Timestamp.from(most));
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Checkpoint(row.getTimestamp(1).toInstant(), row.getBytes(2)))
                        : Optional.empty();
            }
        }
    }

    /** A moment before which all transactions are visible to whatever is read from now on. */
    String now(Connection c) throws SQLException {
        try (PreparedStatement now = c.prepareStatement(NOW);
                ResultSet row = now.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /**
     * Keeps states, and forgets those of other settings, of long ago, and before the last one all but those of midnights.
     *
     * @param seen from {@link #now}, asked for before what is in them was read
     * @param checkpoints in the order of time, at least one
     * @param oldest before which none is needed
     */
    void keep(Connection c, Subject subject, String seen, List<Checkpoint> checkpoints, Instant oldest)
            throws SQLException {
        try (PreparedStatement keep = c.prepareStatement(KEEP)) {
            for (Checkpoint checkpoint : checkpoints) {
                subject.set(keep);
                keep.setTimestamp(4, Timestamp.from(checkpoint.until()));
                keep.setString(5, subject.settings());
                keep.setString(6, seen);
                keep.setBytes(7, checkpoint.state());
                keep.addBatch();
            }
            keep.executeBatch();
        }
        try (PreparedStatement forget = c.prepareStatement(FORGET)) {
            subject.set(forget);
            forget.setTimestamp(4, Timestamp.from(oldest));
            forget.setString(5, subject.settings());
            forget.setTimestamp(
                    6, Timestamp.from(checkpoints.get(checkpoints.size() - 1).until()));
            forget.executeUpdate();
        }
    }
}
