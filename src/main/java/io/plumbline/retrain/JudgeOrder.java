package io.plumbline.retrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * Which version is to be judged: the payload of its job.
 *
 * @param version of the job's model
 * @param judgeSince event time from which audited pictures are judged by, the moment of change; empty: all of them
 */
record JudgeOrder(String version, Optional<Instant> judgeSince) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    String toJson() {
        ObjectNode order = JSON.createObjectNode().put("version", version);
        judgeSince.ifPresent(since -> order.put("judgeSince", since.toString()));
        return order.toString();
    }

    /** @throws IllegalArgumentException if it is no payload of ours */
    static JudgeOrder of(String payload) {
        try {
            JsonNode order = JSON.readTree(payload);
            JsonNode since = order.path("judgeSince");
            return new JudgeOrder(
                    order.path("version").asText(),
                    since.isMissingNode() ? Optional.empty() : Optional.of(Instant.parse(since.asText())));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the payload of a judgement: " + payload, e);
        }
    }
}
