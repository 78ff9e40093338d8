package io.plumbline.retrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.retrain.work.TrainerName;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a retraining is to do: the payload of its job.
 *
 * @param judgeSince event time from which audited pictures are judged by, the moment of change; empty: all of them
 * @param without classes that the new version shall not have
 * @param trainer how it is trained
 */
record RetrainOrder(Optional<Instant> judgeSince, Set<String> without, TrainerName trainer) {
    static final RetrainOrder ALL = new RetrainOrder(Optional.empty(), Set.of(), TrainerName.LAST_LAYER);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Copies the set. */
    RetrainOrder {
        without = Set.copyOf(without);
    }

    static RetrainOrder since(Instant change) {
        return new RetrainOrder(Optional.of(change), Set.of(), TrainerName.LAST_LAYER);
    }

    String toJson() {
        ObjectNode order = JSON.createObjectNode();
        judgeSince.ifPresent(since -> order.put("judgeSince", since.toString()));
        if (!without.isEmpty()) {
            new TreeSet<>(without).forEach(order.putArray("without")::add);
        }
        if (trainer != TrainerName.LAST_LAYER) {
            order.put("trainer", trainer.word());
        }
        return order.toString();
    }

    /** @throws IllegalArgumentException if it is no payload of ours */
    static RetrainOrder of(String payload) {
        try {
            JsonNode order = JSON.readTree(payload);
            JsonNode since = order.path("judgeSince");
            Set<String> without = new HashSet<>();
            order.path("without").forEach(label -> without.add(label.asText()));
            return new RetrainOrder(
                    since.isMissingNode() ? Optional.empty() : Optional.of(Instant.parse(since.asText())),
                    without,
                    TrainerName.of(order.path("trainer").asText(TrainerName.LAST_LAYER.word())));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the payload of a retraining: " + payload, e);
        }
    }
}
