package io.plumbline.stats.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.Histogram;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    @Test
    void has_the_error_of_a_mean() {
        // Given
        Labelled data = Example.labelled();
        // When
        Estimate.Measured estimate = measured(bootstrap(4000).estimate(data, BrierScore::of));
        // Then: the score is the mean of squares, whose standard error has a formula
        double[] confidence = Example.confidence();
        boolean[] correct = Example.correct();
        double variance = 0;
        for (int i = 0; i < confidence.length; i++) {
            double off = Math.pow(confidence[i] - (correct[i] ? 1 : 0), 2) - BrierScore.of(data);
            variance += off * off / 500 / 500;
        }
        double error = Math.sqrt(variance);
        assertThat(estimate.value()).isEqualTo(BrierScore.of(data));
        assertThat(estimate.standardError()).isCloseTo(error, within(.05 * error));
        assertThat(estimate.interval().lower()).isCloseTo(estimate.value() - 1.96 * error, within(.1 * error));
        assertThat(estimate.interval().upper()).isCloseTo(estimate.value() + 1.96 * error, within(.1 * error));
        assertThat(estimate.n()).isEqualTo(500);
    }

    @Test
    void has_the_same_error_from_histograms() {
        // Given
        Histogram all = new Histogram();
        Histogram right = new Histogram();
        for (int copy = 0; copy < 80; copy++) {
            for (int i = 0; i < 500; i++) {
                all.add(Example.confidence()[i]);
                if (Example.correct()[i]) {
                    right.add(Example.confidence()[i]);
                }
            }
        }
        // When
        Estimate.Measured few = measured(bootstrap(1000).estimate(Example.labelled(), BrierScore::of));
        Estimate.Measured many = measured(bootstrap(1000).estimate(Labelled.of(all, right), BrierScore::of));
        // Then: 80 times the data
        assertThat(many.n()).isEqualTo(40_000);
        assertThat(many.standardError())
                .isCloseTo(few.standardError() / Math.sqrt(80), within(.1 * many.standardError()));
    }

    @Test
    void repeats_itself_with_the_same_seed() {
        Reliability reliability = Reliability.equalWidth(Example.labelled(), 15);
        assertThat(bootstrap(200).estimate(reliability, 1))
                .isEqualTo(bootstrap(200).estimate(reliability, 1));
        ToDoubleFunction<Labelled> score = LogLoss::of;
        assertThat(bootstrap(200).estimate(Example.labelled(), score))
                .isEqualTo(bootstrap(200).estimate(Example.labelled(), score));
    }

    @Test
    void covers_the_calibration_error_in_spite_of_its_bias() {
        // Given: confidence overstates accuracy by 0 or by 0.1, the same in all bins
        for (double gap : new double[] {0, .1}) {
            int expected = 0;
            int square = 0;
            int greatest = 0;
            for (int run = 0; run < 100; run++) {
                SplittableRandom random = new SplittableRandom(run);
                Labelled data = draw(300, gap, random);
                // When
                Reliability reliability = Reliability.equalWidth(data, 15);
                Bootstrap bootstrap = new Bootstrap(150, .95, random);
                expected += covers(bootstrap.estimate(reliability, 1), gap) ? 1 : 0;
                square += covers(bootstrap.estimate(reliability, 2), gap) ? 1 : 0;
                greatest += covers(bootstrap.estimate(reliability, Double.POSITIVE_INFINITY), gap) ? 1 : 0;
            }
            // Then: at 95 % fewer than 85 of 100 have a chance below 1 in 10,000
            assertThat(expected).as("gap %s", gap).isGreaterThanOrEqualTo(85);
            assertThat(square).as("gap %s", gap).isGreaterThanOrEqualTo(85);
            assertThat(greatest).as("gap %s", gap).isGreaterThanOrEqualTo(95);
        }
    }

    @Test
    void doubts_a_classifier_without_an_error() {
        // Given
        double[] confidence = new double[100];
        boolean[] correct = new boolean[100];
        Arrays.fill(confidence, 1);
        Arrays.fill(correct, true);
        // When
        Estimate.Measured estimate =
                measured(bootstrap(2000).estimate(Reliability.equalWidth(Labelled.of(confidence, correct), 15), 1));
        // Then: an error rate of 1 − 0.025^(1/100) leaves 100 right ones in a row a chance of 2.5 %
        assertThat(estimate.value()).isZero();
        assertThat(estimate.interval().lower()).isZero();
        assertThat(estimate.interval().upper()).isCloseTo(1 - Math.pow(.025, .01), within(.006));
    }

    @Test
    void answers_not_enough_data() {
        Labelled few = Labelled.of(new double[29], new boolean[29]);
        assertThat(bootstrap(100).estimate(few, BrierScore::of)).isEqualTo(new Estimate.NotEnoughData(29, 30));
        assertThat(bootstrap(100).estimate(Reliability.equalMass(few, 15), 1))
                .isEqualTo(new Estimate.NotEnoughData(29, 30));
    }

    @Test
    void refuses_what_is_no_plan() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bootstrap(99, .95, new SplittableRandom(1)))
                .withMessageContaining("99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bootstrap(100, 95, new SplittableRandom(1)))
                .withMessageContaining("95.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bootstrap(100).estimate(Reliability.equalMass(Example.labelled(), 5), Double.NaN))
                .withMessageContaining("NaN");
    }

    private static Labelled draw(int n, double gap, SplittableRandom random) {
        double[] confidence = new double[n];
        boolean[] correct = new boolean[n];
        for (int i = 0; i < n; i++) {
            confidence[i] = .5 + .5 * random.nextDouble();
            correct[i] = random.nextDouble() < confidence[i] - gap;
        }
        return Labelled.of(confidence, correct);
    }

    private static boolean covers(Estimate estimate, double truth) {
        Estimate.Measured measured = measured(estimate);
        return measured.interval().lower() <= truth + 1e-9
                && truth - 1e-9 <= measured.interval().upper();
    }

    private static Bootstrap bootstrap(int replicates) {
        return new Bootstrap(replicates, .95, new SplittableRandom(5));
    }

    private static Estimate.Measured measured(Estimate estimate) {
        return (Estimate.Measured) estimate;
    }
}
