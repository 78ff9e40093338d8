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
 * @param counted as what it was counted so far; empty if it was not counted yet
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
        Optional<Counted> counted) {

    /**
     * As what an outcome was counted.
     *
     * @param label what it is counted as
     * @param keys segment keys under which it was counted; a model may declare others by now
     */
    record Counted(Label label, List<String> keys) {}

    /**
     * What of an outcome may change, and is counted.
     *
     * @param error whether the model was wrong
     * @param corrected class that the person said; of a segmenter whether the mask was good enough, in a word
     * @param propensity of the audit arm; 0 for a voluntary correction
     */
    record Label(boolean error, String corrected, double propensity) {
        boolean audited() {
            return propensity > 0;
        }
    }

    private static final String POOR_MASK = "(poor mask)";

    /** Whether the model was wrong. */
    boolean error() {
        return corrected.isPresent() ? !corrected.equals(predicted) : !correct.orElse(true);
    }

    /** As what it is to be counted. */
    Label label() {
        String said = predicted.orElse("");
        return new Label(error(), error() ? corrected.orElse(POOR_MASK) : said, propensity.orElse(0));
    }

    /** The band of its confidence. */
    int band() {
        return LabelTally.band(confidence);
    }
}
