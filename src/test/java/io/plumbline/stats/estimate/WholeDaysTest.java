package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.distance.Comparison.Measured;
import io.plumbline.stats.distance.Comparison.NotEnoughData;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WholeDaysTest {

    @Test
    void counts_all_ways_to_swap() {
        // Given: 12 of the 256 ways, by itertools.product in Python.
        double[] before = {1, 2, 3, 4, 5, 6, 7, 8};
        double[] change = {.3, -.1, .2, .25, .4, .05, -.02, .15};
        double[] after = new double[8];
        Arrays.setAll(after, i -> before[i] + change[i]);
        // When
        Measured measured = (Measured) WholeDays.paired(before, after, .1);
        // Then
        assertThat(measured.p()).isEqualTo(12 / 256.0);
        assertThat(measured.effect()).isCloseTo(.15375, within(1e-14));
        assertThat(measured.drifted(.05)).isTrue();
    }

    @Test
    void is_students_t_for_many_days() {
        // Given
        double[] before = new double[25];
        double[] after = new double[25];
        Arrays.setAll(after, i -> Math.sin(i) + .3);
        // When
        Measured measured = (Measured) WholeDays.paired(before, after, 0);
        // Then: ttest_1samp of SciPy 1.17.1.
        assertThat(measured.p()).isCloseTo(.0467817998593254, within(1e-12));
        assertThat(measured.effect()).isCloseTo(.30296909789934556, within(1e-14));
    }

    @Test
    void keeps_its_level_under_a_weekly_cycle() {
        // Given
        Random random = new Random(2);
        int runs = 1000;
        int alarms = 0;
        // When
        for (int run = 0; run < runs; run++) {
            double[] before = new double[14];
            double[] after = new double[14];
            for (int day = 0; day < 14; day++) {
                double cycle = day % 7 > 4 ? .3 : .1;
                before[day] = cycle + .02 * random.nextGaussian();
                after[day] = cycle + .02 * random.nextGaussian();
            }
            alarms += ((Measured) WholeDays.paired(before, after, 0)).p() <= .05 ? 1 : 0;
        }
        // Then
        assertThat((double) alarms / runs).isBetween(.03, .07);
    }

    @Test
    void says_when_there_is_not_enough_or_nothing_to_tell_apart() {
        assertThat(WholeDays.paired(new double[5], new double[5], 0)).isEqualTo(new NotEnoughData(5, 6));
        assertThat(WholeDays.paired(new double[6], new double[6], 0)).isEqualTo(new Measured(0, 0, 1, 6, 6, 6));
        assertThat(WholeDays.paired(new double[30], new double[30], 0)).isEqualTo(new Measured(0, 0, 1, 30, 30, 6));
    }

    @Test
    void refuses_what_are_no_days() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WholeDays.paired(new double[5], new double[6], 0))
                .withMessageContaining("5 and 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WholeDays.paired(new double[] {1, Double.NaN}, new double[2], 0))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WholeDays.paired(new double[6], new double[6], -.5))
                .withMessageContaining("-0.5");
    }
}
