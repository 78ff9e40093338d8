package io.plumbline.stats.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.Histogram;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConfidenceBasedEstimateTest {

    /** scikit-learn 1.9.1: mean prediction of IsotonicRegression(out_of_bounds="clip"). */
    @Test
    void agrees_with_another_program() {
        // Given
        double[] current = new double[300];
        for (int i = 0; i < 300; i++) {
            current[i] = ((i * 41 + 3) % 1013) / 1013.0 * .6 + .2;
        }
        ConfidenceBasedEstimate estimate = fit(Example.labelled());
        // Then
        assertThat(measured(estimate.accuracy(current, .95)).value()).isCloseTo(.52542504220089, within(1e-13));
        assertThat(measured(estimate.accuracy(Example.confidence(), .95)).value())
                .isCloseTo(.532, within(1e-13));
        Histogram histogram = IsotonicRegressionTest.histogram(current);
        assertThat(measured(estimate.accuracy(histogram, .95)).value()).isCloseTo(.52542504220089, within(.003));
    }

    @Test
    void covers_the_accuracy_after_a_shift_of_the_pictures() {
        int covered = 0;
        for (int run = 0; run < 300; run++) {
            // Given: accuracy is confidence to the power 1.5; the easy and the hard pictures stay away
            SplittableRandom random = new SplittableRandom(run);
            Labelled reference = draw(random, 800);
            double[] current = confidences(random, 1500, .2, .8);
            // When
            Estimate.Measured estimate =
                    measured(ConfidenceBasedEstimate.fit(reference, 60, random).accuracy(current, .95));
            // Then: the mean of u^1.5 over .2 to .8
            double truth = (Math.pow(.8, 2.5) - Math.pow(.2, 2.5)) / 2.5 / .6;
            covered += estimate.interval().lower() <= truth
                            && truth <= estimate.interval().upper()
                    ? 1
                    : 0;
        }
        assertThat(covered / 300.0).isBetween(.9, .99);
    }

    @Test
    void does_not_see_a_change_of_concept() {
        // Given: the same confidences as in the reference, whatever the answers have become
        ConfidenceBasedEstimate estimate = fit(Example.labelled());
        // Then
        assertThat(measured(estimate.accuracy(Example.confidence(), .95)).value())
                .isCloseTo(Example.labelled().accuracy(), within(1e-13));
    }

    @Test
    void is_not_certain_after_a_reference_without_errors() {
        // Given
        boolean[] correct = new boolean[50];
        Arrays.fill(correct, true);
        double[] confidence = new double[50];
        Arrays.fill(confidence, .97);
        // When
        Estimate.Measured estimate =
                measured(fit(Labelled.of(confidence, correct)).accuracy(new double[5000], .95));
        // Then: Wilson's interval of 50 in 50
        assertThat(estimate.value()).isEqualTo(1);
        assertThat(estimate.interval().lower()).isCloseTo(.928652400, within(1e-6));
    }

    @Test
    void answers_not_enough_data() {
        Labelled few = Labelled.of(new double[12], new boolean[12]);
        assertThat(fit(few).accuracy(new double[1000], .95)).isEqualTo(new Estimate.NotEnoughData(12, 30));
        assertThat(fit(Example.labelled()).accuracy(new double[3], .95)).isEqualTo(new Estimate.NotEnoughData(3, 30));
        assertThat(fit(Example.labelled()).accuracy(new Histogram(), .95)).isEqualTo(new Estimate.NotEnoughData(0, 30));
    }

    @Test
    void refuses_what_is_no_confidence() {
        ConfidenceBasedEstimate estimate = fit(Example.labelled());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate.accuracy(new double[] {1.5}, .95))
                .withMessageContaining("1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimate.accuracy(new double[50], 1))
                .withMessageContaining("1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfidenceBasedEstimate.fit(Example.labelled(), 3, new SplittableRandom(1)))
                .withMessageContaining("3");
    }

    private static ConfidenceBasedEstimate fit(Labelled reference) {
        return ConfidenceBasedEstimate.fit(reference, new SplittableRandom(11));
    }

    private static double[] confidences(SplittableRandom random, int n, double from, double to) {
        double[] confidence = new double[n];
        for (int i = 0; i < n; i++) {
            confidence[i] = from + (to - from) * random.nextDouble();
        }
        return confidence;
    }

    private static Labelled draw(SplittableRandom random, int n) {
        double[] confidence = confidences(random, n, 0, 1);
        boolean[] correct = new boolean[n];
        for (int i = 0; i < n; i++) {
            correct[i] = random.nextDouble() < Math.pow(confidence[i], 1.5);
        }
        return Labelled.of(confidence, correct);
    }

    private static Estimate.Measured measured(Estimate estimate) {
        return (Estimate.Measured) estimate;
    }
}
