package io.plumbline.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.plumbline.kernel.Cell;
import io.plumbline.stats.Histogram;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.JsonText;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;

/** The SQL of profiles: what batches add is noted; later the touched rows are read, added to in memory, and written back. */
@ApplicationScoped
@Sql
class ProfileTable {
    private static final String APPEND = "insert into profile_delta (predictions, delta) values (?, ?)";

    private static final String WAITING = """
        select extract(epoch from clock_timestamp() - min(added_at)),
               extract(epoch from clock_timestamp() - max(added_at))
        from profile_delta having count(*) > 0
        """;

    /** The oldest, up to so many predictions but at least one batch. */
    private static final String TAKE = """
        delete from profile_delta where id in (
            select id from (
                select id, sum(predictions) over (order by id) - predictions as before
                from profile_delta order by id limit ?) as oldest
            where before < ?)
        returning delta, predictions
        """;

    private static final int BATCHES = 1_000;

    /** Batches that are in memory at once. */
    private static final int FETCHED = 4;

    private static final String READ = """
        select t.ordinal, p.n, p.confidence, p.labels, p.inputs
        from unnest(?, ?, ?, ?, ?, ?) with ordinality as t (model, version, hour, key, value, shard, ordinal)
        join profile p on p.model = t.model and p.version = t.version and p.hour = to_timestamp(t.hour)
            and p.segment_key = t.key and p.segment_value = t.value and p.shard = t.shard
        """;

    private static final String STAGING =
            "create temporary table if not exists staging_profile (like profile) on commit delete rows; truncate"
                    + " staging_profile";

    private static final String COPY = """
        copy staging_profile (model, version, hour, segment_key, segment_value, shard, n, confidence, labels, inputs)
        from stdin (format binary)
        """;

    private static final String WRITE = """
        insert into profile (model, version, hour, segment_key, segment_value, shard, n, confidence, labels, inputs)
        select model, version, hour, segment_key, segment_value, shard, n, confidence, labels, inputs
        from staging_profile
        on conflict (model, version, hour, segment_key, segment_value, shard)
        do update set n = excluded.n, confidence = excluded.confidence, labels = excluded.labels,
            inputs = excluded.inputs
        """;

    /** Cells that are read and written at once. */
    private static final int CELLS = 2_000;

    private static final TypeReference<TreeMap<String, Long>> LABELS = new TypeReference<>() {};

    private static final byte[] NONE = {};

    private final ObjectReader labels;

    ProfileTable(ObjectMapper json) {
        labels = json.readerFor(LABELS);
    }

    /** Notes what a batch adds. */
    void append(Connection c, DeltaCodec.Writer delta) throws SQLException {
        try (PreparedStatement append = c.prepareStatement(APPEND)) {
            append.setInt(1, delta.predictions());
            append.setBytes(2, delta.bytes());
            append.executeUpdate();
        }
    }

    /**
     * Batches that are noted and not added.
     *
     * @param oldestSeconds age of the oldest, 0 if there is none
     * @param newestSeconds age of the newest, 0 if there is none
     */
    record Waiting(boolean any, double oldestSeconds, double newestSeconds) {}

    /** How long batches have been waiting. */
    Waiting waiting(Connection c) throws SQLException {
        try (PreparedStatement waiting = c.prepareStatement(WAITING);
                ResultSet row = waiting.executeQuery()) {
            return row.next() ? new Waiting(true, row.getDouble(1), row.getDouble(2)) : new Waiting(false, 0, 0);
        }
    }

    /**
     * Takes away what batches noted, the oldest first.
     *
     * @param enough predictions at which it is enough
     * @return whether it was enough, so that there may be more
     */
    boolean take(Connection c, int enough, ProfileDeltas deltas) throws SQLException {
        int batches = 0;
        long predictions = 0;
        try (PreparedStatement take = c.prepareStatement(TAKE)) {
            Transactions.binaryResults(take);
            take.setFetchSize(FETCHED);
            take.setInt(1, BATCHES);
            take.setInt(2, enough);
            try (ResultSet row = take.executeQuery()) {
                while (row.next()) {
                    deltas.add(row.getBytes(1));
                    batches++;
                    predictions += row.getInt(2);
                }
            }
        }
        return batches == BATCHES || predictions >= enough;
    }

    /** Adds to the stored profiles, cell by cell. No other transaction may be at that at the same time. */
    void add(Connection c, List<Map.Entry<Cell, ProfileDelta>> deltas) throws SQLException {
        for (int from = 0; from < deltas.size(); from += CELLS) {
            addSome(c, deltas.subList(from, Math.min(from + CELLS, deltas.size())));
        }
        ProfileDays.add(c, deltas);
    }

    private void addSome(Connection c, List<Map.Entry<Cell, ProfileDelta>> deltas) throws SQLException {
        Cell[] cells = deltas.stream().map(Map.Entry::getKey).toArray(Cell[]::new);
        BinaryCopy copy = new BinaryCopy();
        JsonText text = new JsonText();
        BitSet there = new BitSet();
        try (PreparedStatement read = c.prepareStatement(READ)) {
            Transactions.binaryResults(read);
            read.setArray(1, c.createArrayOf("text", column(cells, Cell::model, String[]::new)));
            read.setArray(2, c.createArrayOf("text", column(cells, Cell::version, String[]::new)));
            read.setArray(
                    3,
                    c.createArrayOf("bigint", column(cells, cell -> cell.hour().getEpochSecond(), Long[]::new)));
            read.setArray(4, c.createArrayOf("text", column(cells, Cell::key, String[]::new)));
            read.setArray(5, c.createArrayOf("text", column(cells, Cell::value, String[]::new)));
            read.setArray(6, c.createArrayOf("integer", column(cells, Cell::shard, Integer[]::new)));
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    int i = (int) row.getLong("ordinal") - 1;
                    there.set(i);
                    row(copy, text, deltas.get(i), stored(row));
                }
            }
        }
        for (int i = there.nextClearBit(0); i < cells.length; i = there.nextClearBit(i + 1)) {
            row(copy, text, deltas.get(i), new Stored(0, NONE, new TreeMap<>(), NONE));
        }
        try (Statement statement = c.createStatement()) {
            statement.execute(STAGING);
            copy.send(c, COPY);
            statement.executeUpdate(WRITE);
        }
    }

    /** An array of the right type, which the driver sends in binary form: of objects it would make a text. */
    private static <T> T[] column(Cell[] cells, Function<Cell, T> value, IntFunction<T[]> array) {
        return Arrays.stream(cells).map(value).toArray(array);
    }

    /** A row as it is: its histograms as they are stored. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared, never handed out.
    private record Stored(long n, byte[] confidence, SortedMap<String, Long> labels, byte[] inputs) {}

    private Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getLong("n"),
                row.getBytes("confidence"),
                fromJson(row.getString("labels")),
                row.getBytes("inputs"));
    }

    private static void row(BinaryCopy copy, JsonText text, Map.Entry<Cell, ProfileDelta> entry, Stored stored) {
        Cell cell = entry.getKey();
        ProfileDelta delta = entry.getValue();
        delta.addLabelsTo(stored.labels());
        copy.row(10)
                .text(cell.model())
                .text(cell.version())
                .timestamp(cell.hour())
                .text(cell.key())
                .text(cell.value())
                .int4(cell.shard())
                .int8(stored.n() + delta.n())
                .bytes(delta.confidence().addTo(stored.confidence()))
                .jsonb(text.object(stored.labels()))
                .bytes(InputsCodec.add(stored.inputs(), delta.inputs()));
    }

    /** Reads the columns {@code confidence}, {@code labels} and {@code inputs} of a row. */
    Profile read(ResultSet row) throws SQLException {
        return new Profile(
                Histogram.fromBytes(row.getBytes("confidence")),
                fromJson(row.getString("labels")),
                InputsCodec.decode(row.getBytes("inputs")));
    }

    private SortedMap<String, Long> fromJson(String text) {
        try {
            return labels.readValue(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored profile cannot be read: " + text, e);
        }
    }
}
