package io.plumbline.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.event.Correction;
import io.plumbline.event.EventId;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The SQL of outcomes: the last word on each prediction. */
@ApplicationScoped
@Sql
class OutcomeTable {
    private static final double GOOD_MASK = 0.5;

    private static final String UPSERT = """
            insert into outcome (source, id, correction_source, correction_id, corrected_at, corrected, correct, actor,
                                 asked, dirty, model, version)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, true, ?, ?)
            on conflict (source, id) do update set
                (correction_source, correction_id, corrected_at, corrected, correct, actor, model, version) =
                    (select last.* from (values
                        (outcome.correction_source, outcome.correction_id, outcome.corrected_at, outcome.corrected,
                         outcome.correct, outcome.actor, outcome.model, outcome.version),
                        (excluded.correction_source, excluded.correction_id, excluded.corrected_at, excluded.corrected,
                         excluded.correct, excluded.actor, excluded.model, excluded.version))
                         as last (source, id, at, corrected, correct, actor, model, version)
                     order by last.at desc, last.source desc, last.id desc limit 1),
                asked = greatest(outcome.asked, excluded.asked), dirty = true, touched_at = now()
            """;

    private static final String COLUMNS = """
            select o.source, o.id, p.model, p.version, p.window_at, p.label, p.confidence, o.corrected, o.correct,
                   p.segment, p.image, coalesce(p.propensity, o.asked) as propensity, o.error,
                   o.propensity is not null as counted_audited, o.counted_keys
            from outcome o join prediction p on p.source = o.source and p.id = o.id
            """;

    private static final String COUNTABLE = COLUMNS + """
                    join unnest(?, ?) as touched (source, id) on touched.source = o.source and touched.id = o.id
                    where o.dirty order by o.source, o.id for update of o
                    """;

    private static final String LEFT_OVER = COLUMNS + """
                    where o.dirty and o.touched_at > now() - interval '1 hour'
                    order by o.source, o.id limit ? for update of o skip locked
                    """;

    private static final String MARK = """
            update outcome set dirty = false, model = ?, version = ?, window_at = ?, predicted = ?, confidence = ?,
                               segment = ?::jsonb, image = ?, propensity = ?, error = ?, counted_keys = ?
            where source = ? and id = ?
            """;

    private static final TypeReference<Map<String, String>> SEGMENT = new TypeReference<>() {};

    private final ObjectMapper json;

    OutcomeTable(ObjectMapper json) {
        this.json = json;
    }

    /** Writes corrections; one that a later one has overtaken changes nothing. */
    void upsert(Connection c, List<Correction> corrections) throws SQLException {
        if (corrections.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = c.prepareStatement(UPSERT)) {
            for (Correction correction : corrections) {
                upsert.setString(1, correction.prediction().source());
                upsert.setString(2, correction.prediction().id());
                upsert.setString(3, correction.eventId().source());
                upsert.setString(4, correction.eventId().id());
                upsert.setTimestamp(5, Timestamp.from(correction.time()));
                upsert.setString(6, correction.corrected().orElse(null));
                if (correction.iou().isPresent()) {
                    upsert.setBoolean(7, correction.iou().getAsDouble() >= GOOD_MASK);
                } else {
                    upsert.setNull(7, Types.BOOLEAN);
                }
                upsert.setString(8, correction.actor());
                setNumber(upsert, 9, correction.propensity());
                upsert.setString(10, correction.model());
                upsert.setString(11, correction.version());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** Of some predictions, those with an outcome that is not counted as it stands; locked, in order. */
    List<Outcome> countable(Connection c, Collection<EventId> touched) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(COUNTABLE)) {
            select.setArray(
                    1,
                    c.createArrayOf(
                            "text", touched.stream().map(EventId::source).toArray()));
            select.setArray(
                    2, c.createArrayOf("text", touched.stream().map(EventId::id).toArray()));
            return read(select);
        }
    }

    /**
     * Outcomes that nobody counted: prediction and correction arrived in two transactions that could not see each other,
     * moments ago. A correction whose prediction never came is not asked for again and again.
     */
    List<Outcome> leftOver(Connection c, int limit) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(LEFT_OVER)) {
            select.setInt(1, limit);
            return read(select);
        }
    }

    /** Notes that outcomes are counted as they stand, each under some segment keys. */
    void mark(Connection c, Map<Outcome, List<String>> counted) throws SQLException {
        try (PreparedStatement mark = c.prepareStatement(MARK)) {
            for (Map.Entry<Outcome, List<String>> entry : counted.entrySet()) {
                Outcome outcome = entry.getKey();
                mark.setString(1, outcome.model());
                mark.setString(2, outcome.version());
                mark.setTimestamp(3, Timestamp.from(outcome.windowAt()));
                mark.setString(4, outcome.predicted().orElse(null));
                mark.setDouble(5, outcome.confidence());
                mark.setString(6, toJson(outcome.segment()));
                mark.setString(7, outcome.image().orElse(null));
                setNumber(mark, 8, outcome.propensity());
                mark.setBoolean(9, outcome.error());
                mark.setArray(10, c.createArrayOf("text", entry.getValue().toArray()));
                mark.setString(11, outcome.prediction().source());
                mark.setString(12, outcome.prediction().id());
                mark.addBatch();
            }
            mark.executeBatch();
        }
    }

    private List<Outcome> read(PreparedStatement select) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                outcomes.add(new Outcome(
                        new EventId(row.getString("source"), row.getString("id")),
                        row.getString("model"),
                        row.getString("version"),
                        row.getTimestamp("window_at").toInstant(),
                        Optional.ofNullable(row.getString("label")),
                        row.getDouble("confidence"),
                        Optional.ofNullable(row.getString("corrected")),
                        flag(row, "correct"),
                        fromJson(row.getString("segment")),
                        Optional.ofNullable(row.getString("image")),
                        number(row, "propensity"),
                        flag(row, "error"),
                        row.getBoolean("counted_audited"),
                        keys(row)));
            }
        }
        return outcomes;
    }

    private static List<String> keys(ResultSet row) throws SQLException {
        @Nullable Array keys = row.getArray("counted_keys");
        return keys == null ? List.of() : List.of((String[]) keys.getArray());
    }

    private static Optional<Boolean> flag(ResultSet row, String column) throws SQLException {
        boolean flag = row.getBoolean(column);
        return row.wasNull() ? Optional.empty() : Optional.of(flag);
    }

    private static OptionalDouble number(ResultSet row, String column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(number);
    }

    private static void setNumber(PreparedStatement statement, int index, OptionalDouble number) throws SQLException {
        if (number.isPresent()) {
            statement.setDouble(index, number.getAsDouble());
        } else {
            statement.setNull(index, Types.DOUBLE);
        }
    }

    private String toJson(Map<String, String> segment) {
        try {
            return json.writeValueAsString(segment);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A segment can be written: " + segment, e);
        }
    }

    private Map<String, String> fromJson(String text) {
        try {
            return json.readValue(text, SEGMENT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored segment cannot be read: " + text, e);
        }
    }
}
