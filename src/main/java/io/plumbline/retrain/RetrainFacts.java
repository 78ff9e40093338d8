package io.plumbline.retrain;

import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of what a decision about retrainings rests on. */
@ApplicationScoped
@Sql
class RetrainFacts {
    /** A model is made by jobs of one of these kinds: by {@code retrain} if it names classes, by {@code distil} if it draws masks. */
    private static final String KINDS = "'retrain', 'distil'";

    /** One that was cancelled before it began has cost nothing. */
    private static final String STARTS = """
        select max(created_at), max(created_at) filter (where state not in ('failed', 'cancelled')),
               count(*) filter (where created_at >= ?) from job
        where kind in (%s) and model = ? and not (state = 'cancelled' and attempt = 0)
        """.formatted(KINDS);

    private static final String ACTIVE =
            "select distinct model from job where kind in (" + KINDS + ") and state in ('queued', 'running')";

    private static final String NEW_LABELS = """
        select count(*) from labelled_picture l
        where l.model = ? and l.added_at > ? and l.origin <> 'reference'
          and exists (select from picture p where p.name = l.image and p.consent = 'training')
        """;

    private static final String CLASSES = """
        select l.label, count(*) from labelled_picture l
        where l.model = ? and exists (select from picture p where p.name = l.image and p.consent = 'training')
        group by l.label
        """;

    private static final String TRIED = """
        select coalesce(max(r.pictures), 0) from retraining r join job j on j.id = r.job
        where r.incident = ? and j.state not in ('failed', 'cancelled')
        """;
    private static final String NOTE =
            "insert into retraining (job, incident, pictures, started_at) values (?, ?, ?, ?)";

    /** A transaction-wide lock: two processes that see the same situation start one job. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(?, 0))";

    private final Transactions transactions;
    private final EntityManager entities;

    RetrainFacts(Transactions transactions, EntityManager entities) {
        this.transactions = transactions;
        this.entities = entities;
    }

    /** Waits until nobody else decides about a model, and holds that until the caller's transaction ends. */
    void lock(String model) {
        transactions.execute(c -> {
            try (PreparedStatement lock = c.prepareStatement(LOCK)) {
                lock.setString(1, "plumbline.retrain." + model);
                lock.execute();
            }
        });
    }

    /**
     * A model's retrainings.
     *
     * @param last when the last one was asked for
     * @param useful when the last one was that came to its end, or may yet; one that failed has used up no labels
     * @param since how many were since some time
     */
    record Starts(Optional<Instant> last, Optional<Instant> useful, long since) {}

    Starts starts(String model, Instant month) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(STARTS)) {
                select.setTimestamp(1, Timestamp.from(month));
                select.setString(2, model);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new Starts(time(row, 1), time(row, 2), row.getLong(3));
                }
            }
        });
    }

    /** Models that are being retrained. */
    Set<String> active() {
        return transactions.run(c -> {
            Set<String> models = new HashSet<>();
            try (PreparedStatement select = c.prepareStatement(ACTIVE);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    models.add(row.getString(1));
                }
            }
            return models;
        });
    }

    /** Labels from the field that came after some time. */
    long newLabels(String model, Instant since) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(NEW_LABELS)) {
                select.setString(1, model);
                select.setTimestamp(2, Timestamp.from(since));
                return number(select);
            }
        });
    }

    /** Labels of each class of which there is one. */
    Map<String, Long> classes(String model) {
        return transactions.run(c -> {
            Map<String, Long> classes = new TreeMap<>();
            try (PreparedStatement select = c.prepareStatement(CLASSES)) {
                select.setString(1, model);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        classes.put(row.getString(1), row.getLong(2));
                    }
                }
            }
            return classes;
        });
    }

    /** With how many pictures a retraining was tried for an incident; 0 if none was, or each failed. */
    long tried(long incident) {
        return transactions.run(c -> {
            try (PreparedStatement select = c.prepareStatement(TRIED)) {
                select.setLong(1, incident);
                return number(select);
            }
        });
    }

    /** Writes what the caller's transaction has queued: rows that refer to a job need it there. */
    void flush() {
        entities.flush();
    }

    /** Notes that a job was started for an incident. */
    void note(UUID job, long incident, long pictures, Instant at) {
        transactions.execute(c -> {
            try (PreparedStatement note = c.prepareStatement(NOTE)) {
                note.setObject(1, job);
                note.setLong(2, incident);
                note.setLong(3, pictures);
                note.setTimestamp(4, Timestamp.from(at));
                note.executeUpdate();
            }
        });
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        @Nullable Timestamp time = row.getTimestamp(column);
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    private static long number(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
