package io.plumbline.feedback;

import io.plumbline.event.EventId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A prediction of which a person has said whether it was right, about to be counted.
 *
 * @param prediction identity of the prediction
 * @param model name of the model
 * @param version version that predicted
 * @param windowAt event time by which the prediction is windowed
 * @param predicted class that the model said
 * @param confidence how sure it was, 0 to 1
 * @param corrected class that the person said
 * @param correct for a segmenter, whether its mask was good enough
 * @param segment where it was made
 * @param image picture, where it is known
 * @param propensity of the audit arm; empty for a voluntary correction
 * @param counted whether it was an error as counted so far; empty if it was not counted yet
 * @param countedAudited whether it was counted as audited
 * @param countedKeys segment keys under which it was counted; a model may declare others by now
 */
record Outcome(
        EventId prediction,
        String model,
        String version,
        Instant windowAt,
        Optional<String> predicted,
        double confidence,
        Optional<String> corrected,
        Optional<Boolean> correct,
        Map<String, String> segment,
        Optional<String> image,
        OptionalDouble propensity,
        Optional<Boolean> counted,
        boolean countedAudited,
        List<String> countedKeys) {
    private static final double CONFIDENT = 0.9;

    /** Whether the model was wrong. */
    boolean error() {
        return corrected.isPresent() ? !corrected.equals(predicted) : !correct.orElse(true);
    }

    boolean audited() {
        return propensity.isPresent();
    }

    boolean confident() {
        return confidence >= CONFIDENT;
    }
}
