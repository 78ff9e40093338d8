package io.plumbline.ingest;

import static io.plumbline.ingest.EventEncoding.CORRECTION_COLUMNS;
import static io.plumbline.ingest.EventEncoding.PREDICTION_COLUMNS;

import io.plumbline.event.Correction;
import io.plumbline.event.Event;
import io.plumbline.event.EventId;
import io.plumbline.event.Prediction;
import io.plumbline.ingest.NewEvents.NewPrediction;
import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes events to PostgreSQL: looks up which are there already, on whatever day, and copies the others straight into their
 * table. Two transactions that copy the same identity at once break the unique index, and the later one is to start over.
 */
@Sql
final class EventTable {
    private static final String KNOWN = """
            select t.source, t.id from unnest(?, ?) as t (source, id)
            join %s as there on there.id = t.id and there.source = t.source
            """;
    private static final String KNOWN_PREDICTIONS = KNOWN.formatted("prediction");
    private static final String KNOWN_CORRECTIONS = KNOWN.formatted("correction");

    private static final String COPY_PREDICTIONS = "copy %s (" + PREDICTION_COLUMNS + ") from stdin (format binary)";
    private static final String COPY_CORRECTIONS =
            "copy correction (" + CORRECTION_COLUMNS + ") from stdin (format binary)";

    private EventTable() {}

    /** Writes predictions, by the day of their window, and answers those that were new. */
    static List<NewPrediction> insertPredictions(Connection c, Map<LocalDate, EventRows<Prediction>> days)
            throws SQLException {
        Set<EventId> known = known(c, KNOWN_PREDICTIONS, days.values());
        List<NewPrediction> fresh = new ArrayList<>();
        for (Map.Entry<LocalDate, EventRows<Prediction>> day : days.entrySet()) {
            String copy = COPY_PREDICTIONS.formatted(DayPartitions.table(day.getKey()));
            for (Received<Prediction> added : insert(c, copy, day.getValue(), known)) {
                fresh.add(new NewPrediction(added.event(), added.windowAt()));
            }
        }
        return fresh;
    }

    /** Writes corrections and answers those that were new. */
    static List<Correction> insertCorrections(Connection c, EventRows<Correction> rows) throws SQLException {
        Set<EventId> known = known(c, KNOWN_CORRECTIONS, List.of(rows));
        return insert(c, COPY_CORRECTIONS, rows, known).stream()
                .map(Received::event)
                .toList();
    }

    /** Copies the events of which nothing is known yet, notes that they are, and answers them. */
    private static <E extends Event> List<Received<E>> insert(
            Connection c, String copy, EventRows<E> rows, Set<EventId> known) throws SQLException {
        List<Received<E>> fresh = new ArrayList<>(rows.events().size());
        BitSet without = new BitSet();
        for (int i = 0; i < rows.events().size(); i++) {
            Received<E> received = rows.events().get(i);
            if (known.isEmpty() || !known.contains(received.event().eventId())) {
                fresh.add(received);
            } else {
                without.set(i);
            }
        }
        if (!fresh.isEmpty()) {
            rows.copy().send(c, copy, without);
        }
        return fresh;
    }

    /** Identities that a table holds already. */
    private static <E extends Event> Set<EventId> known(Connection c, String select, Collection<EventRows<E>> all)
            throws SQLException {
        int n = all.stream().mapToInt(rows -> rows.events().size()).sum();
        if (n == 0) {
            return Set.of();
        }
        String[] sources = new String[n];
        String[] ids = new String[n];
        int i = 0;
        for (EventRows<E> rows : all) {
            for (Received<E> received : rows.events()) {
                sources[i] = received.event().eventId().source();
                ids[i++] = received.event().eventId().id();
            }
        }
        Set<EventId> known = new HashSet<>();
        try (PreparedStatement statement = c.prepareStatement(select)) {
            statement.setArray(1, c.createArrayOf("text", sources));
            statement.setArray(2, c.createArrayOf("text", ids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    known.add(new EventId(row.getString(1), row.getString(2)));
                }
            }
        }
        return known;
    }
}
