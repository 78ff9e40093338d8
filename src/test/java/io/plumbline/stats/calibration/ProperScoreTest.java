package io.plumbline.stats.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProperScoreTest {
    private static final double TIGHT = 1e-13;
    private static final double[][] ROWS = {{.7, .2, .1}, {.1, .8, .1}, {.3, .3, .4}, {.25, .5, .25}};
    private static final int[] LABELS = {0, 1, 0, 2};

    /** scikit-learn 1.9.1: brier_score_loss (scale_by_half=False for three classes) and log_loss. */
    @Test
    void agrees_with_another_program() {
        assertThat(BrierScore.of(Example.labelled())).isCloseTo(.263847326489739, within(TIGHT));
        assertThat(BrierScore.of(Example.weighted())).isCloseTo(.264305638664705, within(TIGHT));
        assertThat(BrierScore.multiclass(ROWS, LABELS)).isCloseTo(.45375, within(TIGHT));
        assertThat(LogLoss.of(Example.labelled())).isCloseTo(.791174190661547, within(TIGHT));
        assertThat(LogLoss.of(Example.weighted())).isCloseTo(.788636195398233, within(TIGHT));
        assertThat(LogLoss.multiclass(ROWS, LABELS)).isCloseTo(.792521415174692, within(TIGHT));
        Labelled certain = Labelled.of(new double[] {0, 1, .5}, new boolean[] {true, false, true});
        assertThat(LogLoss.of(certain)).isCloseTo(24.2601513195981, within(1e-12));
    }

    @Test
    void splits_the_score_without_remainder() {
        for (int seed = 0; seed < 100; seed++) {
            // Given
            Random random = new Random(seed);
            int n = 1 + random.nextInt(60);
            double[] confidence = random.doubles(n).toArray();
            double[] weight = random.doubles(n, .1, 5).toArray();
            boolean[] correct = new boolean[n];
            for (int i = 0; i < n; i++) {
                correct[i] = random.nextDouble() < .7;
            }
            // When
            BrierDecomposition parts =
                    BrierDecomposition.of(Labelled.of(confidence, correct, weight), 1 + random.nextInt(12));
            // Then
            assertThat(sum(parts)).as("seed %d", seed).isCloseTo(parts.score(), within(TIGHT));
            assertThat(parts.uncertainty()).isBetween(0.0, .25);
        }
    }

    @Test
    void has_nothing_within_groups_of_one_confidence() {
        // Given: 8 of 10 right at 0.9, 3 of 10 at 0.4
        double[] confidence = new double[20];
        boolean[] correct = new boolean[20];
        for (int i = 0; i < 20; i++) {
            confidence[i] = i < 10 ? .9 : .4;
            correct[i] = i < 8 || i >= 17;
        }
        // When
        BrierDecomposition parts = BrierDecomposition.of(Labelled.of(confidence, correct));
        // Then
        assertThat(parts.reliability()).isCloseTo(.01, within(TIGHT));
        assertThat(parts.resolution()).isCloseTo(.0625, within(TIGHT));
        assertThat(parts.uncertainty()).isCloseTo(.2475, within(TIGHT));
        assertThat(parts.withinVariance()).isCloseTo(0, within(1e-30));
        assertThat(parts.withinCovariance()).isCloseTo(0, within(1e-30));
        assertThat(parts.score()).isCloseTo(.195, within(TIGHT));
    }

    @Test
    void splits_the_score_of_many_classes() {
        BrierDecomposition parts = BrierDecomposition.multiclass(ROWS, LABELS, 4);
        assertThat(parts.score()).isCloseTo(.45375, within(TIGHT));
        assertThat(sum(parts)).isCloseTo(.45375, within(TIGHT));
        assertThat(parts.uncertainty()).isCloseTo(.25 + .1875 + .1875, within(TIGHT));
    }

    @Test
    void says_nothing_of_nothing() {
        Labelled nothing = Labelled.of(new double[0], new boolean[0]);
        assertThat(BrierScore.of(nothing)).isNaN();
        assertThat(LogLoss.of(nothing)).isNaN();
        assertThat(BrierDecomposition.of(nothing).score()).isNaN();
        assertThat(BrierScore.multiclass(new double[0][0], new int[0])).isNaN();
    }

    @Test
    void refuses_what_are_no_probabilities() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrierScore.multiclass(new double[][] {{.5, .6}}, new int[] {0}))
                .withMessageContaining("1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogLoss.multiclass(new double[][] {{.5, Double.NaN}}, new int[] {0}))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogLoss.multiclass(new double[][] {{.5, .5}}, new int[] {2}))
                .withMessageContaining("Label 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrierDecomposition.multiclass(new double[][] {{1}, {.5, .5}}, new int[2], 5))
                .withMessageContaining("Row 1 has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrierScore.multiclass(new double[1][1], new int[2]))
                .withMessageContaining("1 and 2");
    }

    private static double sum(BrierDecomposition parts) {
        return parts.reliability()
                - parts.resolution()
                + parts.uncertainty()
                + parts.withinVariance()
                - parts.withinCovariance();
    }
}
