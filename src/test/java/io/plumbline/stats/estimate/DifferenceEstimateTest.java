package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Estimate;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DifferenceEstimateTest {

    @Test
    void is_hajek_s_with_a_guess_that_says_nothing() {
        // Given
        boolean[] error = errors(100, 23);
        double[] propensity = propensities(100);
        // When
        Estimate.Measured estimate = measured(
                DifferenceEstimate.rate(.4, 9000, error, filled(100, .4), propensity, .95, Target.PREDICTIONS));
        // Then
        Estimate.Measured hajek = measured(AuditSample.of(error, propensity).hajek(.95, Target.PREDICTIONS));
        assertThat(estimate.value()).isCloseTo(hajek.value(), within(1e-13));
        assertThat(estimate.standardError()).isCloseTo(hajek.standardError(), within(1e-13));
        assertThat(estimate.interval().lower()).isCloseTo(hajek.interval().lower(), within(1e-12));
        assertThat(estimate.interval().upper()).isCloseTo(hajek.interval().upper(), within(1e-12));
    }

    @Test
    void is_certain_with_a_guess_that_is_always_right() {
        // Given
        boolean[] error = errors(100, 23);
        double[] guess = new double[100];
        for (int i = 0; i < 100; i++) {
            guess[i] = error[i] ? 1 : 0;
        }
        // When
        Estimate.Measured estimate =
                measured(DifferenceEstimate.rate(.21, 5000, error, guess, propensities(100), .95, Target.PREDICTIONS));
        // Then
        assertThat(estimate.value()).isCloseTo(.21, within(1e-13));
        assertThat(estimate.interval().lower()).isCloseTo(.21, within(1e-9));
        assertThat(estimate.interval().upper()).isCloseTo(.21, within(1e-9));
    }

    @Test
    void is_narrower_with_a_good_guess_and_true_with_a_bad_one() {
        // Given: errors where a hidden number is high, a guess that knows it, and one that has it upside down
        int n = 20_000;
        SplittableRandom random = new SplittableRandom(3);
        boolean[] error = new boolean[n];
        double[] good = new double[n];
        double[] bad = new double[n];
        int wrong = 0;
        for (int i = 0; i < n; i++) {
            double hidden = random.nextDouble();
            error[i] = random.nextDouble() < Math.pow(hidden, 6);
            wrong += error[i] ? 1 : 0;
            good[i] = Math.pow(hidden, 6);
            bad[i] = 1 - hidden;
        }
        // When
        Estimate.Measured plain = audited(error, filled(n, .1));
        Estimate.Measured helped = audited(error, good);
        Estimate.Measured misled = audited(error, bad);
        // Then
        double truth = (double) wrong / n;
        assertThat(helped.standardError()).isLessThan(.8 * plain.standardError());
        assertThat(misled.standardError()).isGreaterThan(plain.standardError());
        assertThat(helped.value()).isCloseTo(truth, within(3 * helped.standardError()));
        assertThat(misled.value()).isCloseTo(truth, within(3 * misled.standardError()));
    }

    @Test
    void does_not_believe_in_few_errors() {
        Estimate.Measured none = measured(DifferenceEstimate.rate(
                .02, 5000, new boolean[100], filled(100, .02), filled(100, .02), .95, Target.PREDICTIONS));
        assertThat(none.value()).isZero();
        assertThat(none.interval().upper()).isGreaterThan(.03);
    }

    @Test
    void answers_not_enough_data() {
        assertThat(DifferenceEstimate.rate(
                        .1, 100, new boolean[29], filled(29, .1), filled(29, .5), .95, Target.PROCESS))
                .isEqualTo(new Estimate.NotEnoughData(29, 30));
    }

    @Test
    void refuses_what_does_not_fit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rate(1.5, 100, filled(40, .1), filled(40, .5)))
                .withMessageContaining("1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rate(.5, 39, filled(40, .1), filled(40, .5)))
                .withMessageContaining("40 labels cannot be of 39");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rate(.5, 100, filled(41, .1), filled(40, .5)))
                .withMessageContaining("40, 41 and 40");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rate(.5, 100, filled(40, Double.NaN), filled(40, .5)))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rate(.5, 100, filled(40, .1), filled(40, 0)))
                .withMessageContaining("0.0");
    }

    private static Estimate rate(double guess, long predictions, double[] guesses, double[] propensity) {
        return DifferenceEstimate.rate(
                guess, predictions, new boolean[40], guesses, propensity, .95, Target.PREDICTIONS);
    }

    /** Every tenth prediction is audited. */
    private static Estimate.Measured audited(boolean[] error, double[] guess) {
        int n = error.length / 10;
        boolean[] errors = new boolean[n];
        double[] guesses = new double[n];
        for (int i = 0; i < n; i++) {
            errors[i] = error[10 * i];
            guesses[i] = guess[10 * i];
        }
        double mean = Arrays.stream(guess).average().orElseThrow();
        return measured(
                DifferenceEstimate.rate(mean, error.length, errors, guesses, filled(n, .1), .95, Target.PREDICTIONS));
    }

    private static boolean[] errors(int n, int wrong) {
        boolean[] error = new boolean[n];
        Arrays.fill(error, 0, wrong, true);
        return error;
    }

    private static double[] propensities(int n) {
        double[] propensity = new double[n];
        for (int i = 0; i < n; i++) {
            propensity[i] = .01 * (1 + i % 3);
        }
        return propensity;
    }

    private static double[] filled(int n, double value) {
        double[] array = new double[n];
        Arrays.fill(array, value);
        return array;
    }

    private static Estimate.Measured measured(Estimate estimate) {
        return (Estimate.Measured) estimate;
    }
}
