package io.plumbline.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.kernel.Cell;
import io.plumbline.stats.Histogram;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.JsonText;
import io.plumbline.store.Sql;
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

    private static final String READ = """
        select t.ordinal, p.confidence, p.labels, p.inputs
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

    private final ObjectMapper json;

    ProfileTable(ObjectMapper json) {
        this.json = json;
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
    boolean take(Connection c, int enough, DeltaCodec.Reader reader) throws SQLException {
        int batches = 0;
        long predictions = 0;
        try (PreparedStatement take = c.prepareStatement(TAKE)) {
            take.setInt(1, BATCHES);
            take.setInt(2, enough);
            try (ResultSet row = take.executeQuery()) {
                while (row.next()) {
                    DeltaCodec.read(row.getBytes(1), reader);
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
        BitSet stored = new BitSet();
        try (PreparedStatement read = c.prepareStatement(READ)) {
            setArray(read, 1, "text", cells, Cell::model);
            setArray(read, 2, "text", cells, Cell::version);
            setArray(read, 3, "bigint", cells, cell -> cell.hour().getEpochSecond());
            setArray(read, 4, "text", cells, Cell::key);
            setArray(read, 5, "text", cells, Cell::value);
            setArray(read, 6, "integer", cells, Cell::shard);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    int i = (int) row.getLong("ordinal") - 1;
                    stored.set(i);
                    row(copy, text, deltas.get(i), read(row));
                }
            }
        }
        for (int i = stored.nextClearBit(0); i < cells.length; i = stored.nextClearBit(i + 1)) {
            row(copy, text, deltas.get(i), new Profile());
        }
        try (Statement statement = c.createStatement()) {
            statement.execute(STAGING);
            copy.send(c, COPY);
            statement.executeUpdate(WRITE);
        }
    }

    private static void setArray(
            PreparedStatement statement, int index, String type, Cell[] cells, Function<Cell, Object> value)
            throws SQLException {
        Object[] values = Arrays.stream(cells).map(value).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    private static void row(BinaryCopy copy, JsonText text, Map.Entry<Cell, ProfileDelta> delta, Profile profile) {
        Cell cell = delta.getKey();
        delta.getValue().addTo(profile);
        copy.row(10)
                .text(cell.model())
                .text(cell.version())
                .timestamp(cell.hour())
                .text(cell.key())
                .text(cell.value())
                .int4(cell.shard())
                .int8(profile.n())
                .bytes(profile.confidence().toBytes())
                .jsonb(text.object(profile.labels()))
                .bytes(InputsCodec.encode(profile.inputs()));
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
            return json.readValue(text, LABELS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored profile cannot be read: " + text, e);
        }
    }
}
