package io.plumbline.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.plumbline.event.Correction;
import io.plumbline.event.EventId;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.JsonText;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The SQL of outcomes: the last word on each prediction. */
@ApplicationScoped
@Sql
class OutcomeTable {
    private static final double GOOD_MASK = 0.5;

    private static final String UPSERT_STAGING = """
            create temporary table if not exists staging_outcome (like outcome including defaults) on commit delete rows
            """;

    private static final String COPY_UPSERT = """
            copy staging_outcome (source, id, correction_source, correction_id, corrected_at, corrected, correct, actor,
                                  asked, dirty, model, version)
            from stdin (format binary)
            """;

    /**
     * Of equal times, the larger identity has the last word, byte by byte as in {@link LastWord}. Of which model a prediction is
     * says the prediction, once it was here.
     */
    private static final String UPSERT = """
            insert into outcome (source, id, correction_source, correction_id, corrected_at, corrected, correct, actor,
                                 asked, dirty, model, version)
            select source, id, correction_source, correction_id, corrected_at, corrected, correct, actor,
                   asked, dirty, model, version
            from staging_outcome
            on conflict (source, id) do update set
                (correction_source, correction_id, corrected_at, corrected, correct, actor, model, version) =
                    (select last.* from (values
                        (outcome.correction_source, outcome.correction_id, outcome.corrected_at, outcome.corrected,
                         outcome.correct, outcome.actor, outcome.model, outcome.version),
                        (excluded.correction_source, excluded.correction_id, excluded.corrected_at, excluded.corrected,
                         excluded.correct, excluded.actor,
                         case when outcome.window_at is null then excluded.model else outcome.model end,
                         case when outcome.window_at is null then excluded.version else outcome.version end))
                         as last (source, id, at, corrected, correct, actor, model, version)
                     order by last.at desc, last.source collate "C" desc, last.id collate "C" desc limit 1),
                asked = greatest(outcome.asked, excluded.asked), dirty = true, touched_at = now()
            """;

    /** A prediction that is dropped by now was counted before, and what counts of it is in its outcome. */
    private static final String COLUMNS = """
            select o.source, o.id, coalesce(p.model, o.model) as model, coalesce(p.version, o.version) as version,
                   coalesce(p.window_at, o.window_at) as window_at, coalesce(p.label, o.predicted) as label,
                   coalesce(p.confidence, o.confidence) as confidence, o.corrected, o.correct,
                   coalesce(p.segment, o.segment) as segment, coalesce(p.image, o.image) as image,
                   case when p.id is null then coalesce(o.propensity, o.asked)
                        else coalesce(p.propensity, o.asked) end as propensity,
                   o.error, coalesce(o.propensity, 0) as counted_propensity, o.counted_corrected, o.counted_keys
            from outcome o left join prediction p on p.source = o.source and p.id = o.id
            """;

    private static final String KNOWN = "o.dirty and (p.id is not null or o.window_at is not null)";

    private static final String COUNTABLE = COLUMNS + """
                    join unnest(?, ?) as touched (source, id) on touched.source = o.source and touched.id = o.id
                    where %s order by o.source, o.id for update of o
                    """.formatted(KNOWN);

    private static final String WAITING = "select source, id from outcome where dirty limit ?";

    private static final String LEFT_OVER = COLUMNS + """
                    where %s and (? or o.touched_at > now() - interval '1 hour')
                    order by o.source, o.id limit ? for update of o skip locked
                    """.formatted(KNOWN);

    private static final String GIVE_UP = """
            update outcome set dirty = false
            where dirty and window_at is null and touched_at < now() - interval '60 days'
            """;

    private static final String MARK_STAGING = """
            create temporary table if not exists staging_counted (
                source text, id text, model text, version text, window_at timestamptz, predicted text,
                confidence double precision, segment jsonb, image text, propensity double precision, error boolean,
                counted_keys text[], counted_corrected text) on commit delete rows
            """;

    private static final String COPY_MARK = "copy staging_counted from stdin (format binary)";

    private static final String MARK = """
            update outcome o set dirty = false, model = s.model, version = s.version, window_at = s.window_at,
                   predicted = s.predicted, confidence = s.confidence, segment = s.segment, image = s.image,
                   propensity = s.propensity, error = s.error, counted_keys = s.counted_keys,
                   counted_corrected = s.counted_corrected
            from staging_counted s where o.source = s.source and o.id = s.id
            """;

    private static final TypeReference<Map<String, String>> SEGMENT = new TypeReference<>() {};

    private final ObjectReader segments;

    OutcomeTable(ObjectMapper json) {
        segments = json.readerFor(SEGMENT);
    }

    /**
     * Writes corrections; one that a later one has overtaken changes nothing.
     *
     * @param corrections one a prediction, in the order of the predictions
     */
    void upsert(Connection c, Collection<LastWord> corrections) throws SQLException {
        if (corrections.isEmpty()) {
            return;
        }
        BinaryCopy copy = new BinaryCopy();
        for (LastWord last : corrections) {
            Correction correction = last.correction();
            copy.row(12)
                    .text(correction.prediction().source())
                    .text(correction.prediction().id())
                    .text(correction.eventId().source())
                    .text(correction.eventId().id())
                    .timestamp(correction.time())
                    .text(correction.corrected().orElse(null));
            if (correction.iou().isPresent()) {
                copy.bool(correction.iou().getAsDouble() >= GOOD_MASK);
            } else {
                copy.nothing();
            }
            number(copy.text(correction.actor()), last.asked());
            copy.bool(true).text(correction.model()).text(correction.version());
        }
        send(c, UPSERT_STAGING, copy, COPY_UPSERT, UPSERT);
    }

    private static void send(Connection c, String staging, BinaryCopy rows, String copy, String work)
            throws SQLException {
        // Prepared: for each batch anew, parsing and planning would cost as much as the work.
        try (PreparedStatement stage = c.prepareStatement(staging);
                PreparedStatement write = c.prepareStatement(work)) {
            stage.execute();
            rows.send(c, copy);
            write.executeUpdate();
        }
    }

    /**
     * Identities of all outcomes that are not counted as they stand, in no order; empty if they are more than a limit.
     */
    Optional<Set<EventId>> waiting(Connection c, int limit) throws SQLException {
        Set<EventId> waiting = new HashSet<>();
        try (PreparedStatement select = c.prepareStatement(WAITING)) {
            select.setInt(1, limit + 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    waiting.add(new EventId(row.getString(1), row.getString(2)));
                }
            }
        }
        return waiting.size() > limit ? Optional.empty() : Optional.of(waiting);
    }

    /** Of some predictions, those with an outcome that is not counted as it stands; locked, in order. */
    List<Outcome> countable(Connection c, Set<EventId> touched) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(COUNTABLE)) {
            String[] sources = touched.stream().map(EventId::source).toArray(String[]::new);
            String[] ids = touched.stream().map(EventId::id).toArray(String[]::new);
            select.setArray(1, c.createArrayOf("text", sources));
            select.setArray(2, c.createArrayOf("text", ids));
            return read(select);
        }
    }

    /**
     * Outcomes that nobody counted: prediction and correction arrived in two transactions that could not see each other,
     * moments ago. A correction whose prediction never came is not asked for again and again.
     *
     * @param all whether to look at those of more than an hour ago too, as after a long stop
     */
    List<Outcome> leftOver(Connection c, boolean all, int limit) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(LEFT_OVER)) {
            select.setBoolean(1, all);
            select.setInt(2, limit);
            return read(select);
        }
    }

    /** No longer waits for predictions that have not come for longer than any may be late. */
    void giveUp(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.executeUpdate(GIVE_UP);
        }
    }

    /** Notes that outcomes are counted as they stand, each under some segment keys. */
    void mark(Connection c, Map<Outcome, List<String>> counted) throws SQLException {
        BinaryCopy copy = new BinaryCopy();
        JsonText text = new JsonText();
        for (Map.Entry<Outcome, List<String>> entry : counted.entrySet()) {
            Outcome outcome = entry.getKey();
            copy.row(13)
                    .text(outcome.prediction().source())
                    .text(outcome.prediction().id())
                    .text(outcome.model())
                    .text(outcome.version())
                    .timestamp(outcome.windowAt())
                    .text(outcome.predicted().orElse(null))
                    .float8(outcome.confidence())
                    .jsonb(text.object(outcome.segment()))
                    .text(outcome.image().orElse(null));
            number(copy, outcome.propensity())
                    .bool(outcome.error())
                    .texts(entry.getValue())
                    .text(outcome.label().corrected());
        }
        send(c, MARK_STAGING, copy, COPY_MARK, MARK);
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
                        counted(row)));
            }
        }
        return outcomes;
    }

    private static Optional<Outcome.Counted> counted(ResultSet row) throws SQLException {
        Optional<Boolean> error = flag(row, "error");
        if (error.isEmpty()) {
            return Optional.empty();
        }
        Outcome.Label label =
                new Outcome.Label(error.get(), row.getString("counted_corrected"), row.getDouble("counted_propensity"));
        return Optional.of(new Outcome.Counted(label, keys(row)));
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

    private static BinaryCopy number(BinaryCopy copy, OptionalDouble number) {
        return number.isPresent() ? copy.float8(number.getAsDouble()) : copy.nothing();
    }

    private Map<String, String> fromJson(String text) {
        try {
            return segments.readValue(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored segment cannot be read: " + text, e);
        }
    }
}
