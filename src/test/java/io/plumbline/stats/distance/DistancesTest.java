package io.plumbline.stats.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.distance.Comparison.Measured;
import io.plumbline.stats.distance.Comparison.NotEnoughData;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistancesTest {
    private static final int RUNS = 1000;
    private static final Design PLAIN = Design.independent(.05);

    @ParameterizedTest
    @CsvSource({"400, 3000", "400, 400", "1000, 2000", "3000, 300"})
    void keeps_the_level_of_psi_without_drift(int n, int m) {
        assertThat(falseAlarms(Distances::psi, DistancesTest::typical, n, m)).isBetween(.03, .07);
    }

    @ParameterizedTest
    @CsvSource({"400, 3000", "400, 400", "1000, 2000", "3000, 300"})
    void keeps_the_level_of_jensen_shannon_without_drift(int n, int m) {
        assertThat(falseAlarms(Distances::jensenShannon, DistancesTest::typical, n, m))
                .isBetween(.03, .07);
    }

    @ParameterizedTest
    @CsvSource({"400, 3000", "400, 400", "1000, 2000", "30, 30"})
    void never_exceeds_the_level_of_kolmogorov_smirnov_without_drift(int n, int m) {
        assertThat(falseAlarms(Distances::kolmogorovSmirnov, DistancesTest::typical, n, m))
                .isBetween(.01, .065);
    }

    @ParameterizedTest
    @CsvSource({"80, 60", "2000, 80", "400, 300"})
    void keeps_the_level_of_all_others_without_drift(int n, int m) {
        for (DoubleUnaryOperator quantile : List.<DoubleUnaryOperator>of(DistancesTest::typical, u -> u)) {
            assertThat(falseAlarms((x, y) -> Distances.hellinger(x, y, PLAIN), quantile, n, m))
                    .isBetween(.03, .07);
            assertThat(falseAlarms((x, y) -> Distances.totalVariation(x, y, PLAIN), quantile, n, m))
                    .isBetween(.03, .07);
            assertThat(falseAlarms((x, y) -> Distances.largestDifference(x, y, PLAIN), quantile, n, m))
                    .isBetween(.03, .07);
            assertThat(falseAlarms((x, y) -> Distances.jensenShannonBase2(x, y, PLAIN), quantile, n, m))
                    .isBetween(.03, .07);
        }
        assertThat(falseAlarms(Distances::wasserstein, u -> u, n, m)).isBetween(.025, .065);
    }

    @Test
    void has_the_published_distances_of_raw_values_that_lie_on_its_edges() {
        // Given
        Histogram x = histogram(.1, .2, .3, .4, .5, .6, .7, .8, .9, 1.0);
        Histogram y = histogram(.05, .15, .25, .35, .36, .45, .55, .65, .66, .95);
        Histogram manyX = new Histogram();
        Histogram manyY = new Histogram();
        for (int i = 0; i < 10; i++) {
            manyX.merge(x);
            manyY.merge(y);
        }
        // When
        Measured moved = measured(Distances.wasserstein(manyX, manyY, PLAIN));
        Measured scaled = measured(Distances.wassersteinScaled(manyX, manyY, PLAIN));
        // Then: 1.0 lies in the bin that begins at .999.
        assertThat(moved.effect()).isCloseTo(.108 - .0001, within(1e-12));
        assertThat(scaled.effect()).isCloseTo(moved.effect() / manyX.standardDeviation(), within(1e-12));
        assertThat(scaled.p()).isEqualTo(moved.p());
        assertThat(scaled.drifted(1)).isEqualTo(moved.drifted(1));
    }

    @Test
    void sees_a_real_drift_by_every_other_distance() {
        // Given
        Histogram reference = sample(new Random(1), DistancesTest::typical, 4000);
        Histogram current = sample(new Random(2), u -> 1 - 0.8 * u, 500);
        // Then
        assertThat(measured(Distances.hellinger(reference, current, PLAIN)).drifted(.01))
                .isTrue();
        assertThat(measured(Distances.totalVariation(reference, current, PLAIN)).drifted(.01))
                .isTrue();
        assertThat(measured(Distances.largestDifference(reference, current, PLAIN))
                        .drifted(.01))
                .isTrue();
        assertThat(measured(Distances.wasserstein(reference, current)).drifted(.01))
                .isTrue();
        assertThat(measured(Distances.wassersteinScaled(reference, current, PLAIN))
                        .drifted(.01))
                .isTrue();
        Measured nats = measured(Distances.jensenShannon(reference, current));
        Measured bits = measured(Distances.jensenShannonBase2(reference, current, PLAIN));
        assertThat(bits.effect()).isCloseTo(nats.effect() / Math.sqrt(Math.log(2)), within(1e-12));
        assertThat(bits.p()).isCloseTo(nats.p(), within(1e-12));
    }

    @Test
    void is_less_sure_of_clustered_samples_and_asks_for_more_of_them() {
        // Given
        Histogram reference = sample(new Random(1), DistancesTest::typical, 4000);
        Histogram current = sample(new Random(2), u -> 1 - 0.83 * u * u * u, 3000);
        Histogram few = sample(new Random(3), DistancesTest::typical, 500);
        Design known = new Design(.05, 3, 3, Double.POSITIVE_INFINITY);
        Design estimated = new Design(.05, 3, 3, 7);
        // Then
        for (BiFunction<Histogram, Design, Comparison> distance : List.<BiFunction<Histogram, Design, Comparison>>of(
                (h, d) -> Distances.psi(reference, h, d),
                (h, d) -> Distances.kolmogorovSmirnov(reference, h, d),
                (h, d) -> Distances.jensenShannon(reference, h, d),
                (h, d) -> Distances.wasserstein(reference, h, d))) {
            double plain = measured(distance.apply(current, PLAIN)).p();
            double less = measured(distance.apply(current, known)).p();
            double least = measured(distance.apply(current, estimated)).p();
            assertThat(plain).isLessThan(less);
            assertThat(less).isNotEqualTo(least);
        }
        assertThat(Distances.psi(reference, few, PLAIN)).isInstanceOf(Measured.class);
        assertThat(Distances.psi(reference, few, known)).isInstanceOf(NotEnoughData.class);
    }

    @Test
    void keeps_the_level_when_most_values_are_tied() {
        assertThat(falseAlarms(Distances::psi, DistancesTest::saturated, 500, 800))
                .isBetween(.03, .07);
        assertThat(falseAlarms(Distances::jensenShannon, DistancesTest::saturated, 500, 800))
                .isBetween(.03, .07);
        assertThat(falseAlarms(Distances::kolmogorovSmirnov, DistancesTest::saturated, 500, 800))
                .isLessThan(.065);
    }

    @Test
    void sees_a_real_drift() {
        // Given
        Histogram reference = sample(new Random(1), DistancesTest::typical, 4000);
        Histogram current = sample(new Random(2), u -> 1 - 0.8 * u, 500);
        // Then
        assertThat(measured(Distances.psi(reference, current)).drifted(.01)).isTrue();
        assertThat(measured(Distances.jensenShannon(reference, current)).drifted(.01))
                .isTrue();
        assertThat(measured(Distances.kolmogorovSmirnov(reference, current)).drifted(.01))
                .isTrue();
    }

    @Test
    void makes_no_fuss_about_a_tiny_difference_however_significant() {
        // Given
        Histogram reference = sample(new Random(1), DistancesTest::typical, 400_000);
        Histogram current = sample(new Random(2), u -> 1 - 0.81 * Math.pow(u, 2.9), 400_000);
        // When
        Measured psi = measured(Distances.psi(reference, current));
        Measured distance = measured(Distances.kolmogorovSmirnov(reference, current));
        // Then
        assertThat(psi.p()).isLessThan(1e-6);
        assertThat(psi.threshold()).isEqualTo(0.1);
        assertThat(psi.drifted(.05)).isFalse();
        assertThat(distance.p()).isLessThan(1e-6);
        assertThat(distance.drifted(.05)).isFalse();
    }

    @Test
    void asks_more_of_a_small_sample() {
        // Given
        Histogram reference = sample(new Random(1), DistancesTest::typical, 5000);
        Histogram current = sample(new Random(2), DistancesTest::typical, 300);
        // When
        Measured loose = measured(Distances.psi(reference, current, .05));
        Measured strict = measured(Distances.psi(reference, current, 1e-6));
        // Then
        assertThat(loose.threshold()).isEqualTo(0.1);
        assertThat(strict.threshold())
                .isCloseTo(ChiSquared.critical(1e-6, 9) * (1.0 / 5000 + 1.0 / 300), within(1e-12));
        assertThat(loose.reference()).isEqualTo(5000);
        assertThat(loose.current()).isEqualTo(300);
        assertThat(loose.needed()).isBetween(200L, 220L);
    }

    @Test
    void notices_values_that_leave_the_only_bin_of_the_reference() {
        // Given
        Histogram reference = sample(new Random(1), u -> 1, 1000);
        Histogram current = sample(new Random(2), u -> u < .7 ? 1 : .5, 1000);
        // Then
        assertThat(measured(Distances.psi(reference, current)).drifted(.01)).isTrue();
        assertThat(measured(Distances.psi(reference, reference)).effect()).isZero();
        assertThat(measured(Distances.jensenShannon(reference, current)).drifted(.01))
                .isTrue();
        assertThat(measured(Distances.jensenShannon(reference, reference)))
                .isEqualTo(new Measured(0, .1, 1, 1000, 1000, 30));
    }

    @Test
    void has_the_published_kolmogorov_smirnov_distance() {
        // Given
        Histogram x = histogram(.1, .2, .3, .4, .5, .6, .7, .8, .9, 1.0);
        Histogram y = histogram(.05, .15, .25, .35, .36, .45, .55, .65, .66, .95);
        // Then
        assertThat(Distances.supremum(x, y)).isCloseTo(.3, within(1e-15));
    }

    @Test
    void says_when_there_is_not_enough() {
        Histogram many = sample(new Random(1), DistancesTest::typical, 5000);
        Histogram few = sample(new Random(2), DistancesTest::typical, 12);
        Histogram none = new Histogram();
        assertThat(Distances.psi(many, few)).isInstanceOfSatisfying(NotEnoughData.class, little -> {
            assertThat(little.n()).isEqualTo(12);
            assertThat(little.needed()).isBetween(200L, 220L);
        });
        assertThat(Distances.psi(none, many)).isInstanceOf(NotEnoughData.class);
        assertThat(Distances.psi(none, none)).isInstanceOf(NotEnoughData.class);
        assertThat(Distances.jensenShannon(many, few)).isInstanceOf(NotEnoughData.class);
        assertThat(Distances.jensenShannon(none, none)).isInstanceOf(NotEnoughData.class);
        assertThat(Distances.kolmogorovSmirnov(many, few)).isEqualTo(new NotEnoughData(12, 30));
        assertThat(Distances.kolmogorovSmirnov(few, none)).isEqualTo(new NotEnoughData(0, 30));
    }

    @Test
    void refuses_a_level_that_is_none() {
        Histogram some = histogram(.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distances.psi(some, some, 0))
                .withMessageContaining("not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distances.jensenShannon(some, some, Double.NaN))
                .withMessageContaining("NaN");
    }

    @Test
    void says_when_there_is_not_enough_for_the_others() {
        Histogram many = sample(new Random(1), DistancesTest::typical, 5000);
        Histogram few = sample(new Random(2), DistancesTest::typical, 12);
        assertThat(Distances.wasserstein(many, few)).isEqualTo(new NotEnoughData(12, 30));
        assertThat(Distances.wasserstein(new Histogram(), few)).isEqualTo(new NotEnoughData(0, 30));
        assertThat(Distances.hellinger(few, many, PLAIN)).isInstanceOf(NotEnoughData.class);
        assertThat(Distances.totalVariation(new Histogram(), new Histogram(), PLAIN))
                .isEqualTo(new NotEnoughData(0, 30));
    }

    private static double falseAlarms(
            BiFunction<Histogram, Histogram, Comparison> distance, DoubleUnaryOperator quantile, int n, int m) {
        Random random = new Random(31L * n + m);
        int alarms = 0;
        for (int run = 0; run < RUNS; run++) {
            Histogram reference = sample(random, quantile, n);
            Histogram current = sample(random, quantile, m);
            alarms += measured(distance.apply(reference, current)).p() <= .05 ? 1 : 0;
        }
        return (double) alarms / RUNS;
    }

    /** Confidence of a typical classifier, most of it close to 1: u in, quantile out. */
    private static double typical(double u) {
        return 1 - 0.8 * u * u * u;
    }

    /** Seven in ten saturated at 1. */
    private static double saturated(double u) {
        return u < 0.7 ? 1 : 0.3 + 0.7 * (1 - u) / 0.3;
    }

    private static Histogram sample(Random random, DoubleUnaryOperator quantile, int n) {
        Histogram histogram = new Histogram();
        for (int i = 0; i < n; i++) {
            histogram.add(quantile.applyAsDouble(random.nextDouble()));
        }
        return histogram;
    }

    private static Measured measured(Comparison comparison) {
        assertThat(comparison).isInstanceOf(Measured.class);
        return (Measured) comparison;
    }

    private static Histogram histogram(double... values) {
        Histogram histogram = new Histogram();
        for (double value : values) {
            histogram.add(value);
        }
        return histogram;
    }
}
