package io.plumbline.profile;

import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.stats.HistogramValues;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What many batches add to the profiles, cell by cell. One thread. */
final class ProfileDeltas {
    private static final long HOUR_SECONDS = 3600;

    private final Map<Cell, ProfileDelta> cells = new HashMap<>();
    private long[] places = new long[8];

    /** What the cells of a prediction share; texts by their numbers in a delta. */
    private record Key(int model, int version, long hour, int shard) {}

    /**
     * Adds what a batch noted.
     *
     * @throws IllegalStateException if it is of an unknown format or cut off
     */
    void add(byte[] delta) {
        DeltaCodec.Rows rows = new DeltaCodec.Rows(delta);
        Map<Key, Cells> hours = new HashMap<>();
        while (rows.next()) {
            Key key = new Key(rows.model, rows.version, rows.hour, rows.shard);
            Cells at = hours.get(key);
            if (at == null) {
                at = new Cells(rows.facts(), rows.text(rows.version), rows.hour, rows.shard);
                hours.put(key, at);
            }
            add(rows, at);
        }
    }

    private void add(DeltaCodec.Rows rows, Cells at) {
        long confidence = HistogramValues.place(rows.confidence);
        if (places.length < rows.inputs) {
            places = new long[rows.inputs];
        }
        for (int i = 0; i < rows.inputs; i++) {
            places[i] = HistogramValues.place(InputScale.unit(rows.numbers[i]));
        }
        add(rows, confidence, at.fleet);
        for (int i = 0; i < at.bySegment.length; i++) {
            add(rows, confidence, at.segment(i, rows.values[i], rows));
        }
    }

    private void add(DeltaCodec.Rows rows, long confidence, ProfileDelta delta) {
        delta.add(confidence, rows.label);
        for (int i = 0; i < rows.inputs; i++) {
            delta.addInput(rows.names[i], places[i]);
        }
    }

    private ProfileDelta delta(Cell cell) {
        return cells.computeIfAbsent(cell, none -> new ProfileDelta());
    }

    /** The touched cells, in the order of the profiles' key. */
    List<Map.Entry<Cell, ProfileDelta>> cells() {
        return cells.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    }

    /** The cells of one version, hour and shard, found by the number of the segment value in a delta. */
    private final class Cells {
        /** Numbers that are looked up in a table: of a flood of values the rest is looked up by the cell. */
        private static final int MOST = 1 << 10;

        private final ModelCatalog.Facts facts;
        private final String version;
        private final Instant hour;
        private final int shard;
        private final ProfileDelta fleet;
        private final @Nullable ProfileDelta[][] bySegment;

        private Cells(ModelCatalog.Facts facts, String version, long hour, int shard) {
            this.facts = facts;
            this.version = version;
            this.hour = Instant.ofEpochSecond(hour * HOUR_SECONDS);
            this.shard = shard;
            fleet = delta(new Cell(facts.name(), version, this.hour, Cell.ALL, Cell.ALL, shard));
            bySegment = new ProfileDelta[facts.segments().size()][0];
        }

        private ProfileDelta segment(int i, int value, DeltaCodec.Rows rows) {
            @Nullable ProfileDelta[] known = bySegment[i];
            if (value < known.length && known[value] != null) {
                return known[value];
            }
            ProfileDelta found =
                    delta(new Cell(facts.name(), version, hour, facts.segments().get(i), rows.text(value), shard));
            if (value < MOST) {
                known = value < known.length ? known : Arrays.copyOf(known, Math.max(2 * known.length, value + 1));
                known[value] = found;
                bySegment[i] = known;
            }
            return found;
        }
    }
}
