package io.plumbline.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.event.Correction;
import io.plumbline.event.EventId;
import io.plumbline.event.Prediction;
import io.plumbline.kernel.Sha256;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Writes events to PostgreSQL: COPY to a staging table, then insert what was not there. */
@Sql
final class EventTable {
    private static final String PREDICTION_COLUMNS =
            "source, id, time, window_at, received_at, clock_off, model, version, label, confidence, mask_area, top,"
                    + " segment, stats, latency_ms, propensity, image";
    private static final String CORRECTION_COLUMNS =
            "source, id, time, received_at, prediction_source, prediction_id, model, version, predicted, confidence,"
                    + " corrected, actor, propensity, iou, mask";

    private static final String STAGING = """
            create temporary table if not exists staging_prediction
                (like prediction including defaults, ordinal integer) on commit delete rows;
            create temporary table if not exists staging_correction
                (like correction including defaults, ordinal integer) on commit delete rows;
            """;

    /** The first of equal identities in the batch, unless any day's partition has it already. */
    private static final String INSERT_PREDICTIONS = """
            insert into prediction (%1$s)
            select distinct on (s.source, s.id) %2$s
            from staging_prediction s
            where not exists (select from prediction p where p.source = s.source and p.id = s.id)
            order by s.source, s.id, s.ordinal
            on conflict do nothing
            returning source, id
            """.formatted(PREDICTION_COLUMNS, qualified(PREDICTION_COLUMNS));

    private static final String INSERT_CORRECTIONS = """
            insert into correction (%1$s)
            select distinct on (s.source, s.id) %2$s
            from staging_correction s
            order by s.source, s.id, s.ordinal
            on conflict do nothing
            returning source, id
            """.formatted(CORRECTION_COLUMNS, qualified(CORRECTION_COLUMNS));

    private final ObjectMapper json;

    EventTable(ObjectMapper json) {
        this.json = json;
    }

    /** Writes predictions and answers the identities that were new. */
    Set<EventId> insertPredictions(Connection c, List<Received<Prediction>> predictions) throws SQLException {
        if (predictions.isEmpty()) {
            return Set.of();
        }
        stage(c);
        BinaryCopy copy = new BinaryCopy();
        for (int i = 0; i < predictions.size(); i++) {
            row(copy, predictions.get(i), i);
        }
        copy.send(c, "copy staging_prediction (" + PREDICTION_COLUMNS + ", ordinal) from stdin (format binary)");
        return inserted(c, INSERT_PREDICTIONS);
    }

    /** Writes corrections and answers the identities that were new. */
    Set<EventId> insertCorrections(Connection c, List<Received<Correction>> corrections) throws SQLException {
        if (corrections.isEmpty()) {
            return Set.of();
        }
        stage(c);
        BinaryCopy copy = new BinaryCopy();
        for (int i = 0; i < corrections.size(); i++) {
            correctionRow(copy, corrections.get(i), i);
        }
        copy.send(c, "copy staging_correction (" + CORRECTION_COLUMNS + ", ordinal) from stdin (format binary)");
        return inserted(c, INSERT_CORRECTIONS);
    }

    private static void stage(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(STAGING);
        }
    }

    private void row(BinaryCopy copy, Received<Prediction> received, int ordinal) {
        Prediction p = received.event();
        copy.row(18)
                .text(p.eventId().source())
                .text(p.eventId().id())
                .timestamp(p.time())
                .timestamp(received.windowAt())
                .timestamp(received.receivedAt())
                .bool(received.clockOff())
                .text(p.model())
                .text(p.version())
                .text(p.label().orElse(null))
                .float8(p.confidence());
        number(copy, p.maskArea());
        copy.jsonb(p.top().isEmpty() ? null : toJson(p.top()))
                .jsonb(toJson(p.segment()))
                .jsonb(toJson(p.stats()));
        if (p.latencyMs().isPresent()) {
            copy.int4(p.latencyMs().getAsInt());
        } else {
            copy.nothing();
        }
        number(copy, p.propensity());
        copy.text(p.image().map(Sha256::hex).orElse(null)).int4(ordinal);
    }

    private static void correctionRow(BinaryCopy copy, Received<Correction> received, int ordinal) {
        Correction c = received.event();
        copy.row(16)
                .text(c.eventId().source())
                .text(c.eventId().id())
                .timestamp(c.time())
                .timestamp(received.receivedAt())
                .text(c.prediction().source())
                .text(c.prediction().id())
                .text(c.model())
                .text(c.version())
                .text(c.predicted().orElse(null));
        number(copy, c.confidence());
        copy.text(c.corrected().orElse(null)).text(c.actor());
        number(copy, c.propensity());
        number(copy, c.iou());
        copy.text(c.mask().map(Sha256::hex).orElse(null)).int4(ordinal);
    }

    private static void number(BinaryCopy copy, OptionalDouble number) {
        if (number.isPresent()) {
            copy.float8(number.getAsDouble());
        } else {
            copy.nothing();
        }
    }

    private String toJson(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Checked events can be written: " + value, e);
        }
    }

    private static Set<EventId> inserted(Connection c, String insert) throws SQLException {
        Set<EventId> ids = new HashSet<>();
        try (PreparedStatement statement = c.prepareStatement(insert);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(new EventId(rows.getString(1), rows.getString(2)));
            }
        }
        return ids;
    }

    private static String qualified(String columns) {
        return "s." + columns.replace(", ", ", s.");
    }
}
