package io.plumbline.kernel;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All that the cells of a prediction depend on: predictions of one slice are counted in the same cells.
 *
 * @param facts the model
 * @param version model version that predicted
 * @param hour start of the hour, UTC
 * @param shard of the device that sent it, 0 to {@link Cell#SHARDS} - 1
 * @param values a segment value for each segment key of the model, in their order
 */
public record Slice(ModelCatalog.Facts facts, String version, Instant hour, int shard, List<String> values) {
    private static final String UNKNOWN = "(not given)";

    public Slice {
        values = List.copyOf(values);
        if (values.size() != facts.segments().size()) {
            throw new IllegalArgumentException(values + " are not values of " + facts.segments());
        }
    }

    /**
     * The slice of a prediction.
     *
     * @param facts the model
     * @param version model version that predicted
     * @param time event time by which it is windowed
     * @param source device that sent it
     * @param segment segment values that it carried; those of keys that the model does not declare are left out
     */
    public static Slice of(
            ModelCatalog.Facts facts, String version, Instant time, String source, Map<String, String> segment) {
        String[] values = new String[facts.segments().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = segment.getOrDefault(facts.segments().get(i), UNKNOWN);
        }
        return new Slice(facts, version, time.truncatedTo(ChronoUnit.HOURS), Cell.shard(source), List.of(values));
    }

    /** The cells: the whole fleet, and one for each segment key. */
    public List<Cell> cells() {
        List<Cell> cells = new ArrayList<>(1 + values.size());
        cells.add(new Cell(facts.name(), version, hour, Cell.ALL, Cell.ALL, shard));
        for (int i = 0; i < values.size(); i++) {
            cells.add(new Cell(facts.name(), version, hour, facts.segments().get(i), values.get(i), shard));
        }
        return cells;
    }
}
