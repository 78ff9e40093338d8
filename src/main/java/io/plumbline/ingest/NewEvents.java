package io.plumbline.ingest;

import io.plumbline.event.Correction;
import io.plumbline.event.Prediction;
import java.time.Instant;
import java.util.List;

/**
 * The events of a batch that had not been seen before.
 *
 * @param predictions in no particular order
 * @param corrections in no particular order
 */
public record NewEvents(List<NewPrediction> predictions, List<Correction> corrections) {
    /**
     * A prediction that had not been seen before.
     *
     * @param prediction the event
     * @param windowAt its time, or that of its receipt where the device's clock is off
     */
    public record NewPrediction(Prediction prediction, Instant windowAt) {}

    /** Whether there is nothing new at all. */
    public boolean isEmpty() {
        return predictions.isEmpty() && corrections.isEmpty();
    }
}
