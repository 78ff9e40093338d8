package io.plumbline.feedback;

import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Slice;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts outcomes in their cells. An outcome that changes is taken back as it was counted and counted anew. */
@ApplicationScoped
@Sql
class OutcomeCounter {
    private static final String STAGING =
            "create temporary table if not exists staging_outcome_hour (like outcome_hour including defaults)"
                    + " on commit delete rows";

    private static final String COPY = """
            copy staging_outcome_hour (model, version, hour, segment_key, segment_value, shard,
                                       audited, audited_errors, audited_confident_errors, voluntary, voluntary_errors)
            from stdin (format binary)
            """;

    private static final String ADD = """
            insert into outcome_hour as h
            select model, version, hour, segment_key, segment_value, shard, audited, audited_errors,
                   audited_confident_errors, voluntary, voluntary_errors, pg_current_xact_id()
            from staging_outcome_hour
            on conflict (model, version, hour, segment_key, segment_value, shard) do update set
                audited = h.audited + excluded.audited,
                audited_errors = h.audited_errors + excluded.audited_errors,
                audited_confident_errors = h.audited_confident_errors + excluded.audited_confident_errors,
                voluntary = h.voluntary + excluded.voluntary,
                voluntary_errors = h.voluntary_errors + excluded.voluntary_errors,
                changed = excluded.changed
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
        return Slice.of(
                        new ModelCatalog.Facts(outcome.model(), keys),
                        outcome.version(),
                        outcome.windowAt(),
                        outcome.prediction().source(),
                        outcome.segment())
                .cells()
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

    /** Cell by cell in their order, in which rows are locked. */
    private static void write(Connection c, SortedMap<Cell, long[]> deltas) throws SQLException {
        BinaryCopy copy = new BinaryCopy();
        for (Map.Entry<Cell, long[]> delta : deltas.entrySet()) {
            Cell cell = delta.getKey();
            copy.row(6 + COUNTS)
                    .text(cell.model())
                    .text(cell.version())
                    .timestamp(cell.hour())
                    .text(cell.key())
                    .text(cell.value())
                    .int4(cell.shard());
            for (long count : delta.getValue()) {
                copy.int8(count);
            }
        }
        try (Statement statement = c.createStatement()) {
            statement.execute(STAGING);
            copy.send(c, COPY);
            statement.executeUpdate(ADD);
        }
    }
}
