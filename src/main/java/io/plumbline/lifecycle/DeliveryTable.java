package io.plumbline.lifecycle;

import io.plumbline.kernel.Page;
import io.plumbline.lifecycle.Delivery.State;
import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/**
 * The table of deliveries. Whoever sends one holds it by a lease, and raises its fence; a result that does not carry the
 * present fence changes nothing.
 */
@Sql
final class DeliveryTable {
    private static final String SELECT = """
            select d.id, d.webhook, e.id as event, e.type, e.subject, e.at, d.state, d.attempts, d.status, d.error,
                   d.due_at, d.ended_at
              from webhook_delivery d join lifecycle_event e on e.number = d.event
            """;
    private static final String LIST = SELECT + " where d.webhook = ? order by d.id desc limit ? offset ?";
    private static final String ONE = SELECT + " where d.webhook = ? and d.id = ?";
    private static final String COUNT = "select count(*) from webhook_delivery where webhook = ?";
    private static final String COUNTS = "select webhook, state, count(*) from webhook_delivery group by 1, 2";
    private static final String GIVEN_UP_LAST = """
            select w.id
              from webhook w
             cross join lateral (
                   select state from webhook_delivery
                    where webhook = w.id and ended_at is not null
                    order by ended_at desc, id desc limit 1) d
             where d.state = 'given-up'
            """;
    private static final String WAITING = """
            select count(*) from webhook_delivery d join webhook w on w.id = d.webhook and w.enabled
             where d.state = 'waiting'
            """;

    /** Some of each webhook, so that none has to wait for another; those that others are at are passed over. */
    private static final String CLAIM = """
            with due as materialized (
                select d.id
                  from webhook w
                 cross join lateral (
                       select id from webhook_delivery
                        where webhook = w.id and state = 'waiting' and due_at <= ?
                          and (lease_until is null or lease_until <= ?)
                        order by due_at, id limit ?
                          for update skip locked) d
                 where w.enabled and not w.id = any (?))
            update webhook_delivery d
               set attempts = d.attempts + 1, fence = d.fence + 1, lease_until = ?
              from due, webhook w, lifecycle_event e
             where d.id = due.id and w.id = d.webhook and e.number = d.event
            returning d.id, d.fence, d.webhook, d.attempts, w.url, w.secret, e.type, e.body
            """;

    private static final String FINISH = """
            update webhook_delivery
               set state = ?, status = ?, error = ?, due_at = ?, ended_at = ?, lease_until = null
             where id = ? and fence = ? and state = 'waiting'
            """;
    private static final String AGAIN = """
            update webhook_delivery
               set state = 'waiting', attempts = 0, due_at = ?, ended_at = null, lease_until = null, fence = fence + 1
             where id = ? and webhook = ? and (lease_until is null or lease_until <= ?)
            """;

    private DeliveryTable() {}

    /**
     * A delivery that is ours to make.
     *
     * @param id number of the delivery
     * @param fence what its result must carry
     * @param webhook number of the webhook
     * @param attempt counted from 1
     * @param url where to
     * @param secret to sign with
     * @param type type of the event
     * @param body the CloudEvent
     */
    record Claimed(
            long id, long fence, long webhook, int attempt, String url, String secret, String type, String body) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "delivery=" + id + " webhook=" + webhook + " attempt=" + attempt;
        }
    }

    /** How an attempt ended: delivered, given up, or to be made again at a time. */
    record Outcome(State state, OptionalInt status, String error, Instant dueAt, Optional<Instant> endedAt) {}

    /**
     * Takes deliveries that are due.
     *
     * @param leaseUntil until when nobody else may
     * @param except webhooks that get none now
     * @param most of each webhook
     */
    static List<Claimed> claim(Connection c, Instant now, Instant leaseUntil, Collection<Long> except, int most)
            throws SQLException {
        List<Claimed> claimed = new ArrayList<>();
        try (PreparedStatement claim = c.prepareStatement(CLAIM)) {
            claim.setTimestamp(1, Timestamp.from(now));
            claim.setTimestamp(2, Timestamp.from(now));
            claim.setInt(3, most);
            claim.setArray(4, c.createArrayOf("bigint", except.toArray()));
            claim.setTimestamp(5, Timestamp.from(leaseUntil));
            try (ResultSet row = claim.executeQuery()) {
                while (row.next()) {
                    claimed.add(new Claimed(
                            row.getLong(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getInt(4),
                            row.getString(5),
                            row.getString(6),
                            row.getString(7),
                            row.getString(8)));
                }
            }
        }
        return claimed;
    }

    /** Notes how an attempt ended; false if it is not ours any more. */
    static boolean finish(Connection c, Claimed claimed, Outcome outcome) throws SQLException {
        try (PreparedStatement finish = c.prepareStatement(FINISH)) {
            finish.setString(1, outcome.state().word());
            finish.setObject(2, outcome.status().isPresent() ? outcome.status().getAsInt() : null);
            finish.setString(3, outcome.error());
            finish.setTimestamp(4, Timestamp.from(outcome.dueAt()));
            finish.setTimestamp(5, outcome.endedAt().map(Timestamp::from).orElse(null));
            finish.setLong(6, claimed.id());
            finish.setLong(7, claimed.fence());
            return finish.executeUpdate() == 1;
        }
    }

    /** Begins a delivery anew; false if there is none of that webhook, or somebody is at it. */
    static boolean again(Connection c, long webhook, long id, Instant now) throws SQLException {
        try (PreparedStatement again = c.prepareStatement(AGAIN)) {
            again.setTimestamp(1, Timestamp.from(now));
            again.setLong(2, id);
            again.setLong(3, webhook);
            again.setTimestamp(4, Timestamp.from(now));
            return again.executeUpdate() == 1;
        }
    }

    static Page.Of<Delivery> list(Connection c, long webhook, Page page) throws SQLException {
        List<Delivery> deliveries = new ArrayList<>();
        try (PreparedStatement list = c.prepareStatement(LIST)) {
            list.setLong(1, webhook);
            list.setInt(2, page.size());
            list.setLong(3, page.offset());
            try (ResultSet row = list.executeQuery()) {
                while (row.next()) {
                    deliveries.add(delivery(row));
                }
            }
        }
        try (PreparedStatement count = c.prepareStatement(COUNT)) {
            count.setLong(1, webhook);
            return page.of(deliveries, number(count));
        }
    }

    static Optional<Delivery> one(Connection c, long webhook, long id) throws SQLException {
        try (PreparedStatement one = c.prepareStatement(ONE)) {
            one.setLong(1, webhook);
            one.setLong(2, id);
            try (ResultSet row = one.executeQuery()) {
                return row.next() ? Optional.of(delivery(row)) : Optional.empty();
            }
        }
    }

    /** How many of each webhook are in which state. */
    static Map<Long, Map<State, Long>> counts(Connection c) throws SQLException {
        Map<Long, Map<State, Long>> counts = new HashMap<>();
        try (PreparedStatement count = c.prepareStatement(COUNTS);
                ResultSet row = count.executeQuery()) {
            while (row.next()) {
                counts.computeIfAbsent(row.getLong(1), webhook -> new HashMap<>())
                        .put(State.of(row.getString(2)), row.getLong(3));
            }
        }
        return counts;
    }

    /** The webhooks whose delivery that ended last was given up. */
    static Set<Long> givenUpLast(Connection c) throws SQLException {
        Set<Long> webhooks = new HashSet<>();
        try (PreparedStatement find = c.prepareStatement(GIVEN_UP_LAST);
                ResultSet row = find.executeQuery()) {
            while (row.next()) {
                webhooks.add(row.getLong(1));
            }
        }
        return webhooks;
    }

    /** How many wait, of the webhooks that are on. */
    static long waiting(Connection c) throws SQLException {
        try (PreparedStatement waiting = c.prepareStatement(WAITING)) {
            return number(waiting);
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        int status = row.getInt("status");
        return new Delivery(
                row.getLong("id"),
                row.getLong("webhook"),
                row.getObject("event", UUID.class),
                row.getString("type"),
                row.getString("subject"),
                row.getTimestamp("at").toInstant(),
                State.of(row.getString("state")),
                row.getInt("attempts"),
                status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
                row.getString("error"),
                row.getTimestamp("due_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("ended_at")).map(Timestamp::toInstant));
    }
}
