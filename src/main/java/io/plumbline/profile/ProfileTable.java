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
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The SQL of profiles: read the touched rows, add in memory, write them back. */
@ApplicationScoped
@Sql
class ProfileTable {
    /**
     * Rows are read, added to and written back, so two batches must not be at those of one model and shard at once. They
     * would wait for each other anyway: both touch the hour at hand. Partitions of the topic share no shard.
     */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('plumbline.profile ' || ?, ?))";

    private static final String READ = """
            select t.ordinal, p.confidence, p.labels
            from unnest(?, ?, ?, ?, ?, ?) with ordinality as t (model, version, hour, key, value, shard, ordinal)
            join profile p on p.model = t.model and p.version = t.version and p.hour = to_timestamp(t.hour)
                and p.segment_key = t.key and p.segment_value = t.value and p.shard = t.shard
            """;

    private static final String STAGING =
            "create temporary table if not exists staging_profile (like profile) on commit delete rows";

    private static final String COPY = """
            copy staging_profile (model, version, hour, segment_key, segment_value, shard, n, confidence, labels)
            from stdin (format binary)
            """;

    private static final String WRITE = """
            insert into profile select * from staging_profile
            on conflict (model, version, hour, segment_key, segment_value, shard)
            do update set n = excluded.n, confidence = excluded.confidence, labels = excluded.labels
            """;

    private static final TypeReference<TreeMap<String, Long>> LABELS = new TypeReference<>() {};

    private final ObjectMapper json;

    ProfileTable(ObjectMapper json) {
        this.json = json;
    }

    /** Adds to the stored profiles, cell by cell. */
    void add(Connection c, Map<Cell, ProfileDelta> deltas) throws SQLException {
        // In the order of the index
        SortedMap<Cell, ProfileDelta> ordered = new TreeMap<>(deltas);
        Cell[] cells = ordered.keySet().toArray(Cell[]::new);
        lock(c, cells);
        Profile[] sums = read(c, cells);
        BinaryCopy copy = new BinaryCopy();
        JsonText text = new JsonText();
        int next = 0;
        for (Map.Entry<Cell, ProfileDelta> delta : ordered.entrySet()) {
            Profile sum = sums[next++];
            delta.getValue().addTo(sum);
            row(copy, text, delta.getKey(), sum);
        }
        try (Statement statement = c.createStatement()) {
            statement.execute(STAGING);
            copy.send(c, COPY);
            statement.executeUpdate(WRITE);
        }
    }

    /** In an order of their own, so that two batches never wait for each other in a ring. */
    private static void lock(Connection c, Cell[] cells) throws SQLException {
        SortedMap<String, SortedSet<Integer>> shards = new TreeMap<>();
        for (Cell cell : cells) {
            shards.computeIfAbsent(cell.model(), model -> new TreeSet<>()).add(cell.shard());
        }
        try (PreparedStatement lock = c.prepareStatement(LOCK)) {
            for (Map.Entry<String, SortedSet<Integer>> model : shards.entrySet()) {
                for (int shard : model.getValue()) {
                    lock.setString(1, model.getKey());
                    lock.setLong(2, shard);
                    lock.execute();
                }
            }
        }
    }

    /** What is stored of each cell; an empty profile where nothing is. */
    private Profile[] read(Connection c, Cell[] cells) throws SQLException {
        Profile[] profiles = new Profile[cells.length];
        try (PreparedStatement read = c.prepareStatement(READ)) {
            setArray(read, 1, "text", cells, Cell::model);
            setArray(read, 2, "text", cells, Cell::version);
            setArray(read, 3, "bigint", cells, cell -> cell.hour().getEpochSecond());
            setArray(read, 4, "text", cells, Cell::key);
            setArray(read, 5, "text", cells, Cell::value);
            setArray(read, 6, "integer", cells, Cell::shard);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    profiles[(int) row.getLong(1) - 1] = read(row);
                }
            }
        }
        for (int i = 0; i < profiles.length; i++) {
            if (profiles[i] == null) {
                profiles[i] = new Profile();
            }
        }
        return profiles;
    }

    private static void setArray(
            PreparedStatement statement, int index, String type, Cell[] cells, Function<Cell, Object> value)
            throws SQLException {
        Object[] values = Arrays.stream(cells).map(value).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    private static void row(BinaryCopy copy, JsonText text, Cell cell, Profile profile) {
        copy.row(9)
                .text(cell.model())
                .text(cell.version())
                .timestamp(cell.hour())
                .text(cell.key())
                .text(cell.value())
                .int4(cell.shard())
                .int8(profile.n())
                .bytes(profile.confidence().toBytes())
                .jsonb(text.object(profile.labels()));
    }

    /** Reads the columns {@code confidence} and {@code labels} of a row. */
    Profile read(ResultSet row) throws SQLException {
        return new Profile(Histogram.fromBytes(row.getBytes("confidence")), fromJson(row.getString("labels")));
    }

    private SortedMap<String, Long> fromJson(String text) {
        try {
            return json.readValue(text, LABELS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored profile cannot be read: " + text, e);
        }
    }
}
