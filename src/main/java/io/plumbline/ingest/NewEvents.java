package io.plumbline.ingest;

import io.plumbline.event.Correction;
import io.plumbline.event.EventId;
import io.plumbline.kernel.Slice;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of a batch that had not been seen before.
 *
 * @param predictions in no particular order
 * @param corrections in no particular order
 */
public record NewEvents(List<NewPrediction> predictions, List<Correction> corrections) {
    /**
     * A prediction that had not been seen before: what it adds to counts. A batch holds thousands, and no more of each than
     * is needed.
     *
     * @param eventId its identity
     * @param slice where it counts
     * @param label the class, if the model is a classifier
     * @param confidence 0 to 1
     * @param inputs statistics of the picture by name
     */
    public record NewPrediction(
            EventId eventId, Slice slice, Optional<String> label, double confidence, Map<String, Double> inputs) {}

    /** Whether there is nothing new at all. */
    public boolean isEmpty() {
        return predictions.isEmpty() && corrections.isEmpty();
    }
}
