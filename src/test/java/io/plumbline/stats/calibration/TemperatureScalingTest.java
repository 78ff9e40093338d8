package io.plumbline.stats.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureScalingTest {

    @ParameterizedTest
    @ValueSource(doubles = {.2, 1, 2.5, 12})
    void finds_the_temperature_that_made_the_labels(double temperature) {
        // Given
        Random random = new Random(4);
        float[][] logits = new float[20_000][5];
        int[] labels = new int[logits.length];
        for (int i = 0; i < logits.length; i++) {
            for (int c = 0; c < 5; c++) {
                logits[i][c] = (float) (temperature * 2 * random.nextGaussian() + 1000);
            }
            labels[i] = draw(random, logits[i], temperature);
        }
        // When
        double fitted = TemperatureScaling.fit(logits, labels);
        // Then
        assertThat(fitted).isCloseTo(temperature, within(.04 * temperature));
        double least = TemperatureScaling.loss(logits, labels, fitted);
        assertThat(TemperatureScaling.loss(logits, labels, fitted * 1.001)).isGreaterThan(least);
        assertThat(TemperatureScaling.loss(logits, labels, fitted / 1.001)).isGreaterThan(least);
    }

    @Test
    void has_a_closed_form_for_two_classes_and_one_margin() {
        // Given: 3 of 4 right at a margin of 2, so that the likelihood is greatest at softmax 3/4.
        float[][] logits = {{2, 0}, {2, 0}, {2, 0}, {2, 0}};
        int[] labels = {0, 0, 1, 0};
        // Then
        assertThat(TemperatureScaling.fit(logits, labels)).isCloseTo(2 / Math.log(3), within(1e-10));
    }

    /** scipy 1.17.1: minimize_scalar over the mean of logsumexp(logits / T) − logit of the label / T. */
    @Test
    void agrees_with_another_program() {
        float[][] logits = {{2, 1, 0}, {.5f, 2.5f, -1}, {3, 3.5f, 0}, {-1, 0, 2}, {1, 1.5f, 1}, {4, 0, 1}};
        int[] labels = {0, 1, 0, 2, 2, 0};
        double fitted = TemperatureScaling.fit(logits, labels);
        assertThat(fitted).isCloseTo(.688005546, within(2e-8));
        assertThat(TemperatureScaling.loss(logits, labels, fitted)).isCloseTo(.486971895351791, within(1e-13));
        assertThat(TemperatureScaling.loss(logits, labels, 1)).isCloseTo(.513931669605054, within(1e-13));
    }

    @Test
    void stays_within_its_bounds_when_the_likelihood_has_no_maximum() {
        float[][] logits = {{3, 0}, {0, 3}};
        assertThat(TemperatureScaling.fit(logits, new int[] {0, 1})).isEqualTo(TemperatureScaling.LEAST);
        assertThat(TemperatureScaling.fit(logits, new int[] {1, 0})).isEqualTo(TemperatureScaling.GREATEST);
        assertThat(TemperatureScaling.fit(new float[][] {{1, 1}}, new int[] {0}))
                .isFinite();
        assertThat(TemperatureScaling.fit(new float[][] {{7}}, new int[] {0})).isFinite();
    }

    @Test
    void bears_enormous_logits() {
        float[][] logits = {{3e38f, -3e38f}, {-3e38f, 3e38f}, {5, 4}};
        assertThat(TemperatureScaling.fit(logits, new int[] {0, 1, 1})).isBetween(.01, 100.0);
    }

    @Test
    void refuses_what_does_not_fit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.fit(new float[0][0], new int[0]))
                .withMessageContaining("0 and 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.fit(new float[][] {{1, 2}, {1}}, new int[] {0, 0}))
                .withMessageContaining("Row 1 has 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.fit(new float[][] {{1, 2}}, new int[] {2}))
                .withMessageContaining("Label 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.fit(new float[][] {{1, Float.NaN}}, new int[] {0}))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TemperatureScaling.loss(new float[][] {{1, 2}}, new int[] {0}, 0))
                .withMessageContaining("0.0");
    }

    private static int draw(Random random, float[] logits, double temperature) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((logit - 1000) / temperature);
        }
        double left = random.nextDouble() * sum;
        int drawn = 0;
        while (drawn < logits.length - 1 && left >= Math.exp((logits[drawn] - 1000) / temperature)) {
            left -= Math.exp((logits[drawn++] - 1000) / temperature);
        }
        return drawn;
    }
}
