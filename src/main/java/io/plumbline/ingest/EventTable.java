package io.plumbline.ingest;

import static io.plumbline.ingest.EventEncoding.CORRECTION_COLUMNS;
import static io.plumbline.ingest.EventEncoding.PREDICTION_COLUMNS;

import io.plumbline.event.Correction;
import io.plumbline.event.EventId;
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
    /**
     * Walks once along each index, and soon comes to its end where ids grow with time. They are sorted beforehand, once
     * instead of for each partition.
     */
    private static final String KNOWN = "select source, id from %s where id = any (?)";

    private static final String KNOWN_PREDICTIONS = KNOWN.formatted("prediction");
    private static final String KNOWN_CORRECTIONS = KNOWN.formatted("correction");

    private static final String COPY_PREDICTIONS = "copy %s (" + PREDICTION_COLUMNS + ") from stdin (format binary)";
    private static final String COPY_CORRECTIONS =
            "copy correction (" + CORRECTION_COLUMNS + ") from stdin (format binary)";

    private EventTable() {}

    /** Writes predictions, by the day of their window, and answers those that were new. */
    static List<NewPrediction> insertPredictions(Connection c, Map<LocalDate, EventRows<NewPrediction>> days)
            throws SQLException {
        Set<EventId> known = known(c, KNOWN_PREDICTIONS, days.values());
        List<NewPrediction> fresh = new ArrayList<>();
        for (Map.Entry<LocalDate, EventRows<NewPrediction>> day : days.entrySet()) {
            String copy = COPY_PREDICTIONS.formatted(DayPartitions.table(day.getKey()));
            fresh.addAll(insert(c, copy, day.getValue(), known));
        }
        return fresh;
    }

    /** Writes corrections and answers those that were new. */
    static List<Correction> insertCorrections(Connection c, EventRows<Correction> rows) throws SQLException {
        Set<EventId> known = known(c, KNOWN_CORRECTIONS, List.of(rows));
        return insert(c, COPY_CORRECTIONS, rows, known);
    }

    /** Copies the events of which nothing is known yet, and answers what is kept of them. */
    private static <K> List<K> insert(Connection c, String copy, EventRows<K> rows, Set<EventId> known)
            throws SQLException {
        List<K> fresh = new ArrayList<>(rows.ids().size());
        BitSet without = new BitSet();
        for (int i = 0; i < rows.ids().size(); i++) {
            if (known.isEmpty() || !known.contains(rows.ids().get(i))) {
                fresh.add(rows.kept(i));
            } else {
                without.set(i);
            }
        }
        if (!fresh.isEmpty()) {
            rows.copy().send(c, copy, without);
        }
        return fresh;
    }

    /** Identities that a table holds already; some of other sources may be among them. */
    private static <K> Set<EventId> known(Connection c, String select, Collection<EventRows<K>> all)
            throws SQLException {
        String[] ids = all.stream()
                .flatMap(rows -> rows.ids().stream())
                .map(EventId::id)
                .sorted()
                .toArray(String[]::new);
        if (ids.length == 0) {
            return Set.of();
        }
        Set<EventId> known = new HashSet<>();
        try (PreparedStatement statement = c.prepareStatement(select)) {
            statement.setArray(1, c.createArrayOf("text", ids));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    known.add(new EventId(row.getString(1), row.getString(2)));
                }
            }
        }
        return known;
    }
}
