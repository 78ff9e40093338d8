package io.plumbline.stats.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectiveRiskTest {
    private static final double RISK = 0.1;

    @Test
    void on_average_what_is_said_above_the_threshold_is_wrong_as_often_as_accepted() {
        // Given predictions as right as they are sure, so that above t one in (1 − t) / 2 is wrong
        double risk = 0;
        int samples = 400;
        for (int seed = 0; seed < samples; seed++) {
            // When
            OptionalDouble threshold = SelectiveRisk.threshold(calibrated(400, new Random(seed)), RISK);
            // Then
            risk += (1 - threshold.orElse(1)) / 2 / samples;
        }
        assertThat(risk).isBetween(RISK - 0.03, RISK + 0.005);
    }

    @Test
    void many_predictions_find_the_threshold_that_is_just_enough() {
        // When
        OptionalDouble threshold = SelectiveRisk.threshold(calibrated(200_000, new Random(1)), RISK);
        // Then
        assertThat(threshold.getAsDouble()).isBetween(0.79, 0.86);
    }

    @Test
    void a_model_that_hardly_errs_need_not_abstain() {
        // Given
        double[] confidence = new double[200];
        boolean[] right = new boolean[200];
        Arrays.fill(right, true);
        Arrays.setAll(confidence, i -> 0.3 + i / 1000.0);
        // When / Then
        assertThat(SelectiveRisk.threshold(Labelled.of(confidence, right), RISK))
                .hasValue(0);
    }

    @Test
    void too_few_predictions_prove_nothing() {
        // Given
        boolean[] right = new boolean[29];
        Arrays.fill(right, true);
        Labelled few = Labelled.of(new double[29], right);
        // When / Then
        assertThat(SelectiveRisk.threshold(few, RISK)).isEmpty();
        assertThat(SelectiveRisk.threshold(Labelled.of(new double[0], new boolean[0]), RISK))
                .isEmpty();
    }

    @Test
    void equal_confidences_stay_together() {
        // Given 300 right at .9, and at .5 as many of which every second is wrong
        double[] confidence = new double[600];
        boolean[] right = new boolean[600];
        for (int i = 0; i < 600; i++) {
            confidence[i] = i < 300 ? 0.9 : 0.5;
            right[i] = i < 300 || i % 2 == 0;
        }
        // When / Then
        assertThat(SelectiveRisk.threshold(Labelled.of(confidence, right), RISK))
                .hasValue(0.9);
    }

    @Test
    void a_risk_that_is_none_is_named() {
        assertThatThrownBy(() -> SelectiveRisk.threshold(calibrated(10, new Random(1)), 1.2))
                .hasMessageContaining("1.2");
    }

    private static Labelled calibrated(int n, Random random) {
        double[] confidence = new double[n];
        boolean[] right = new boolean[n];
        for (int i = 0; i < n; i++) {
            confidence[i] = random.nextDouble();
            right[i] = random.nextDouble() < confidence[i];
        }
        return Labelled.of(confidence, right);
    }
}
