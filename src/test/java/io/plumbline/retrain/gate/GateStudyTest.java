package io.plumbline.retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GateStudyTest {
    private static final int RUNS = 60;

    @Test
    void what_is_just_not_good_enough_passes_no_more_often_than_promised() {
        // Given
        double noise = 3.5 * Math.sqrt(GateStudy.LEVEL * (1 - GateStudy.LEVEL) / RUNS);
        // When
        double worst = GateStudy.ofTheBad(RUNS).worst();
        // Then
        assertThat(worst).isPositive().isLessThanOrEqualTo(GateStudy.LEVEL + noise);
    }
}
