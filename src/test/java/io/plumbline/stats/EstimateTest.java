package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {

    @Test
    void has_a_plain_interval_beside_its_own() {
        // Given
        Estimate.Measured estimate = new Estimate.Measured(.2, .01, new Interval(.18, .23), 1600);
        // Then: the 0.975 and the 0.95 quantile of the normal distribution
        assertThat(estimate.normal(.95).lower()).isCloseTo(.2 - .01959963984540054, within(1e-14));
        assertThat(estimate.normal(.95).upper()).isCloseTo(.2 + .01959963984540054, within(1e-14));
        assertThat(estimate.normal(.9).upper()).isCloseTo(.2 + .016448536269514723, within(1e-14));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate.normal(1))
                .withMessageContaining("1.0");
    }

    @Test
    void has_a_score_interval_for_broken_numbers_of_trials() {
        assertThat(Wilson.interval(.1, 50.0, .95)).isEqualTo(Wilson.interval(5, 50, .95));
        assertThat(Wilson.interval(.1, 50.5, .95).upper())
                .isBetween(
                        Wilson.interval(.1, 51.0, .95).upper(),
                        Wilson.interval(.1, 50.0, .95).upper());
        assertThat(Wilson.interval(.3, Double.POSITIVE_INFINITY, .95)).isEqualTo(new Interval(.3, .3));
        assertThat(Wilson.interval(.3, 0, .95)).isEqualTo(new Interval(0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wilson.interval(1.2, 9.0, .95))
                .withMessageContaining("1.2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wilson.interval(.2, Double.NaN, .95))
                .withMessageContaining("NaN");
    }
}
