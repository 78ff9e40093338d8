package io.plumbline.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.kernel.Cell;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The SQL of profiles: lock the touched rows in order, add in memory, write back. */
@ApplicationScoped
@Sql
class ProfileTable {
    /** Empty rows first, so that every touched row can be locked; ordered, so that two batches never form a ring. */
    private static final String MAKE_ROWS = """
            insert into profile (model, version, hour, segment_key, segment_value, shard, n, confidence, labels)
            values (?, ?, ?, ?, ?, ?, 0, ?, '{}') on conflict do nothing
            """;

    private static final String LOCK = """
            select confidence, labels from profile
            where model = ? and version = ? and hour = ? and segment_key = ? and segment_value = ? and shard = ?
            for update
            """;

    private static final String WRITE = """
            update profile set n = ?, confidence = ?, labels = ?::jsonb
            where model = ? and version = ? and hour = ? and segment_key = ? and segment_value = ? and shard = ?
            """;

    private static final TypeReference<TreeMap<String, Long>> LABELS = new TypeReference<>() {};

    private final ObjectMapper json;

    ProfileTable(ObjectMapper json) {
        this.json = json;
    }

    /** Adds profiles to the stored ones, cell by cell. */
    void add(Connection c, SortedMap<Cell, Profile> deltas) throws SQLException {
        makeRows(c, deltas);
        Map<Cell, Profile> sums = new HashMap<>();
        try (PreparedStatement lock = c.prepareStatement(LOCK)) {
            for (Map.Entry<Cell, Profile> delta : deltas.entrySet()) {
                setCell(lock, 1, delta.getKey());
                try (ResultSet row = lock.executeQuery()) {
                    row.next();
                    Profile sum = read(row);
                    sum.merge(delta.getValue());
                    sums.put(delta.getKey(), sum);
                }
            }
        }
        try (PreparedStatement write = c.prepareStatement(WRITE)) {
            for (Cell cell : deltas.keySet()) {
                Profile sum = sums.get(cell);
                write.setLong(1, sum.n());
                write.setBytes(2, sum.confidence().toBytes());
                write.setString(3, toJson(sum.labels()));
                setCell(write, 4, cell);
                write.addBatch();
            }
            write.executeBatch();
        }
    }

    private static void makeRows(Connection c, SortedMap<Cell, Profile> deltas) throws SQLException {
        byte[] empty = new Histogram().toBytes();
        try (PreparedStatement make = c.prepareStatement(MAKE_ROWS)) {
            for (Cell cell : deltas.keySet()) {
                setCell(make, 1, cell);
                make.setBytes(7, empty);
                make.addBatch();
            }
            make.executeBatch();
        }
    }

    /** Reads the columns {@code confidence} and {@code labels} of a row. */
    Profile read(ResultSet row) throws SQLException {
        return new Profile(Histogram.fromBytes(row.getBytes("confidence")), fromJson(row.getString("labels")));
    }

    private static void setCell(PreparedStatement statement, int first, Cell cell) throws SQLException {
        statement.setString(first, cell.model());
        statement.setString(first + 1, cell.version());
        statement.setTimestamp(first + 2, Timestamp.from(cell.hour()));
        statement.setString(first + 3, cell.key());
        statement.setString(first + 4, cell.value());
        statement.setInt(first + 5, cell.shard());
    }

    private String toJson(SortedMap<String, Long> labels) {
        try {
            return json.writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Counts can be written: " + labels, e);
        }
    }

    private SortedMap<String, Long> fromJson(String text) {
        try {
            return json.readValue(text, LABELS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored profile cannot be read: " + text, e);
        }
    }
}
