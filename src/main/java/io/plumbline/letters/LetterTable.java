package io.plumbline.letters;

import io.plumbline.ingest.EventProducer.Header;
import io.plumbline.kernel.Page;
import io.plumbline.letters.Letter.State;
import io.plumbline.store.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The table of dead letters, but for their arrival, which is ingest's. */
@Sql
final class LetterTable {
    /** On a letter's way back, names the letter. */
    static final String RETRY_OF = "plumbline-retry-of";

    private static final String COLUMNS = """
            id, topic, partition, "offset", code, detail, octet_length(payload) as bytes, cut, received_at, state,
            decided_at, decided_by, reason,
            encode(headers[array_position(headers, 'plumbline-retry-of'::bytea) + 1], 'escape') as retry_of
            """;
    private static final String LIST = "select " + COLUMNS + """
            from dead_letter where (? = '' or code = ?) and (? = '' or state = ?)
            order by id desc limit ? offset ?
            """;
    private static final String COUNT = """
            select count(*) from dead_letter where (? = '' or code = ?) and (? = '' or state = ?)
            """;
    private static final String CODES = """
            select code, count(*) filter (where state = 'waiting'), count(*) filter (where state = 'waiting' and not cut),
                   count(*) filter (where state = 'retried'), count(*) filter (where state = 'discarded')
            from dead_letter group by code order by 2 desc, code
            """;
    private static final String CONTENT = "select " + COLUMNS + ", record_key, payload, headers from dead_letter ";
    private static final String ONE = CONTENT + "where id = ?";
    private static final String LOCK_ONE = ONE + " for update";
    private static final String LOCK_SOME = CONTENT + """
            where state = 'waiting' and code = ? and not cut order by id limit ? for update skip locked
            """;
    private static final String DISCARD_SOME = """
            update dead_letter set state = 'discarded', decided_at = ?, decided_by = ?, reason = ?
            where id in (select id from dead_letter where state = 'waiting' and code = ?
                         order by id limit ? for update skip locked)
            """;
    private static final String REMAINING = """
            select count(*) from dead_letter where state = 'waiting' and code = ? and (not cut or not ?)
            """;
    private static final String DECIDE = """
            update dead_letter set state = ?, decided_at = ?, decided_by = ?, reason = ? where id = any (?)
            """;
    private static final String FORGET = "delete from dead_letter where state <> 'waiting' and decided_at < ?";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int FETCH = 20;

    private LetterTable() {}

    static Page.Of<Letter> list(Connection c, String code, String state, Page page) throws SQLException {
        List<Letter> letters = new ArrayList<>();
        try (PreparedStatement list = c.prepareStatement(LIST)) {
            filter(list, code, state);
            list.setInt(5, page.size());
            list.setLong(6, page.offset());
            try (ResultSet row = list.executeQuery()) {
                while (row.next()) {
                    letters.add(letter(row));
                }
            }
        }
        try (PreparedStatement count = c.prepareStatement(COUNT)) {
            filter(count, code, state);
            return page.of(letters, number(count));
        }
    }

    private static void filter(PreparedStatement statement, String code, String state) throws SQLException {
        statement.setString(1, code);
        statement.setString(2, code);
        statement.setString(3, state);
        statement.setString(4, state);
    }

    static List<Letters.CodeCount> codes(Connection c) throws SQLException {
        List<Letters.CodeCount> counts = new ArrayList<>();
        try (PreparedStatement codes = c.prepareStatement(CODES);
                ResultSet row = codes.executeQuery()) {
            while (row.next()) {
                counts.add(new Letters.CodeCount(
                        row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
            }
        }
        return counts;
    }

    /** Deletes what was decided about before some time. */
    static void forget(Connection c, Instant before) throws SQLException {
        try (PreparedStatement forget = c.prepareStatement(FORGET)) {
            forget.setTimestamp(1, Timestamp.from(before));
            forget.executeUpdate();
        }
    }

    static Optional<LetterContent> one(Connection c, long id) throws SQLException {
        return one(c, ONE, id);
    }

    /** As {@link #one}, and nobody else may decide until the transaction ends. */
    static Optional<LetterContent> lock(Connection c, long id) throws SQLException {
        return one(c, LOCK_ONE, id);
    }

    private static Optional<LetterContent> one(Connection c, String sql, long id) throws SQLException {
        try (PreparedStatement one = c.prepareStatement(sql)) {
            one.setLong(1, id);
            try (ResultSet row = one.executeQuery()) {
                return row.next() ? Optional.of(content(row)) : Optional.empty();
            }
        }
    }

    /** Locks the oldest that wait and are whole, some at most, and about so many bytes. */
    static List<LetterContent> lock(Connection c, String code, int most, long mostBytes) throws SQLException {
        List<LetterContent> found = new ArrayList<>();
        try (PreparedStatement some = c.prepareStatement(LOCK_SOME)) {
            some.setFetchSize(FETCH);
            some.setString(1, code);
            some.setInt(2, most);
            long bytes = 0;
            try (ResultSet row = some.executeQuery()) {
                while (bytes < mostBytes && row.next()) {
                    LetterContent content = content(row);
                    bytes += content.letter().bytes();
                    found.add(content);
                }
            }
        }
        return found;
    }

    static void decide(Connection c, List<Long> ids, State state, Letter.Decision decision) throws SQLException {
        try (PreparedStatement decide = c.prepareStatement(DECIDE)) {
            decide.setString(1, state.word());
            decide.setTimestamp(2, Timestamp.from(decision.at()));
            decide.setString(3, decision.by());
            decide.setString(4, decision.reason());
            decide.setArray(5, c.createArrayOf("bigint", ids.toArray()));
            decide.executeUpdate();
        }
    }

    /** Gives up the oldest that wait; how many. */
    static int discard(Connection c, String code, int most, Letter.Decision decision) throws SQLException {
        try (PreparedStatement discard = c.prepareStatement(DISCARD_SOME)) {
            discard.setTimestamp(1, Timestamp.from(decision.at()));
            discard.setString(2, decision.by());
            discard.setString(3, decision.reason());
            discard.setString(4, code);
            discard.setInt(5, most);
            return discard.executeUpdate();
        }
    }

    static long remaining(Connection c, String code, boolean wholeOnly) throws SQLException {
        try (PreparedStatement count = c.prepareStatement(REMAINING)) {
            count.setString(1, code);
            count.setBoolean(2, wholeOnly);
            return number(count);
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static LetterContent content(ResultSet row) throws SQLException {
        List<Header> headers = new ArrayList<>();
        Array stored = row.getArray("headers");
        byte[][] parts = (byte[][]) stored.getArray();
        for (int i = 0; i + 1 < parts.length; i += 2) {
            headers.add(new Header(new String(parts[i], StandardCharsets.UTF_8), parts[i + 1]));
        }
        return new LetterContent(
                letter(row), Optional.ofNullable(row.getBytes("record_key")), row.getBytes("payload"), headers);
    }

    private static Letter letter(ResultSet row) throws SQLException {
        Optional<Instant> decidedAt =
                Optional.ofNullable(row.getTimestamp("decided_at")).map(Timestamp::toInstant);
        String by = row.getString("decided_by");
        String reason = row.getString("reason");
        return new Letter(
                row.getLong("id"),
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("offset"),
                row.getString("code"),
                row.getString("detail"),
                row.getLong("bytes"),
                !row.getBoolean("cut"),
                row.getTimestamp("received_at").toInstant(),
                retryOf(Optional.ofNullable(row.getString("retry_of"))),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                decidedAt.map(at -> new Letter.Decision(at, by, reason)));
    }

    /** Others write into the topic too: what is no number is none of ours. */
    private static OptionalLong retryOf(Optional<String> header) {
        return header.filter(text -> NUMBER.matcher(text).matches()).stream()
                .mapToLong(Long::parseLong)
                .findFirst();
    }
}
