package io.plumbline.lifecycle;

import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of what happened. */
@Sql
final class OutboxTable {
    /** The event, and a delivery for each webhook that wants it. */
    private static final String ADD = """
            with event as (
                insert into lifecycle_event (id, at, type, model, subject, body)
                values (?, ?, ?, nullif(?, ''), ?, ?) returning number, at, type, model)
            insert into webhook_delivery (webhook, event, due_at)
            select w.id, e.number, e.at
              from webhook w, event e
             where w.enabled and (w.types = '{}' or e.type = any (w.types)) and (w.model is null or w.model = e.model)
            """;

    /** A test is for one webhook, and never for the topic: it counts as published. */
    private static final String ADD_TEST = """
            with event as (
                insert into lifecycle_event (id, at, type, subject, body, published_at)
                values (?, ?, ?, '', ?, ?) returning number, at)
            insert into webhook_delivery (webhook, event, due_at) select ?, number, at from event returning id
            """;

    private static final String OLDEST = "select min(at) from lifecycle_event where published_at is null";
    private static final String UNPUBLISHED = """
            select number, coalesce(model, '') as key, body from lifecycle_event
             where published_at is null order by number limit ?
            """;
    private static final String PUBLISHED = "update lifecycle_event set published_at = ? where number = any (?)";

    /** What a webhook that is switched off missed does not wait for ever. */
    private static final String SWEEP = """
            delete from lifecycle_event e
             where e.at < ? and e.published_at is not null
               and not exists (select from webhook_delivery d join webhook w on w.id = d.webhook and w.enabled
                                where d.event = e.number and d.state = 'waiting')
            """;

    private OutboxTable() {}

    /**
     * An event that the topic lacks.
     *
     * @param number its number; later ones are higher
     * @param key name of the model, or empty
     * @param body the CloudEvent
     */
    record Unpublished(long number, String key, String body) {}

    static void add(Connection c, LifecycleEvent event, Instant at) throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            add.setObject(1, event.id());
            add.setTimestamp(2, Timestamp.from(at));
            add.setString(3, event.type());
            add.setString(4, event.model());
            add.setString(5, event.subject());
            add.setString(6, event.body());
            add.executeUpdate();
        }
    }

    /** Number of the delivery. */
    static long addTest(Connection c, LifecycleEvent event, long webhook, Instant at) throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD_TEST)) {
            add.setObject(1, event.id());
            add.setTimestamp(2, Timestamp.from(at));
            add.setString(3, event.type());
            add.setString(4, event.body());
            add.setTimestamp(5, Timestamp.from(at));
            add.setLong(6, webhook);
            try (ResultSet row = add.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** When the oldest event happened that the topic lacks, if it lacks any. */
    static Optional<Instant> oldestUnpublished(Connection c) throws SQLException {
        try (PreparedStatement oldest = c.prepareStatement(OLDEST);
                ResultSet row = oldest.executeQuery()) {
            row.next();
            return Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant);
        }
    }

    /** The oldest that the topic lacks. */
    static List<Unpublished> unpublished(Connection c, int most) throws SQLException {
        List<Unpublished> found = new ArrayList<>();
        try (PreparedStatement unpublished = c.prepareStatement(UNPUBLISHED)) {
            unpublished.setInt(1, most);
            try (ResultSet row = unpublished.executeQuery()) {
                while (row.next()) {
                    found.add(new Unpublished(row.getLong(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return found;
    }

    static void published(Connection c, List<Long> numbers, Instant at) throws SQLException {
        try (PreparedStatement published = c.prepareStatement(PUBLISHED)) {
            published.setTimestamp(1, Timestamp.from(at));
            published.setArray(2, c.createArrayOf("bigint", numbers.toArray()));
            published.executeUpdate();
        }
    }

    /** Deletes what nothing is to be done for any more, with its deliveries; how many. */
    static int sweep(Connection c, Instant before) throws SQLException {
        try (PreparedStatement sweep = c.prepareStatement(SWEEP)) {
            sweep.setTimestamp(1, Timestamp.from(before));
            return sweep.executeUpdate();
        }
    }
}
