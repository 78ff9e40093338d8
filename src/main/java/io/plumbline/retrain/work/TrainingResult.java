package io.plumbline.retrain.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Facts of a training: the content of {@link WorkFolder#RESULT}.
 *
 * @param temperature by which the new model's logits were divided
 * @param abstainThreshold confidence below which the new model is unsure, 0 to 1
 * @param trained number of pictures learnt from
 * @param validated number of pictures stopped early by and calibrated with
 */
public record TrainingResult(double temperature, double abstainThreshold, int trained, int validated) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** As JSON. */
    public byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A result can be written: " + this, e);
        }
    }

    /**
     * Reads it.
     *
     * @throws IOException if it is not what {@link #toBytes} writes, or out of range
     */
    public static TrainingResult of(byte[] json) throws IOException {
        TrainingResult result = JSON.readValue(json, TrainingResult.class);
        boolean fits = result != null
                && result.temperature > 0
                && Double.isFinite(result.temperature)
                && result.abstainThreshold >= 0
                && result.abstainThreshold <= 1
                && result.trained >= 0
                && result.validated >= 0;
        if (!fits) {
            throw new IOException("Not the result of a training: " + new String(json, StandardCharsets.UTF_8));
        }
        return result;
    }
}
