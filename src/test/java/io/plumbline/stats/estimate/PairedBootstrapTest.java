package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Interval;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {

    /** scipy 1.17.1: stats.bootstrap, paired, 2,000,000 resamples; the width is that of 20,000 resamples here. */
    @Test
    void agrees_with_another_program() {
        // Given
        double[] first = new double[40];
        double[] second = new double[40];
        for (int i = 0; i < 40; i++) {
            first[i] = (i * 29 + 3) % 31 / 31.0;
            second[i] = (i * 17 + 5) % 37 / 37.0 + .05 * (i % 3) + (i % 11 == 0 ? .8 : 0);
        }
        // When
        PairedDifference.Measured difference =
                measured(PairedBootstrap.difference(first, second, 20_000, .95, new SplittableRandom(1)));
        // Then
        assertThat(difference.value()).isCloseTo(.0846349171752398, within(1e-14));
        assertThat(difference.standardError()).isCloseTo(.0693025648805209, within(.0015));
        assertThat(difference.accelerated().lower()).isCloseTo(-.048336951566047, within(.005));
        assertThat(difference.accelerated().upper()).isCloseTo(.223430688753269, within(.005));
        assertThat(difference.percentile().lower()).isCloseTo(-.0500217959895379, within(.005));
        assertThat(difference.percentile().upper()).isCloseTo(.22133064516129, within(.005));
        assertThat(difference.p()).isBetween(.2, .25);
    }

    /** numpy 2.4.6 and scipy 1.17.1: Efron's formula with a jackknife that leaves out one by one. */
    @Test
    void moves_the_quantiles_by_bias_and_acceleration() {
        // Given
        double[] ascending = new double[1000];
        for (int i = 0; i < 1000; i++) {
            ascending[i] = Math.pow(i / 999.0, 2) * 2 - .5;
        }
        double[] differences = new double[30];
        for (int i = 0; i < 30; i++) {
            differences[i] = Math.pow(i * i % 17, 2) / 50 - 1;
        }
        // When
        Interval interval = PairedBootstrap.accelerated(ascending, differences, .1, .9);
        // Then
        assertThat(interval.lower()).isCloseTo(-.4854081352821291, within(1e-10));
        assertThat(interval.upper()).isCloseTo(1.3952156277553864, within(1e-10));
    }

    @Test
    void compares_two_classifiers() {
        // Given: 60 pictures only the second gets right, 20 only the first
        boolean[] first = new boolean[400];
        boolean[] second = new boolean[400];
        for (int i = 0; i < 400; i++) {
            first[i] = i < 320;
            second[i] = i >= 20 && i < 380;
        }
        // When
        PairedDifference.Measured difference =
                measured(PairedBootstrap.difference(first, second, 4000, .95, new SplittableRandom(2)));
        // Then
        double error = Math.sqrt(.2 - .01) / 20;
        assertThat(difference.value()).isCloseTo(.1, within(1e-14));
        assertThat(difference.standardError()).isCloseTo(error, within(.05 * error));
        assertThat(difference.percentile().lower()).isCloseTo(.1 - 1.96 * error, within(.15 * error));
        assertThat(difference.accelerated().upper()).isCloseTo(.1 + 1.96 * error, within(.15 * error));
        assertThat(difference.p()).isLessThan(.001);
        assertThat(difference.n()).isEqualTo(400);
    }

    @Test
    void keeps_its_level_and_covers() {
        int rejected = 0;
        int covered = 0;
        for (int seed = 0; seed < 500; seed++) {
            // Given
            SplittableRandom random = new SplittableRandom(seed);
            double[] first = random.doubles(60).toArray();
            double[] second = random.doubles(60).toArray();
            // When
            PairedDifference.Measured difference =
                    measured(PairedBootstrap.difference(first, second, 400, .95, random));
            // Then
            rejected += difference.p() <= .05 ? 1 : 0;
            Interval interval = difference.accelerated();
            covered += interval.lower() <= 0 && interval.upper() >= 0 ? 1 : 0;
        }
        assertThat(rejected / 500.0).isBetween(.02, .09);
        assertThat(covered / 500.0).isBetween(.91, .98);
    }

    @Test
    void says_the_same_with_the_same_seed() {
        double[] first = new SplittableRandom(1).doubles(30).toArray();
        double[] second = new SplittableRandom(2).doubles(30).toArray();
        assertThat(PairedBootstrap.difference(first, second, 100, .9, new SplittableRandom(3)))
                .isEqualTo(PairedBootstrap.difference(first, second, 100, .9, new SplittableRandom(3)));
    }

    @Test
    void bears_pairs_that_all_differ_alike() {
        PairedDifference.Measured none =
                measured(PairedBootstrap.difference(new double[12], new double[12], 100, .95, new SplittableRandom(3)));
        assertThat(none.p()).isEqualTo(1);
        assertThat(none.accelerated()).isEqualTo(new Interval(0, 0));
    }

    @Test
    void answers_not_enough_data() {
        assertThat(PairedBootstrap.difference(new double[9], new double[9], 100, .95, new SplittableRandom(3)))
                .isEqualTo(new PairedDifference.NotEnoughData(9, 10));
    }

    @Test
    void refuses_what_does_not_fit() {
        SplittableRandom random = new SplittableRandom(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedBootstrap.difference(new double[12], new double[11], 100, .95, random))
                .withMessageContaining("12 and 11");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PairedBootstrap.difference(new double[] {Double.NaN}, new double[1], 100, .95, random))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedBootstrap.difference(new double[12], new double[12], 99, .95, random))
                .withMessageContaining("99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedBootstrap.difference(new double[12], new double[12], 100, 1.5, random))
                .withMessageContaining("1.5");
    }

    private static PairedDifference.Measured measured(PairedDifference difference) {
        return (PairedDifference.Measured) difference;
    }
}
