package io.plumbline.lifecycle;

import io.plumbline.kernel.Page;
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

/** The table of webhooks. */
@Sql
final class WebhookTable {
    private static final String COLUMNS = "id, name, url, types, model, enabled, created_at, created_by";
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('plumbline.webhooks', 0))";
    private static final String COUNT = "select count(*) from webhook";
    private static final String LIST = "select " + COLUMNS + " from webhook order by name limit ? offset ?";
    private static final String ONE = "select " + COLUMNS + " from webhook where id = ?";
    private static final String NAMED = "select exists (select from webhook where name = ? and id <> ?)";
    private static final String ADD = """
        insert into webhook (name, url, types, model, enabled, secret, created_at, created_by)
        values (?, ?, ?, ?, ?, ?, ?, ?) returning id
        """;
    private static final String CHANGE =
            "update webhook set name = ?, url = ?, types = ?, model = ?, enabled = ? where id = ?";
    private static final String CHANGE_SECRET = "update webhook set secret = ? where id = ?";
    private static final String DELETE = """
        with deliveries as (delete from webhook_delivery where webhook = ?) delete from webhook where id = ?
        """;

    private WebhookTable() {}

    /** Nobody else adds or changes one until the transaction ends; changes of models do not wait for it. */
    static void lock(Connection c) throws SQLException {
        try (PreparedStatement lock = c.prepareStatement(LOCK)) {
            lock.execute();
        }
    }

    static long count(Connection c) throws SQLException {
        try (PreparedStatement count = c.prepareStatement(COUNT);
                ResultSet row = count.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    static Page.Of<Webhook> list(Connection c, Page page) throws SQLException {
        List<Webhook> webhooks = new ArrayList<>();
        try (PreparedStatement list = c.prepareStatement(LIST)) {
            list.setInt(1, page.size());
            list.setLong(2, page.offset());
            try (ResultSet row = list.executeQuery()) {
                while (row.next()) {
                    webhooks.add(webhook(row));
                }
            }
        }
        return page.of(webhooks, count(c));
    }

    static Optional<Webhook> one(Connection c, long id) throws SQLException {
        try (PreparedStatement one = c.prepareStatement(ONE)) {
            one.setLong(1, id);
            try (ResultSet row = one.executeQuery()) {
                return row.next() ? Optional.of(webhook(row)) : Optional.empty();
            }
        }
    }

    /** Whether another than that of the id has the name. */
    static boolean isNamed(Connection c, String name, long id) throws SQLException {
        try (PreparedStatement named = c.prepareStatement(NAMED)) {
            named.setString(1, name);
            named.setLong(2, id);
            try (ResultSet row = named.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    static Webhook add(Connection c, WebhookSettings settings, String secret, Instant at, String actor)
            throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            set(c, add, settings);
            add.setString(6, secret);
            add.setTimestamp(7, Timestamp.from(at));
            add.setString(8, actor);
            try (ResultSet row = add.executeQuery()) {
                row.next();
                return new Webhook(row.getLong(1), settings, at, actor);
            }
        }
    }

    /** Whatever is signed from now on is signed with it. */
    static void changeSecret(Connection c, long id, String secret) throws SQLException {
        try (PreparedStatement change = c.prepareStatement(CHANGE_SECRET)) {
            change.setString(1, secret);
            change.setLong(2, id);
            change.executeUpdate();
        }
    }

    static void change(Connection c, long id, WebhookSettings settings) throws SQLException {
        try (PreparedStatement change = c.prepareStatement(CHANGE)) {
            set(c, change, settings);
            change.setLong(6, id);
            change.executeUpdate();
        }
    }

    private static void set(Connection c, PreparedStatement statement, WebhookSettings settings) throws SQLException {
        statement.setString(1, settings.name());
        statement.setString(2, settings.url());
        statement.setArray(3, c.createArrayOf("text", settings.types().toArray()));
        statement.setString(4, settings.model().orElse(null));
        statement.setBoolean(5, settings.enabled());
    }

    /** Deletes it with its deliveries. */
    static void delete(Connection c, long id) throws SQLException {
        try (PreparedStatement delete = c.prepareStatement(DELETE)) {
            delete.setLong(1, id);
            delete.setLong(2, id);
            delete.executeUpdate();
        }
    }

    private static Webhook webhook(ResultSet row) throws SQLException {
        return new Webhook(
                row.getLong("id"),
                new WebhookSettings(
                        row.getString("name"),
                        row.getString("url"),
                        List.of((String[]) row.getArray("types").getArray()),
                        Optional.ofNullable(row.getString("model")),
                        row.getBoolean("enabled")),
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"));
    }
}
