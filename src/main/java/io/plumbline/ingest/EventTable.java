package io.plumbline.ingest;

import static io.plumbline.ingest.EventEncoding.CORRECTION_COLUMNS;
import static io.plumbline.ingest.EventEncoding.PREDICTION_COLUMNS;

import io.plumbline.event.Correction;
import io.plumbline.event.Event;
import io.plumbline.event.Prediction;
import io.plumbline.ingest.NewEvents.NewPrediction;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * Writes events to PostgreSQL: looks up which are there already, and copies the others straight into their table. Two
 * transactions that copy the same identity at once break the unique index, and the later one is to start over.
 *
 * <p>A prediction is looked for where it would be: in the partition of its day, and among those whose device's clock was
 * off, which lie in the day of their receipt. CloudEvents asks that source and id name one event, so what is sent again
 * carries the same time.
 */
@Sql
final class EventTable {
    private static final String KNOWN_PREDICTION = """
            select t.ordinal from unnest(?, ?) with ordinality as t (source, id, ordinal)
            left join %s as there on there.source = t.source and there.id = t.id
            left join prediction_off_clock as off on off.source = t.source and off.id = t.id
            where there.id is not null or off.id is not null
            """;
    private static final String KNOWN = """
            select t.ordinal from unnest(?, ?) with ordinality as t (source, id, ordinal)
            join %s as there on there.source = t.source and there.id = t.id
            """;
    private static final String KNOWN_ON_ANY_DAY = KNOWN.formatted("prediction");
    private static final String KNOWN_CORRECTION = KNOWN.formatted("correction");

    private static final String COPY_PREDICTIONS = "copy %s (" + PREDICTION_COLUMNS + ") from stdin (format binary)";
    private static final String COPY_CORRECTIONS =
            "copy correction (" + CORRECTION_COLUMNS + ") from stdin (format binary)";
    private static final String COPY_OFF_CLOCK =
            "copy prediction_off_clock (source, id, window_at) from stdin (format binary)";

    private EventTable() {}

    /** Writes predictions, by the day of their window, and answers those that were new. */
    static List<NewPrediction> insertPredictions(Connection c, Map<LocalDate, EventRows<Prediction>> days)
            throws SQLException {
        List<NewPrediction> fresh = new ArrayList<>();
        for (Map.Entry<LocalDate, EventRows<Prediction>> day : days.entrySet()) {
            EventRows<Prediction> rows = day.getValue();
            String table = DayPartitions.table(day.getKey());
            BitSet known = knownPredictions(c, table, rows.events());
            if (known.cardinality() < rows.events().size()) {
                rows.copy().send(c, COPY_PREDICTIONS.formatted(table), known);
            }
            BinaryCopy offClock = new BinaryCopy();
            for (int i = known.nextClearBit(0); i < rows.events().size(); i = known.nextClearBit(i + 1)) {
                Received<Prediction> added = rows.events().get(i);
                fresh.add(new NewPrediction(added.event(), added.windowAt()));
                if (added.clockOff()) {
                    offClock.row(3)
                            .text(added.event().eventId().source())
                            .text(added.event().eventId().id())
                            .timestamp(added.windowAt());
                }
            }
            if (offClock.rows() > 0) {
                offClock.send(c, COPY_OFF_CLOCK);
            }
        }
        return fresh;
    }

    private static BitSet knownPredictions(Connection c, String table, List<Received<Prediction>> events)
            throws SQLException {
        BitSet known = known(c, KNOWN_PREDICTION.formatted(table), events);
        List<Received<Prediction>> offClock = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).clockOff()) {
                offClock.add(events.get(i));
                places.add(i);
            }
        }
        if (!offClock.isEmpty()) {
            // Sent again after a month, an event may be off by now that was on time.
            known(c, KNOWN_ON_ANY_DAY, offClock).stream().forEach(i -> known.set(places.get(i)));
        }
        return known;
    }

    /** Writes corrections and answers those that were new. */
    static List<Correction> insertCorrections(Connection c, EventRows<Correction> rows) throws SQLException {
        List<Correction> fresh = new ArrayList<>();
        if (!rows.events().isEmpty()) {
            BitSet known = known(c, KNOWN_CORRECTION, rows.events());
            rows.copy().send(c, COPY_CORRECTIONS, known);
            for (int i = known.nextClearBit(0); i < rows.events().size(); i = known.nextClearBit(i + 1)) {
                fresh.add(rows.events().get(i).event());
            }
        }
        return fresh;
    }

    /** Indices of the events whose identity is in a table. */
    private static <E extends Event> BitSet known(Connection c, String select, List<Received<E>> events)
            throws SQLException {
        String[] sources = new String[events.size()];
        String[] ids = new String[events.size()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = events.get(i).event().eventId().source();
            ids[i] = events.get(i).event().eventId().id();
        }
        BitSet known = new BitSet();
        try (PreparedStatement statement = c.prepareStatement(select)) {
            statement.setArray(1, c.createArrayOf("text", sources));
            statement.setArray(2, c.createArrayOf("text", ids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    known.set((int) row.getLong(1) - 1);
                }
            }
        }
        return known;
    }
}
