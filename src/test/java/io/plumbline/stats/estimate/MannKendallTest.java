package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Interval;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Literals from pymannkendall 1.4.3, original_test, and for the interval scipy 1.17.1, theilslopes. */
class MannKendallTest {

    @Test
    void has_the_published_trend() {
        // When
        Trend.Measured trend = measured(3.1, 2.9, 3.4, 3.6, 3.5, 3.9, 4.2, 4.0, 4.4, 4.6);
        // Then
        assertThat(trend.s()).isEqualTo(39);
        assertThat(trend.variance()).isEqualTo(125);
        assertThat(trend.z()).isCloseTo(3.3988233257996803, within(1e-12));
        assertThat(trend.p()).isCloseTo(6.767641801210811e-4, within(1e-15));
        assertThat(trend.tau()).isCloseTo(.8666666666666667, within(1e-14));
        assertThat(trend.slope()).isCloseTo(.16666666666666682, within(1e-14));
        assertThat(trend.interval().lower()).isCloseTo(.1499999999999999, within(1e-14));
        assertThat(trend.interval().upper()).isCloseTo(.21428571428571436, within(1e-14));
        assertThat(trend.n()).isEqualTo(10);
        assertThat(trend.significant(.001)).isTrue();
        assertThat(trend.significant(.0005)).isFalse();
    }

    @Test
    void corrects_for_ties() {
        Trend.Measured trend = measured(5, 5, 3, 4, 4, 4, 2, 3, 1, 1, 2, 0, 0, 1);
        assertThat(trend.s()).isEqualTo(-65);
        assertThat(trend.variance()).isCloseTo(322.3333333333333, within(1e-12));
        assertThat(trend.z()).isCloseTo(-3.5647359363296576, within(1e-12));
        assertThat(trend.p()).isCloseTo(3.6422269360980586e-4, within(1e-15));
        assertThat(trend.slope()).isCloseTo(-.3333333333333333, within(1e-14));
        assertThat(trend.interval()).isEqualTo(new Interval(-.5, -2 / 7.0));
    }

    @Test
    void agrees_with_another_program_on_a_longer_series() {
        // Given
        double[] values = new double[30];
        for (int i = 0; i < 30; i++) {
            values[i] = (i * i * 7) % 23 + .3 * i;
        }
        // When
        Trend.Measured trend = measured(values);
        // Then
        assertThat(trend.s()).isEqualTo(112);
        assertThat(trend.variance()).isCloseTo(3140.6666666666665, within(1e-9));
        assertThat(trend.z()).isCloseTo(1.9806696924227047, within(1e-12));
        assertThat(trend.p()).isCloseTo(.047628327708732376, within(1e-13));
        assertThat(trend.slope()).isCloseTo(.3, within(1e-13));
        assertThat(trend.interval().lower()).isCloseTo(.005882352941176346, within(1e-13));
        assertThat(trend.interval().upper()).isCloseTo(.675, within(1e-13));
    }

    @Test
    void knows_that_days_are_missing() {
        // Given
        double[] times = {0, 1, 2, 4, 5, 9, 10, 14};
        double[] values = {1, 3, 2, 5, 4, 4, 8, 9};
        // When
        Trend.Measured trend = (Trend.Measured) MannKendall.test(times, values, .95);
        // Then
        assertThat(trend.s()).isEqualTo(21);
        assertThat(trend.p()).isCloseTo(.01264852738024791, within(1e-13));
        assertThat(trend.slope()).isCloseTo(.5555555555555556, within(1e-14));
        assertThat(trend.interval()).isEqualTo(new Interval(.25, .8));
        assertThat(((Trend.Measured) MannKendall.test(times, values, .9)).interval())
                .isEqualTo(new Interval(.25, .75));
    }

    @Test
    void sees_no_trend_in_a_constant() {
        Trend.Measured trend = measured(2, 2, 2, 2, 2, 2);
        assertThat(trend.z()).isZero();
        assertThat(trend.p()).isEqualTo(1);
        assertThat(trend.slope()).isZero();
        assertThat(trend.interval()).isEqualTo(new Interval(0, 0));
        assertThat(measured(0.0, -0.0, 0.0, -0.0, 0.0).s()).isZero();
    }

    @Test
    void keeps_its_level() {
        int rejected = 0;
        for (int seed = 0; seed < 2000; seed++) {
            // Given
            double[] values = new SplittableRandom(seed).doubles(25).toArray();
            // When
            rejected += measured(values).significant(.05) ? 1 : 0;
        }
        // Then
        assertThat(rejected / 2000.0).isBetween(.035, .065);
    }

    @Test
    void answers_not_enough_data() {
        assertThat(MannKendall.test(new double[] {1, 2, 3, 4}, .95)).isEqualTo(new Trend.NotEnoughData(4, 5));
        assertThat(MannKendall.test(new double[0], .95)).isEqualTo(new Trend.NotEnoughData(0, 5));
    }

    @Test
    void refuses_what_does_not_fit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannKendall.test(new double[] {1, Double.NaN}, .95))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannKendall.test(new double[] {1, 1}, new double[2], .95))
                .withMessageContaining("1.0 does not come after 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannKendall.test(new double[3], new double[2], .95))
                .withMessageContaining("3 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannKendall.test(new double[4_001], .95))
                .withMessageContaining("4001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannKendall.test(new double[9], 0))
                .withMessageContaining("0.0");
    }

    private static Trend.Measured measured(double... values) {
        return (Trend.Measured) MannKendall.test(values, .95);
    }
}
