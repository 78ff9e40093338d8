package io.plumbline.retrain.distil;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.kernel.Sha256;
import java.util.Optional;

/**
 * What a distillation is to do: the payload of its job.
 *
 * @param teacher model that draws
 * @param teacherVersion version of it
 * @param snapshot that is learnt from and judged by; empty: one is frozen when the job begins
 * @param champion version that the student is compared with; empty where nothing is live
 * @param label what the masks show
 * @param seed of everything random
 * @param maxBytes most bytes of the student's graph
 * @param maxWork most multiplications with an addition for one picture
 */
record DistilOrder(
        String teacher,
        String teacherVersion,
        String snapshot,
        String champion,
        String label,
        long seed,
        long maxBytes,
        long maxWork) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    Optional<Sha256> snapshotId() {
        return Optional.of(snapshot).filter(id -> !id.isEmpty()).map(Sha256::new);
    }

    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An order can be written: " + this, e);
        }
    }

    /** @throws IllegalArgumentException if it is no payload of ours */
    static DistilOrder of(String payload) {
        try {
            return JSON.readValue(payload, DistilOrder.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not the payload of a distillation: " + payload, e);
        }
    }
}
