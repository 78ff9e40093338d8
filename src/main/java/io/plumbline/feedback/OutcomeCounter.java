package io.plumbline.feedback;

import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts outcomes in their cells. An outcome that changes is taken back as it was counted and counted anew. */
@ApplicationScoped
@Sql
class OutcomeCounter {
    private static final String ADD = """
            insert into outcome_hour as h (model, version, hour, segment_key, segment_value, shard,
                                           audited, audited_errors, audited_confident_errors, voluntary, voluntary_errors)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (model, version, hour, segment_key, segment_value, shard) do update set
                audited = h.audited + excluded.audited,
                audited_errors = h.audited_errors + excluded.audited_errors,
                audited_confident_errors = h.audited_confident_errors + excluded.audited_confident_errors,
                voluntary = h.voluntary + excluded.voluntary,
                voluntary_errors = h.voluntary_errors + excluded.voluntary_errors
            """;

    private static final int AUDITED = 0;
    private static final int AUDITED_ERRORS = 1;
    private static final int CONFIDENT_ERRORS = 2;
    private static final int VOLUNTARY = 3;
    private static final int VOLUNTARY_ERRORS = 4;
    private static final int COUNTS = 5;

    private final ModelCatalog models;
    private final OutcomeTable outcomes;
    private final LabelledPictures pictures;

    OutcomeCounter(ModelCatalog models, OutcomeTable outcomes, LabelledPictures pictures) {
        this.models = models;
        this.outcomes = outcomes;
        this.pictures = pictures;
    }

    /** Counts outcomes, notes that they are counted, and keeps the labels of their pictures. */
    void count(Connection c, List<Outcome> countable) throws SQLException {
        if (countable.isEmpty()) {
            return;
        }
        SortedMap<Cell, long[]> deltas = new TreeMap<>();
        Map<Outcome, List<String>> counted = new LinkedHashMap<>();
        for (Outcome outcome : countable) {
            List<String> keys = models.facts(outcome.model())
                    .map(ModelCatalog.Facts::segments)
                    .orElse(List.of());
            if (outcome.counted().isPresent()) {
                boolean error = outcome.counted().get();
                for (long[] counts : counts(deltas, outcome, outcome.countedKeys())) {
                    add(counts, outcome.countedAudited(), error, outcome.confident(), -1);
                }
            }
            for (long[] counts : counts(deltas, outcome, keys)) {
                add(counts, outcome.audited(), outcome.error(), outcome.confident(), 1);
            }
            counted.put(outcome, keys);
        }
        write(c, deltas);
        outcomes.mark(c, counted);
        pictures.label(c, countable);
    }

    private static List<long[]> counts(SortedMap<Cell, long[]> deltas, Outcome outcome, List<String> keys) {
        return Cell.of(
                        new ModelCatalog.Facts(outcome.model(), keys),
                        outcome.version(),
                        outcome.windowAt(),
                        outcome.prediction().source(),
                        outcome.segment())
                .stream()
                .map(cell -> deltas.computeIfAbsent(cell, k -> new long[COUNTS]))
                .toList();
    }

    private static void add(long[] counts, boolean audited, boolean error, boolean confident, int sign) {
        if (audited) {
            counts[AUDITED] += sign;
            counts[AUDITED_ERRORS] += error ? sign : 0;
            counts[CONFIDENT_ERRORS] += error && confident ? sign : 0;
        } else {
            counts[VOLUNTARY] += sign;
            counts[VOLUNTARY_ERRORS] += error ? sign : 0;
        }
    }

    private static void write(Connection c, SortedMap<Cell, long[]> deltas) throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            for (Map.Entry<Cell, long[]> delta : deltas.entrySet()) {
                Cell cell = delta.getKey();
                add.setString(1, cell.model());
                add.setString(2, cell.version());
                add.setTimestamp(3, Timestamp.from(cell.hour()));
                add.setString(4, cell.key());
                add.setString(5, cell.value());
                add.setInt(6, cell.shard());
                for (int i = 0; i < COUNTS; i++) {
                    add.setLong(7 + i, delta.getValue()[i]);
                }
                add.addBatch();
            }
            add.executeBatch();
        }
    }
}
