package io.plumbline.stats.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Histogram;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReliabilityTest {
    private static final double TIGHT = 1e-13;

    @Test
    void has_the_published_errors() {
        // Given
        double[] confidence = {.25, .25, .55, .75, .75};
        boolean[] correct = {false, false, true, true, true};
        // When
        Labelled data = Labelled.of(confidence, correct);
        // Then
        assertThat(CalibrationError.expected(data, 2)).isCloseTo(.29, within(TIGHT));
        assertThat(CalibrationError.rootMeanSquare(data, 2)).isCloseTo(.2918332857414772, within(TIGHT));
        assertThat(CalibrationError.maximum(data, 2)).isCloseTo(.31666666666666665, within(TIGHT));
    }

    /** netcal 1.4.0 (ECE, MCE), and numpy 2.4.6 by the definition. */
    @Test
    void agrees_with_other_programs_on_equal_width() {
        Labelled data = Example.labelled();
        assertThat(CalibrationError.expected(data)).isCloseTo(.155649157581764, within(TIGHT));
        assertThat(CalibrationError.maximum(data)).isCloseTo(.394959648874416, within(TIGHT));
        assertThat(CalibrationError.rootMeanSquare(data)).isCloseTo(.186695881757057, within(TIGHT));
        assertThat(CalibrationError.expected(data, 10)).isCloseTo(.153639246778989, within(TIGHT));
        assertThat(CalibrationError.maximum(data, 10)).isCloseTo(.353796599832279, within(TIGHT));
        assertThat(CalibrationError.rootMeanSquare(data, 10)).isCloseTo(.183801210693272, within(TIGHT));
        Reliability weighted = Reliability.equalWidth(Example.weighted(), 15);
        assertThat(weighted.expectedError()).isCloseTo(.163767074675952, within(TIGHT));
        assertThat(weighted.rootMeanSquareError()).isCloseTo(.188737454412513, within(TIGHT));
        assertThat(weighted.maximumError()).isCloseTo(.341097718300657, within(TIGHT));
    }

    /** uncertainty-calibration 0.1.4, the program of Kumar et al.; its mean of 400,000 simulations for the first norm. */
    @Test
    void agrees_with_other_programs_on_equal_mass_and_without_bias() {
        Labelled data = Example.labelled();
        Reliability mass = Reliability.equalMass(data, 15);
        assertThat(CalibrationError.adaptive(data)).isCloseTo(.155902874132805, within(TIGHT));
        assertThat(mass.rootMeanSquareError()).isCloseTo(.185587645912256, within(TIGHT));
        assertThat(mass.debiasedRootMeanSquareError()).isCloseTo(.165367825258606, within(TIGHT));
        assertThat(CalibrationError.debiasedRootMeanSquare(data)).isCloseTo(.166617228233288, within(TIGHT));
        assertThat(CalibrationError.debiasedExpected(data)).isCloseTo(.142615723699392, within(2e-4));
        assertThat(CalibrationError.adaptive(tied(), 15)).isCloseTo(.1677, within(TIGHT));
    }

    @Test
    void gives_each_bin_its_lower_edge_and_the_last_one_both() {
        for (int bins = 1; bins <= 60; bins++) {
            for (int edge = 0; edge <= bins; edge++) {
                // Given
                double at = (double) edge / bins;
                // When
                Labelled data = Labelled.of(new double[] {at}, new boolean[] {true});
                ReliabilityBin bin = Reliability.equalWidth(data, bins).bins().get(0);
                // Then
                int expected = Math.min(edge, bins - 1);
                assertThat(bin.lower()).as("%d of %d", edge, bins).isEqualTo((double) expected / bins);
                assertThat(bin.upper()).isEqualTo((expected + 1.0) / bins);
            }
        }
    }

    @Test
    void agrees_with_a_plain_search_for_the_bin() {
        for (int seed = 0; seed < 60; seed++) {
            // Given
            Random random = new Random(seed);
            int n = 1 + random.nextInt(80);
            int bins = 1 + random.nextInt(20);
            double[] confidence =
                    random.doubles(n).map(x -> Math.round(x * 40) / 40.0).toArray();
            boolean[] correct = new boolean[n];
            for (int i = 0; i < n; i++) {
                correct[i] = random.nextBoolean();
            }
            // When
            Reliability reliability = Reliability.equalWidth(Labelled.of(confidence, correct), bins);
            // Then
            assertThat(reliability.expectedError())
                    .as("seed %d", seed)
                    .isCloseTo(plain(confidence, correct, bins), within(TIGHT));
            assertThat(reliability.count()).isEqualTo(n);
        }
    }

    @Test
    void fills_bins_of_equal_mass_evenly() {
        Reliability reliability = Reliability.equalMass(Example.labelled(), 15);
        assertThat(reliability.bins())
                .extracting(ReliabilityBin::count)
                .containsExactly(34L, 34L, 34L, 34L, 34L, 33L, 33L, 33L, 33L, 33L, 33L, 33L, 33L, 33L, 33L);
        Labelled few = Labelled.of(new double[] {.3, .1, .2}, new boolean[3]);
        assertThat(Reliability.equalMass(few, 15).bins()).hasSize(3);
    }

    @Test
    void does_not_part_equal_confidences() {
        // Given
        double[] confidence = {.1, .5, .5, .5, .5, .9};
        // When
        Reliability reliability = Reliability.equalMass(Labelled.of(confidence, new boolean[6]), 3);
        // Then
        assertThat(reliability.bins()).extracting(ReliabilityBin::count).containsExactly(5L, 1L);
    }

    @Test
    void orders_its_norms() {
        Reliability reliability = Reliability.equalWidth(Example.labelled(), 15);
        assertThat(reliability.error(1)).isEqualTo(reliability.expectedError());
        assertThat(reliability.error(2)).isEqualTo(reliability.rootMeanSquareError());
        assertThat(reliability.error(3)).isBetween(reliability.error(2), reliability.maximumError());
        assertThat(reliability.error(400)).isCloseTo(reliability.maximumError(), within(.01));
    }

    @Test
    void debiases_on_average() {
        // Given: perfectly calibrated, so the squared error is 0
        double biased = 0;
        double squares = 0;
        SplittableRandom random = new SplittableRandom(7);
        for (int run = 0; run < 400; run++) {
            double[] confidence = new double[200];
            boolean[] correct = new boolean[200];
            for (int i = 0; i < 200; i++) {
                confidence[i] = .5 + .5 * random.nextDouble();
                correct[i] = random.nextDouble() < confidence[i];
            }
            // When
            Labelled data = Labelled.of(confidence, correct);
            biased += CalibrationError.expected(data) / 400;
            squares += CalibrationError.debiasedExpected(data) / 400;
        }
        // Then
        assertThat(biased).isGreaterThan(.05);
        assertThat(squares).isLessThan(.75 * biased);
    }

    @Test
    void reads_histograms_to_within_half_a_bin() {
        // Given
        Histogram all = new Histogram();
        Histogram right = new Histogram();
        double[] confidence = Example.confidence();
        boolean[] correct = Example.correct();
        for (int i = 0; i < confidence.length; i++) {
            all.add(confidence[i]);
            if (correct[i]) {
                right.add(confidence[i]);
            }
        }
        // When
        Labelled data = Labelled.of(all, right);
        // Then
        assertThat(data.size()).isEqualTo(500);
        assertThat(CalibrationError.expected(data, 10))
                .isCloseTo(CalibrationError.expected(Example.labelled(), 10), within(5e-4));
        assertThat(data.accuracy()).isCloseTo(.532, within(TIGHT));
    }

    @Test
    void says_nothing_of_nothing() {
        Labelled nothing = Labelled.of(new double[0], new boolean[0]);
        Reliability reliability = Reliability.equalWidth(nothing, 15);
        assertThat(reliability.bins()).isEmpty();
        assertThat(reliability.expectedError()).isNaN();
        assertThat(reliability.maximumError()).isNaN();
        assertThat(reliability.debiasedExpectedError()).isNaN();
        assertThat(reliability.debiasedRootMeanSquareError()).isNaN();
        assertThat(CalibrationError.adaptive(nothing)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-.1, 1.1, Double.NaN})
    void refuses_what_is_no_confidence(double confidence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labelled.of(new double[] {confidence}, new boolean[1]))
                .withMessageContaining(String.valueOf(confidence));
    }

    @Test
    void refuses_what_does_not_fit() {
        Histogram one = new Histogram();
        one.add(.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labelled.of(new double[2], new boolean[3]))
                .withMessageContaining("2, 3 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labelled.of(new double[1], new boolean[1], new double[] {-4}))
                .withMessageContaining("-4.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Labelled.of(new Histogram(), one))
                .withMessageContaining("1 right predictions among 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CalibrationError.expected(Example.labelled(), 0))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reliability.equalMass(Example.labelled(), 3).error(.5))
                .withMessageContaining("0.5");
    }

    private static Labelled tied() {
        double[] confidence = Example.confidence();
        for (int i = 0; i < confidence.length; i++) {
            confidence[i] = Math.rint(confidence[i] * 20) / 20;
        }
        return Labelled.of(confidence, Example.correct());
    }

    private static double plain(double[] confidence, boolean[] correct, int bins) {
        double error = 0;
        for (int b = 0; b < bins; b++) {
            double gap = 0;
            for (int i = 0; i < confidence.length; i++) {
                boolean inside = confidence[i] >= (double) b / bins
                        && (confidence[i] < (b + 1.0) / bins || (b == bins - 1 && confidence[i] == 1));
                gap += inside ? confidence[i] - (correct[i] ? 1 : 0) : 0;
            }
            error += Math.abs(gap) / confidence.length;
        }
        return error;
    }

    @ParameterizedTest
    @CsvSource({
        "-.1, .2, 5, 5, .5, .1, .1, -0.1",
        ".1, 1.2, 5, 5, .5, .1, .1, 1.2",
        ".2, .1, 5, 5, .5, .1, .1, 0.1",
        ".1, .2, 0, 5, .5, .1, .1, 0",
        ".1, .2, 5, 0, .5, .1, .1, 0.0",
        ".1, .2, 5, NaN, .5, .1, .1, NaN",
        ".1, .2, 5, 5, 0, .1, .1, 0.0",
        ".1, .2, 5, 5, 1.5, .1, .1, 1.5",
        ".1, .2, 5, 5, .5, NaN, .1, NaN",
        ".1, .2, 5, 5, .5, .1, 1.25, 1.25"
    })
    void a_bin_refuses_what_cannot_be(ArgumentsAccessor bin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReliabilityBin(
                        bin.getDouble(0),
                        bin.getDouble(1),
                        bin.getLong(2),
                        bin.getDouble(3),
                        bin.getDouble(4),
                        bin.getDouble(5),
                        bin.getDouble(6)))
                .withMessageEndingWith(" " + bin.getString(7));
    }
}
