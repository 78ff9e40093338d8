package io.plumbline.drift.cause;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.feedback.LabelTally;
import io.plumbline.stats.Histogram;
import java.util.List;
import java.util.SortedMap;

/**
 * What was counted of a place before and since a change.
 *
 * @param question what was found
 * @param key segment key of the place, empty for the whole fleet
 * @param value its value, empty for the whole fleet
 * @param before while it was well
 * @param since since the change
 * @param values the whole fleet by every value of every segment key
 */
public record Facts(Question question, String key, String value, Span before, Span since, List<Value> values) {
    public Facts {
        values = List.copyOf(values);
    }

    /** What was found, and is to be explained. */
    public enum Question {
        /** The error rate rose. */
        ERRORS,
        /** Errors of which the model was sure became more. */
        CONFIDENT_ERRORS,
        /** Nothing is heard any more. */
        SILENCE,
        /** A conventional measure drifted. */
        EVIDENCE
    }

    /**
     * A span of time.
     *
     * @param origin where it was seen; of one of which nothing is known, a span of no hours
     * @param labels audited labels
     * @param predictions number of predictions
     * @param classes predictions by class
     * @param confidence how sure the model was; not to be changed
     * @param inputs statistics of the pictures on {@link io.plumbline.profile.InputScale}; not to be changed
     * @param voluntary labels that people gave unasked
     * @param voluntaryErrors wrong predictions among them
     */
    public record Span(
            Baseline.Origin origin,
            LabelTally labels,
            long predictions,
            SortedMap<String, Long> classes,
            Histogram confidence,
            SortedMap<String, Histogram> inputs,
            long voluntary,
            long voluntaryErrors) {}

    /**
     * A value of a segment key.
     *
     * @param key segment key, for instance "device"
     * @param value its value, for instance "Tecno KC8"
     * @param predictionsBefore predictions before the change
     * @param predictionsSince predictions since
     * @param before audited labels before the change
     * @param since audited labels since
     */
    public record Value(
            String key,
            String value,
            long predictionsBefore,
            long predictionsSince,
            LabelTally before,
            LabelTally since) {}
}
