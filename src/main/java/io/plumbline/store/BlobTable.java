package io.plumbline.store;

import io.plumbline.kernel.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The SQL of contents: a row each, with the bytes or with the place where they lie, and notes about objects without a row. */
@Sql
final class BlobTable {
    private static final String ADD = """
        insert into blob (sha256, media_type, content, place, bytes) values (?, ?, ?, ?, ?) on conflict do nothing
        """;
    private static final String FIND = "select media_type, content, place, bytes from blob where sha256 = ?";
    private static final String KNOWN = "select sha256 from blob where sha256 = any (?)";

    /** What lay in a bucket leaves a note, in the same moment. */
    private static final String REMOVE = """
        with gone as (delete from blob where sha256 = any (?) returning sha256, place),
             noted as (insert into loose_object (place, sha256, due_at)
                       select place, sha256, ? from gone where place is not null returning 1)
        select count(*) from noted
        """;

    private static final String LOCK =
            "select pg_advisory_xact_lock(hashtextextended('blob ' || address, 0)) from unnest(?) as a (address)";
    private static final String EXPECT =
            "insert into loose_object (place, sha256, due_at) select ?, sha256, ? from unnest(?) as n (sha256)"
                    + " returning id";
    private static final String SETTLE = "delete from loose_object where id = any (?)";
    private static final String DUE = """
        select id, place, sha256 from loose_object where due_at <= ? order by place, sha256 limit ?
        for update skip locked
        """;
    private static final String USED = """
        select l.id from loose_object l
        where l.id = any (?)
          and (exists (select from blob b where b.sha256 = l.sha256 and b.place = l.place)
               or exists (select from loose_object o
                          where o.place = l.place and o.sha256 = l.sha256 and o.due_at > ?))
        """;
    private static final String POSTPONE = "update loose_object set due_at = ? where id = any (?)";

    /**
     * What a row says.
     *
     * @param content the bytes, where they are in the row
     * @param place where they are else
     * @param bytes how many they are there
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    record Row(String mediaType, Optional<byte[]> content, Optional<String> place, long bytes) {}

    /** A note whose time is over, of an object. */
    record Due(long id, String place, String sha256) {
        String address() {
            return place + sha256;
        }
    }

    /** Adds contents: their bytes, or where they lie; how many were new. */
    int add(Connection c, Collection<Blob> blobs, Optional<String> place) throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            for (Blob blob : blobs) {
                add.setString(1, blob.sha256().hex());
                add.setString(2, blob.mediaType());
                if (place.isEmpty()) {
                    add.setBytes(3, blob.bytes());
                } else {
                    add.setNull(3, Types.BINARY);
                }
                add.setString(4, place.orElse(null));
                add.setLong(5, blob.bytes().length);
                add.addBatch();
            }
            int added = 0;
            for (int each : add.executeBatch()) {
                added += each;
            }
            return added;
        }
    }

    Optional<Row> find(Connection c, Sha256 sha256) throws SQLException {
        try (PreparedStatement find = c.prepareStatement(FIND)) {
            find.setString(1, sha256.hex());
            try (ResultSet row = find.executeQuery()) {
                return row.next()
                        ? Optional.of(new Row(
                                row.getString(1),
                                Optional.ofNullable(row.getBytes(2)),
                                Optional.ofNullable(row.getString(3)),
                                row.getLong(4)))
                        : Optional.empty();
            }
        }
    }

    Set<String> known(Connection c, Collection<String> sha256s) throws SQLException {
        try (PreparedStatement known = c.prepareStatement(KNOWN)) {
            known.setArray(1, c.createArrayOf("text", sha256s.toArray()));
            return texts(known);
        }
    }

    /** Removes rows; how many objects are to be deleted for it. */
    int remove(Connection c, Collection<String> sha256s, Instant now) throws SQLException {
        try (PreparedStatement remove = c.prepareStatement(REMOVE)) {
            remove.setArray(1, c.createArrayOf("text", new TreeSet<>(sha256s).toArray()));
            remove.setTimestamp(2, Timestamp.from(now));
            try (ResultSet row = remove.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /**
     * Notes that objects are about to be written, and rows that refer to them. Whoever deletes one of them now is waited for.
     *
     * @return the notes
     */
    List<Long> expect(Connection c, String place, Collection<String> sha256s, Instant due) throws SQLException {
        lock(c, sha256s.stream().map(sha256 -> place + sha256).toList());
        try (PreparedStatement expect = c.prepareStatement(EXPECT)) {
            expect.setString(1, place);
            expect.setTimestamp(2, Timestamp.from(due));
            expect.setArray(3, c.createArrayOf("text", sha256s.toArray()));
            return numbers(expect);
        }
    }

    /** Takes back notes; how many were still there. */
    int settle(Connection c, Collection<Long> notes) throws SQLException {
        try (PreparedStatement settle = c.prepareStatement(SETTLE)) {
            settle.setArray(1, c.createArrayOf("bigint", notes.toArray()));
            return settle.executeUpdate();
        }
    }

    /** Some notes whose time is over; until the transaction ends nobody else sees them, or begins to write their objects. */
    List<Due> due(Connection c, Instant now, int limit) throws SQLException {
        List<Due> due = new ArrayList<>();
        try (PreparedStatement select = c.prepareStatement(DUE)) {
            select.setTimestamp(1, Timestamp.from(now));
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    due.add(new Due(row.getLong(1), row.getString(2), row.getString(3)));
                }
            }
        }
        lock(c, due.stream().map(Due::address).toList());
        return due;
    }

    /** Notes of objects to which a row refers, or that somebody writes just now. */
    Set<Long> used(Connection c, Collection<Long> notes, Instant now) throws SQLException {
        try (PreparedStatement used = c.prepareStatement(USED)) {
            used.setArray(1, c.createArrayOf("bigint", notes.toArray()));
            used.setTimestamp(2, Timestamp.from(now));
            return new HashSet<>(numbers(used));
        }
    }

    /** Puts off what is due. */
    void postpone(Connection c, Collection<Long> notes, Instant due) throws SQLException {
        try (PreparedStatement postpone = c.prepareStatement(POSTPONE)) {
            postpone.setTimestamp(1, Timestamp.from(due));
            postpone.setArray(2, c.createArrayOf("bigint", notes.toArray()));
            postpone.executeUpdate();
        }
    }

    /** In one order, so that nobody waits for one another. */
    private static void lock(Connection c, Collection<String> addresses) throws SQLException {
        try (PreparedStatement lock = c.prepareStatement(LOCK)) {
            lock.setArray(1, c.createArrayOf("text", new TreeSet<>(addresses).toArray()));
            lock.execute();
        }
    }

    private static List<Long> numbers(PreparedStatement query) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
        }
        return numbers;
    }

    private static Set<String> texts(PreparedStatement query) throws SQLException {
        Set<String> texts = new HashSet<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
