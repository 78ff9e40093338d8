package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangePointTest {

    @Test
    void finds_a_change_that_nobody_could_miss() {
        // Given
        boolean[] errors = new boolean[50];
        Arrays.fill(errors, 30, 50, true);
        // Then
        assertThat(split(errors, .1).best()).isEqualTo(30);
    }

    @Test
    void is_near_the_change_in_noise() {
        int near = 0;
        int covered = 0;
        int width = 0;
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            boolean[] errors = new boolean[1500];
            for (int i = 0; i < errors.length; i++) {
                errors[i] = random.nextDouble() < (i < 1000 ? .1 : .3);
            }
            // When
            ChangePoint.Split found = split(errors, .12);
            // Then
            near += Math.abs(found.best() - 1000) <= 40 ? 1 : 0;
            covered += found.earliest() <= 1000 && found.latest() >= 1000 ? 1 : 0;
            width += found.latest() - found.earliest();
        }
        assertThat(near).isGreaterThan(170);
        assertThat(covered).isGreaterThan(180);
        assertThat(width / 200).isBetween(10, 80);
    }

    @Test
    void is_the_best_of_all_splits() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            boolean[] errors = new boolean[1 + random.nextInt(40)];
            for (int i = 0; i < errors.length; i++) {
                errors[i] = random.nextDouble() < .3;
            }
            // When
            int estimate = split(errors, .2).best();
            // Then
            double best = likelihood(errors, estimate, .2);
            for (int split = 0; split <= errors.length; split++) {
                assertThat(likelihood(errors, split, .2)).as("seed %d", seed).isLessThanOrEqualTo(best + 1e-6);
            }
        }
    }

    @Test
    void takes_labels_together_or_one_by_one() {
        // Given
        Random random = new Random(3);
        boolean[] errors = new boolean[400];
        long[] wrong = new long[40];
        long[] labels = new long[40];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = random.nextDouble() < (i < 250 ? .05 : .4);
            wrong[i / 10] += errors[i] ? 1 : 0;
            labels[i / 10]++;
        }
        // When
        ChangePoint.Split together = ChangePoint.estimate(wrong, labels, .1);
        // Then
        assertThat(together.best()).isBetween(24, 26);
        assertThat(together.earliest()).isLessThanOrEqualTo(together.best());
        assertThat(together.latest()).isGreaterThanOrEqualTo(together.best());
        assertThat(split(errors, .1).best() / 10).isBetween(together.best() - 1, together.best() + 1);
    }

    @Test
    void refuses_what_are_no_cohorts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangePoint.estimate(new long[2], new long[3], .1))
                .withMessageContaining("2 numbers of errors for 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChangePoint.estimate(new long[] {3}, new long[] {2}, .1))
                .withMessageContaining("3 of 2");
    }

    @Test
    void sees_no_change_where_there_is_none() {
        assertThat(split(new boolean[20], .1).best()).isEqualTo(20);
        assertThat(split(new boolean[0], .1).best()).isZero();
    }

    @Test
    void blames_the_very_first_when_all_are_wrong() {
        boolean[] errors = new boolean[20];
        Arrays.fill(errors, true);
        assertThat(split(errors, .1).best()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -.5, Double.NaN})
    void refuses_what_is_no_promise(double p0) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> split(new boolean[3], p0))
                .withMessageContaining(String.valueOf(p0));
    }

    private static ChangePoint.Split split(boolean[] errors, double p0) {
        long[] wrong = new long[errors.length];
        long[] labels = new long[errors.length];
        for (int i = 0; i < errors.length; i++) {
            wrong[i] = errors[i] ? 1 : 0;
            labels[i] = 1;
        }
        return ChangePoint.estimate(wrong, labels, p0);
    }

    /** Greatest likelihood of one split, by trying rates: slow and plain. */
    private static double likelihood(boolean[] errors, int split, double p0) {
        double before = Double.NEGATIVE_INFINITY;
        double after = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= 5000; i++) {
            double rate = i / 5000.0;
            if (rate <= p0) {
                before = Math.max(before, sum(errors, 0, split, rate));
            }
            if (rate >= p0) {
                after = Math.max(after, sum(errors, split, errors.length, rate));
            }
        }
        return before + after;
    }

    private static double sum(boolean[] errors, int from, int to, double rate) {
        int wrong = 0;
        for (int i = from; i < to; i++) {
            wrong += errors[i] ? 1 : 0;
        }
        int right = to - from - wrong;
        return (wrong == 0 ? 0 : wrong * Math.log(rate)) + (right == 0 ? 0 : right * Math.log(1 - rate));
    }
}
