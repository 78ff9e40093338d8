package io.plumbline.retrain.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What to do with the inputs of a work folder.
 *
 * @param format of the folder; this program reads {@link #FORMAT}
 * @param trainer name of the {@link Trainer}, such as the word of a {@link TrainerName}
 * @param weights how the new model keeps its weights: {@code FP32}, {@code FP16} or {@code INT8}
 * @param seed of everything random
 * @param labels classes that the new model tells apart, in order
 * @param acceptedError share of errors accepted among the answers that are not "unsure", between 0 and 1
 * @param numbers what else this trainer needs to know, by name
 */
public record TrainingOrder(
        int format,
        String trainer,
        String weights,
        long seed,
        List<String> labels,
        double acceptedError,
        SortedMap<String, Long> numbers) {
    /** The layout of folders that this program writes and reads. */
    public static final int FORMAT = 3;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Copies what it holds; no numbers are none. */
    public TrainingOrder {
        labels = List.copyOf(labels);
        numbers = Collections.unmodifiableSortedMap(
                new TreeMap<>(Optional.ofNullable(numbers).orElseGet(TreeMap::new)));
    }

    /** An order of the present format. */
    public static TrainingOrder of(
            String trainer, String weights, long seed, List<String> labels, double acceptedError) {
        return of(trainer, weights, seed, labels, acceptedError, new TreeMap<>());
    }

    /** As above, with more numbers. */
    public static TrainingOrder of(
            String trainer,
            String weights,
            long seed,
            List<String> labels,
            double acceptedError,
            SortedMap<String, Long> numbers) {
        return new TrainingOrder(FORMAT, trainer, weights, seed, labels, acceptedError, numbers);
    }

    /**
     * One of its numbers.
     *
     * @throws IllegalArgumentException if it has none of that name
     */
    public long number(String name) {
        return Optional.ofNullable(numbers.get(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "The order for '" + trainer + "' does not tell '" + name + "': " + numbers));
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An order can be written: " + this, e);
        }
    }

    /** @throws IllegalArgumentException if it is no order, or one of another format */
    static TrainingOrder of(String json) {
        TrainingOrder order;
        try {
            order = JSON.readValue(json, TrainingOrder.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the order of a training: " + json, e);
        }
        if (order.format() != FORMAT) {
            throw new IllegalArgumentException("The training's files have format " + order.format()
                    + ", this program reads " + FORMAT + "; run the same version of Plumbline on server and worker.");
        }
        return order;
    }
}
