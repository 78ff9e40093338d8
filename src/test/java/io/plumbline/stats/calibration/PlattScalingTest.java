package io.plumbline.stats.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Literals from scipy 1.17.1, minimize to a gradient of 1e-12; scikit-learn 1.9.1 has the same to seven digits. */
class PlattScalingTest {

    @Test
    void agrees_with_another_program() {
        // Given
        double[] scores = {.8, -1.2, .3, 2.1, -.4, 1.7, -2.2, .1};
        boolean[] correct = {true, false, false, true, true, true, false, false};
        // When
        PlattScaling small = PlattScaling.fit(scores, correct);
        PlattScaling large = PlattScaling.fit(Example.confidence(), Example.correct());
        // Then
        assertThat(small.slope()).isCloseTo(-.79713238056014, within(1e-8));
        assertThat(small.offset()).isCloseTo(.136161948330321, within(1e-8));
        assertThat(large.slope()).isCloseTo(-1.73699027795166, within(1e-8));
        assertThat(large.offset()).isCloseTo(.721712414183108, within(1e-8));
    }

    @Test
    void exists_where_the_score_makes_no_error() {
        // Given
        double[] scores = {-900, -800, 800, 900};
        boolean[] correct = {false, false, true, true};
        // When
        PlattScaling fit = PlattScaling.fit(scores, correct);
        // Then: the smoothed targets are 1/4 and 3/4
        assertThat(fit.predict(850)).isCloseTo(.75, within(.01));
        assertThat(fit.predict(-850)).isCloseTo(.25, within(.01));
    }

    @Test
    void falls_back_on_the_rate_where_the_score_says_nothing() {
        PlattScaling fit = PlattScaling.fit(new double[] {3, 3, 3, 3}, new boolean[] {true, true, true, false});
        assertThat(fit.predict(3)).isCloseTo((3 * .8 + 1 / 3.0) / 4, within(1e-6));
    }

    @Test
    void stays_a_probability_far_out() {
        PlattScaling fit = new PlattScaling(-2, 0);
        assertThat(fit.predict(1e308)).isEqualTo(1);
        assertThat(fit.predict(-1e308)).isZero();
        assertThat(fit.predict(0)).isEqualTo(.5);
    }

    @Test
    void refuses_what_does_not_fit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlattScaling.fit(new double[2], new boolean[1]))
                .withMessageContaining("2 and 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlattScaling.fit(new double[] {Double.NaN}, new boolean[1]))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlattScaling(1, 1).predict(Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlattScaling(Double.POSITIVE_INFINITY, 1))
                .withMessageContaining("Infinity");
    }
}
