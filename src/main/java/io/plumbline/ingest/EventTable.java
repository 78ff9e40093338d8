package io.plumbline.ingest;

import static io.plumbline.ingest.EventEncoding.CORRECTION_COLUMNS;
import static io.plumbline.ingest.EventEncoding.PREDICTION_COLUMNS;

import io.plumbline.event.Correction;
import io.plumbline.event.EventId;
import io.plumbline.ingest.NewEvents.NewPrediction;
import io.plumbline.store.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes events to PostgreSQL: looks up which are there already, on whatever day, and copies the others straight into their
 * table. Two transactions that copy the same identity at once break the unique index, and the later one is to start over.
 */
@Sql
final class EventTable {
    /**
     * Walks once along each index, and is soon at its end where ids grow with time. They are sorted beforehand, once instead of
     * for each partition. Other sources may use the same ids: up to a limit.
     */
    private static final String BY_ID = "select source, id from %s where id = any (?) limit ?";

    /** One descent for each event and partition. */
    private static final String BY_IDENTITY = """
            select t.source, t.id from unnest(?, ?) as t (source, id)
            join %s as there on there.id = t.id and there.source = t.source
            """;

    private static final String COPY_PREDICTIONS = "copy %s (" + PREDICTION_COLUMNS + ") from stdin (format binary)";
    private static final String COPY_CORRECTIONS =
            "copy correction (" + CORRECTION_COLUMNS + ") from stdin (format binary)";

    private EventTable() {}

    /** Writes predictions, by the day of their window, and answers those that were new. */
    static List<NewPrediction> insertPredictions(Connection c, Map<LocalDate, EventRows<NewPrediction>> days)
            throws SQLException {
        Set<EventId> known = known(c, "prediction", days.values());
        List<NewPrediction> fresh = new ArrayList<>();
        for (Map.Entry<LocalDate, EventRows<NewPrediction>> day : days.entrySet()) {
            String copy = COPY_PREDICTIONS.formatted(DayPartitions.table(day.getKey()));
            fresh.addAll(insert(c, copy, day.getValue(), known));
        }
        return fresh;
    }

    /** Writes corrections and answers those that were new. */
    static List<Correction> insertCorrections(Connection c, EventRows<Correction> rows) throws SQLException {
        Set<EventId> known = known(c, "correction", List.of(rows));
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

    /** Identities that a table holds already; a few others of the same ids may be among them. */
    private static <K> Set<EventId> known(Connection c, String table, Collection<EventRows<K>> all)
            throws SQLException {
        EventId[] events = all.stream()
                .flatMap(rows -> rows.ids().stream())
                .sorted(Comparator.comparing(EventId::id))
                .toArray(EventId[]::new);
        if (events.length == 0) {
            return Set.of();
        }
        Array ids = texts(c, events, EventId::id);
        int most = 2 * events.length;
        try (PreparedStatement byId = c.prepareStatement(BY_ID.formatted(table))) {
            byId.setArray(1, ids);
            byId.setInt(2, most + 1);
            Set<EventId> known = identities(byId);
            if (known.size() <= most) {
                return known;
            }
        }
        // Devices that count from 1, for instance.
        try (PreparedStatement byIdentity = c.prepareStatement(BY_IDENTITY.formatted(table))) {
            byIdentity.setArray(1, texts(c, events, EventId::source));
            byIdentity.setArray(2, ids);
            return identities(byIdentity);
        }
    }

    /** Not as an array of objects, of which the driver would make a text that PostgreSQL has to read again. */
    private static Array texts(Connection c, EventId[] events, Function<EventId, String> text) throws SQLException {
        String[] texts = new String[events.length];
        Arrays.setAll(texts, i -> text.apply(events[i]));
        return c.createArrayOf("text", texts);
    }

    private static Set<EventId> identities(PreparedStatement select) throws SQLException {
        Set<EventId> found = new HashSet<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(new EventId(row.getString(1), row.getString(2)));
            }
        }
        return found;
    }
}
