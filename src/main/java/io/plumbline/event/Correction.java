package io.plumbline.event;

import io.plumbline.kernel.Sha256;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a person said of a prediction. Equal {@code corrected} and {@code predicted} is a confirmation.
 *
 * @param eventId identity
 * @param time device's time
 * @param prediction prediction that it speaks of
 * @param model name of the model
 * @param version version that predicted
 * @param predicted what the model had said; empty for a segmenter
 * @param confidence how sure the model had been, 0 to 1
 * @param corrected the right class; empty for a segmenter
 * @param actor who said it, for instance "user"
 * @param propensity probability with which the prediction was drawn into the audit arm; empty if the person spoke unasked
 * @param iou intersection over union of the mask with the right one, 0 to 1; segmenters only
 * @param mask address of the right mask; segmenters only
 */
public record Correction(
        EventId eventId,
        Instant time,
        EventId prediction,
        String model,
        String version,
        Optional<String> predicted,
        OptionalDouble confidence,
        Optional<String> corrected,
        String actor,
        OptionalDouble propensity,
        OptionalDouble iou,
        Optional<Sha256> mask)
        implements Event {}
