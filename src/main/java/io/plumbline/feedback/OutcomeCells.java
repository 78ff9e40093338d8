package io.plumbline.feedback;

import io.plumbline.feedback.Outcome.Label;
import io.plumbline.kernel.Cell;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** The SQL of what is counted of outcomes: errors by hour, and audited labels by what was said. */
@ApplicationScoped
@Sql
class OutcomeCells {
    private static final String STAGING_COUNTS =
            "create temporary table if not exists staging_outcome_hour (like outcome_hour including defaults)"
                    + " on commit delete rows";

    private static final String COPY_COUNTS = """
            copy staging_outcome_hour (model, version, hour, segment_key, segment_value, shard, propensity,
                                       audited, audited_errors, audited_confident_errors, voluntary, voluntary_errors)
            from stdin (format binary)
            """;

    private static final String ADD_COUNTS = """
            insert into outcome_hour as h (model, version, hour, segment_key, segment_value, shard, propensity,
                    audited, audited_errors, audited_confident_errors, voluntary, voluntary_errors, changed)
            select model, version, hour, segment_key, segment_value, shard, propensity, audited, audited_errors,
                   audited_confident_errors, voluntary, voluntary_errors, pg_current_xact_id()
            from staging_outcome_hour
            on conflict (model, version, hour, segment_key, segment_value, shard, propensity) do update set
                audited = h.audited + excluded.audited,
                audited_errors = h.audited_errors + excluded.audited_errors,
                audited_confident_errors = h.audited_confident_errors + excluded.audited_confident_errors,
                voluntary = h.voluntary + excluded.voluntary,
                voluntary_errors = h.voluntary_errors + excluded.voluntary_errors,
                changed = excluded.changed
            """;

    private static final String STAGING_LABELS =
            "create temporary table if not exists staging_label_hour (like label_hour) on commit delete rows";

    private static final String COPY_LABELS = """
            copy staging_label_hour (model, version, hour, segment_key, segment_value, predicted, corrected, band,
                                     propensity, n, confidence_units)
            from stdin (format binary)
            """;

    private static final String ADD_LABELS = """
            insert into label_hour as h select * from staging_label_hour
            on conflict (model, version, hour, segment_key, segment_value, predicted, corrected, band, propensity)
            do update set n = h.n + excluded.n, confidence_units = h.confidence_units + excluded.confidence_units
            """;

    /** What was taken back to the last leaves no trace: a cell of nothing is as one that never was. */
    private static final String SWEEP_COUNTS = """
            delete from outcome_hour h using staging_outcome_hour s
            where (h.model, h.version, h.hour, h.segment_key, h.segment_value, h.shard, h.propensity)
                = (s.model, s.version, s.hour, s.segment_key, s.segment_value, s.shard, s.propensity)
                and h.audited = 0 and h.voluntary = 0
            """;

    private static final String SWEEP_LABELS = """
            delete from label_hour h using staging_label_hour s
            where (h.model, h.version, h.hour, h.segment_key, h.segment_value, h.predicted, h.corrected, h.band, h.propensity)
                = (s.model, s.version, s.hour, s.segment_key, s.segment_value, s.predicted, s.corrected, s.band, s.propensity)
                and h.n = 0
            """;

    private static final double UNITS = 1 << 30;

    private static final int AUDITED = 0;
    private static final int AUDITED_ERRORS = 1;
    private static final int CONFIDENT_ERRORS = 2;
    private static final int VOLUNTARY = 3;
    private static final int VOLUNTARY_ERRORS = 4;
    private static final int COUNTS = 5;

    /** Where errors are counted; propensity is 0 for voluntary corrections. */
    private record CountKey(Cell cell, double propensity) implements Comparable<CountKey> {
        private static final Comparator<CountKey> ORDER =
                Comparator.comparing(CountKey::cell).thenComparingDouble(CountKey::propensity);

        @Override
        public int compareTo(CountKey other) {
            return ORDER.compare(this, other);
        }
    }

    /** Where labels are counted; the shard of the cell is 0. */
    private record LabelKey(Cell cell, String predicted, String corrected, int band, double propensity)
            implements Comparable<LabelKey> {
        private static final Comparator<LabelKey> ORDER = Comparator.comparing(LabelKey::cell)
                .thenComparing(LabelKey::predicted)
                .thenComparing(LabelKey::corrected)
                .thenComparingInt(LabelKey::band)
                .thenComparingDouble(LabelKey::propensity);

        @Override
        public int compareTo(LabelKey other) {
            return ORDER.compare(this, other);
        }
    }

    /** What is to be added, in the order in which rows are locked. One thread. */
    static final class Deltas {
        private final SortedMap<CountKey, long[]> counts = new TreeMap<>();
        private final SortedMap<LabelKey, long[]> labels = new TreeMap<>();

        /** Counts an outcome in a cell, or takes it back. */
        void add(Cell cell, Outcome outcome, Label label, int sign) {
            long[] count = counts.computeIfAbsent(new CountKey(cell, label.propensity()), key -> new long[COUNTS]);
            int error = label.error() ? sign : 0;
            if (!label.audited()) {
                count[VOLUNTARY] += sign;
                count[VOLUNTARY_ERRORS] += error;
                return;
            }
            count[AUDITED] += sign;
            count[AUDITED_ERRORS] += error;
            count[CONFIDENT_ERRORS] += outcome.band() >= LabelTally.CONFIDENT_BAND ? error : 0;
            Cell place = new Cell(cell.model(), cell.version(), cell.hour(), cell.key(), cell.value(), 0);
            String predicted = outcome.predicted().orElse("");
            long[] alike = labels.computeIfAbsent(
                    new LabelKey(place, predicted, label.corrected(), outcome.band(), label.propensity()),
                    key -> new long[2]);
            alike[0] += sign;
            alike[1] += sign * Math.round(outcome.confidence() * UNITS);
        }

        /** Whether any count becomes less, and may be nothing then. */
        private boolean takesCounts() {
            return counts.values().stream().anyMatch(count -> count[AUDITED] < 0 || count[VOLUNTARY] < 0);
        }

        private boolean takesLabels() {
            return labels.values().stream().anyMatch(alike -> alike[0] < 0);
        }
    }

    /** Adds to the cells. */
    void add(Connection c, Deltas deltas) throws SQLException {
        execute(c, STAGING_COUNTS);
        counts(deltas).send(c, COPY_COUNTS);
        execute(c, ADD_COUNTS);
        if (deltas.takesCounts()) {
            execute(c, SWEEP_COUNTS);
        }
        if (!deltas.labels.isEmpty()) {
            execute(c, STAGING_LABELS);
            labels(deltas).send(c, COPY_LABELS);
            execute(c, ADD_LABELS);
            if (deltas.takesLabels()) {
                execute(c, SWEEP_LABELS);
            }
        }
    }

    /** Prepared: for each batch anew, parsing and planning would cost as much as the work. */
    private static void execute(Connection c, String sql) throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private static BinaryCopy counts(Deltas deltas) {
        BinaryCopy copy = new BinaryCopy();
        deltas.counts.forEach((key, counts) -> {
            place(copy.row(7 + COUNTS), key.cell()).int4(key.cell().shard()).float8(key.propensity());
            for (long count : counts) {
                copy.int8(count);
            }
        });
        return copy;
    }

    private static BinaryCopy labels(Deltas deltas) {
        BinaryCopy copy = new BinaryCopy();
        deltas.labels.forEach((key, alike) -> place(copy.row(11), key.cell())
                .text(key.predicted())
                .text(key.corrected())
                .int4(key.band())
                .float8(key.propensity())
                .int8(alike[0])
                .int8(alike[1]));
        return copy;
    }

    private static BinaryCopy place(BinaryCopy row, Cell cell) {
        return row.text(cell.model())
                .text(cell.version())
                .timestamp(cell.hour())
                .text(cell.key())
                .text(cell.value());
    }
}
