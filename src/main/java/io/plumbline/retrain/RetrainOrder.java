package io.plumbline.retrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Optional;

/**
 * What a retraining is to do: the payload of its job.
 *
 * @param judgeSince event time from which audited pictures are judged by, the moment of change; empty: all of them
 */
record RetrainOrder(Optional<Instant> judgeSince) {
    static final RetrainOrder ALL = new RetrainOrder(Optional.empty());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static RetrainOrder since(Instant change) {
        return new RetrainOrder(Optional.of(change));
    }

    String toJson() {
        return judgeSince.map(since -> "{\"judgeSince\":\"" + since + "\"}").orElse("{}");
    }

    /** @throws IllegalArgumentException if it is no payload of ours */
    static RetrainOrder of(String payload) {
        try {
            JsonNode since = JSON.readTree(payload).path("judgeSince");
            return since.isMissingNode() ? ALL : since(Instant.parse(since.asText()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the payload of a retraining: " + payload, e);
        }
    }
}
