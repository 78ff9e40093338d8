package io.plumbline.retrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.work.TrainerName;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a retraining is to do: the payload of its job.
 *
 * @param judgeSince event time from which audited pictures are judged by, the moment of change; empty: all of them
 * @param without classes that the new version shall not have
 * @param trainer how it is trained
 * @param snapshot what is learnt from and judged by; empty: it is drawn when the job begins
 * @param seed of everything random in the training; empty: as the settings say
 */
record RetrainOrder(
        Optional<Instant> judgeSince,
        Set<String> without,
        TrainerName trainer,
        Optional<Sha256> snapshot,
        OptionalLong seed) {
    static final RetrainOrder ALL = all(Optional.empty());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Copies the set. */
    RetrainOrder {
        without = Set.copyOf(without);
    }

    static RetrainOrder since(Instant change) {
        return all(Optional.of(change));
    }

    private static RetrainOrder all(Optional<Instant> since) {
        return new RetrainOrder(since, Set.of(), TrainerName.LAST_LAYER, Optional.empty(), OptionalLong.empty());
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
        snapshot.ifPresent(id -> order.put("snapshot", id.hex()));
        seed.ifPresent(number -> order.put("seed", number));
        return order.toString();
    }

    /** @throws IllegalArgumentException if it is no payload of ours */
    static RetrainOrder of(String payload) {
        try {
            JsonNode order = JSON.readTree(payload);
            JsonNode since = order.path("judgeSince");
            JsonNode seed = order.path("seed");
            Set<String> without = new HashSet<>();
            order.path("without").forEach(label -> without.add(label.asText()));
            return new RetrainOrder(
                    since.isMissingNode() ? Optional.empty() : Optional.of(Instant.parse(since.asText())),
                    without,
                    TrainerName.of(order.path("trainer").asText(TrainerName.LAST_LAYER.word())),
                    Optional.ofNullable(order.path("snapshot").textValue()).map(Sha256::new),
                    seed.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(seed.asLong()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the payload of a retraining: " + payload, e);
        }
    }
}
