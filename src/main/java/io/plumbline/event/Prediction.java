package io.plumbline.event;

import io.plumbline.kernel.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One prediction of a model on a phone.
 *
 * @param eventId identity
 * @param time device's time
 * @param model name of the model
 * @param version version that predicted
 * @param label predicted class; empty for a segmenter
 * @param confidence the model's own probability, 0 to 1; for a segmenter the mean certainty of a pixel
 * @param maskArea share of the picture that the mask covers, 0 to 1; segmenters only
 * @param top best candidates, best first
 * @param segment where it was made: device, os, app, country …
 * @param stats statistics of the input picture: brightness, contrast …
 * @param latencyMs time that the prediction took, in milliseconds
 * @param propensity probability with which this prediction was drawn into the audit arm, over 0 to 1; empty if it was
 *     not drawn
 * @param image address of the picture, if its owner agreed to send it
 */
public record Prediction(
        EventId eventId,
        Instant time,
        String model,
        String version,
        Optional<String> label,
        double confidence,
        OptionalDouble maskArea,
        List<Candidate> top,
        Map<String, String> segment,
        Map<String, Double> stats,
        OptionalInt latencyMs,
        OptionalDouble propensity,
        Optional<Sha256> image)
        implements Event {

    /** A class with its probability, 0 to 1. */
    public record Candidate(String label, double p) {}
}
