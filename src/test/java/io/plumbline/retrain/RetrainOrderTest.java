package io.plumbline.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.work.TrainerName;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetrainOrderTest {
    @Test
    void an_order_comes_out_of_its_payload_as_it_was() {
        // Given
        RetrainOrder order = new RetrainOrder(
                Optional.of(Instant.parse("2026-11-01T00:00:00Z")),
                Set.of("bag", "boot"),
                TrainerName.WHOLE_NETWORK,
                Optional.of(Sha256.of(new byte[0])),
                OptionalLong.of(7));
        // When / Then
        assertThat(RetrainOrder.of(order.toJson())).isEqualTo(order);
        assertThat(RetrainOrder.of(RetrainOrder.ALL.toJson())).isEqualTo(RetrainOrder.ALL);
    }

    @Test
    void a_job_that_was_queued_before_there_was_a_choice_trains_the_last_layer() {
        assertThat(RetrainOrder.of("{\"without\":[\"bag\"]}").trainer()).isEqualTo(TrainerName.LAST_LAYER);
    }
}
