package io.plumbline.stats.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.plumbline.stats.distance.Comparison.Measured;
import io.plumbline.stats.distance.Comparison.NotEnoughData;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    private static final double[] X = {.1, .2, .3, .4, .5, .6, .7, .8, .9, 1.0};
    private static final double[] Y = {.05, .15, .25, .35, .36, .45, .55, .65, .66, .95};
    private static final Design PLAIN = Design.independent(.05);

    @Test
    void has_the_published_distances_and_p_values() {
        // When
        Measured exact = measured(Samples.kolmogorovSmirnovExact(X, Y));
        Measured asymptotic = measured(Samples.kolmogorovSmirnovAsymptotic(X, Y, PLAIN));
        Measured moved = measured(Samples.wasserstein(X, Y));
        // Then
        assertThat(exact.effect()).isCloseTo(.3, within(1e-15));
        assertThat(exact.p()).isCloseTo(.786929788478, within(1e-12));
        assertThat(asymptotic.p()).isCloseTo(.6640, within(1e-12));
        assertThat(moved.effect()).isCloseTo(.108, within(1e-15));
        assertThat(Samples.kolmogorovSmirnov(X, Y)).isEqualTo(exact);
        assertThat(Samples.kolmogorovSmirnovDistance(X, Y)).isEqualTo(exact.effect());
        assertThat(Samples.wassersteinDistance(X, Y)).isEqualTo(moved.effect());
    }

    /** From SciPy 1.17.1: ks_2samp with method exact and asymp, wasserstein_distance, the same over numpy.std of x. */
    @ParameterizedTest
    @CsvSource({
        "5, 7, .171428571429, 1, NaN, .072420810340, .267243006012",
        "13, 8, .240384615385, .866725637623, NaN, .069277441392, .242347777036",
        "30, 40, .158333333333, .733047676028, .730394805846, .088239389763, .313207203539",
        "100, 60, .116666666667, .648951297255, .636767122273, .066021025701, .229700564316",
        "250, 250, .1, .164220539815, .153323352237, .064929935227, .225591056749",
        "9, 500, .228666666667, .663553094042, NaN, .102037636442, .382123320151"
    })
    void agrees_with_scipy(int n, int m, double d, double exact, double asymptotic, double w, double scaled) {
        // Given
        double[] x = new double[n];
        Arrays.setAll(x, i -> (i + 1) * 0.6180339887498949 % 1);
        double[] y = new double[m];
        Arrays.setAll(y, i -> Math.pow((i + 1) * 1.4142135623730951 % 1, 1.3));
        // Then
        assertThat(measured(Samples.kolmogorovSmirnovExact(x, y)).effect()).isCloseTo(d, within(1e-12));
        assertThat(measured(Samples.kolmogorovSmirnovExact(x, y)).p()).isCloseTo(exact, within(1e-11));
        assertThat(measured(Samples.wasserstein(x, y)).effect()).isCloseTo(w, within(1e-12));
        assertThat(measured(Samples.wassersteinScaled(x, y, PLAIN)).effect()).isCloseTo(scaled, within(1e-11));
        if (Double.isNaN(asymptotic)) {
            assertThat(Samples.kolmogorovSmirnovAsymptotic(x, y, PLAIN)).isInstanceOf(NotEnoughData.class);
        } else {
            assertThat(measured(Samples.kolmogorovSmirnovAsymptotic(x, y, PLAIN))
                            .p())
                    .isCloseTo(asymptotic, within(1e-11));
        }
    }

    @Test
    void counts_every_arrangement_of_few_values_with_and_without_ties() {
        for (long seed = 0; seed < 60; seed++) {
            // Given
            Random random = new Random(seed);
            int levels = seed % 3 == 0 ? 1000 : 1 + random.nextInt(6);
            double[] x = random.ints(1 + random.nextInt(6), 0, levels)
                    .asDoubleStream()
                    .toArray();
            double[] y = random.ints(1 + random.nextInt(7), 0, levels)
                    .asDoubleStream()
                    .toArray();
            double[] all = Arrays.copyOf(x, x.length + y.length);
            System.arraycopy(y, 0, all, x.length, y.length);
            // When
            Measured measured = measured(Samples.kolmogorovSmirnovExact(x, y));
            // Then
            int arrangements = 0;
            int extreme = 0;
            for (int chosen = 0; chosen < 1 << all.length; chosen++) {
                if (Integer.bitCount(chosen) == x.length) {
                    arrangements++;
                    extreme += bruteDistance(all, chosen, x.length) >= bruteDistance(all, (1 << x.length) - 1, x.length)
                            ? 1
                            : 0;
                }
            }
            assertThat(measured.p()).as("seed %d", seed).isCloseTo((double) extreme / arrangements, within(1e-13));
        }
    }

    /** Largest difference times n·m, by counting. */
    private static long bruteDistance(double[] all, int chosen, int n) {
        long largest = 0;
        for (double at : all) {
            long below = 0;
            long belowOther = 0;
            for (int i = 0; i < all.length; i++) {
                below += all[i] <= at && (chosen >> i & 1) == 1 ? 1 : 0;
                belowOther += all[i] <= at && (chosen >> i & 1) == 0 ? 1 : 0;
            }
            largest = Math.max(largest, Math.abs(below * (all.length - n) - belowOther * n));
        }
        return largest;
    }

    @Test
    void keeps_its_digits_far_in_the_tail() {
        // Given
        double[] low = new Random(1).doubles(40, 0, 1).toArray();
        double[] high = new Random(2).doubles(40, 2, 3).toArray();
        // When
        Measured apart = measured(Samples.kolmogorovSmirnovExact(low, high));
        // Then
        assertThat(apart.effect()).isEqualTo(1);
        // 2 / C(80, 40), from Python's math.comb.
        assertThat(apart.p()).isCloseTo(1.8603403656036264e-23, withinPercentage(1e-8));
    }

    @Test
    void finds_the_area_between_the_functions_as_by_sorting() {
        for (long seed = 0; seed < 30; seed++) {
            // Given
            Random random = new Random(seed);
            int n = 1 + random.nextInt(50);
            double[] x = random.ints(n, -20, 20).asDoubleStream().toArray();
            double[] y = random.doubles(n, -20, 20).toArray();
            // Then
            double[] left = x.clone();
            double[] right = y.clone();
            Arrays.sort(left);
            Arrays.sort(right);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.abs(left[i] - right[i]) / n;
            }
            assertThat(Samples.wassersteinDistance(x, y)).as("seed %d", seed).isCloseTo(sum, within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 12, 300", "250, 4000, 300", "300, 200, 500"})
    void keeps_the_level_of_wasserstein(int n, int m, int runs) {
        double error = Math.sqrt(.05 * .95 / runs);
        assertThat(falseAlarms(Samples::wasserstein, n, m, runs, false)).isBetween(.04 - 3 * error, .05 + 3 * error);
    }

    @Test
    void keeps_the_level_with_heavy_ties() {
        assertThat(falseAlarms(Samples::wasserstein, 80, 90, 500, true)).isBetween(.02, .08);
        assertThat(falseAlarms((x, y) -> Samples.psi(x, y, PLAIN), 700, 500, 500, true))
                .isBetween(.02, .08);
        assertThat(falseAlarms((x, y) -> Samples.jensenShannon(x, y, PLAIN), 700, 500, 500, true))
                .isBetween(.02, .08);
        assertThat(falseAlarms(Samples::kolmogorovSmirnov, 100, 150, 500, true)).isBetween(.02, .08);
    }

    @Test
    void keeps_the_level_of_what_takes_cells() {
        assertThat(falseAlarms((x, y) -> Samples.psi(x, y, PLAIN), 400, 300, 500, false))
                .isBetween(.02, .08);
        assertThat(falseAlarms((x, y) -> Samples.jensenShannon(x, y, PLAIN), 100, 2000, 500, false))
                .isBetween(.02, .08);
        assertThat(falseAlarms((x, y) -> Samples.hellinger(x, y, PLAIN), 400, 300, 500, false))
                .isBetween(.02, .08);
        assertThat(falseAlarms((x, y) -> Samples.totalVariation(x, y, PLAIN), 400, 300, 500, false))
                .isBetween(.02, .08);
        assertThat(falseAlarms((x, y) -> Samples.largestDifference(x, y, PLAIN), 400, 300, 500, false))
                .isBetween(.02, .08);
    }

    @Test
    void sees_a_shift() {
        // Given
        double[] x = new Random(1).doubles(400).map(u -> 3 * u).toArray();
        double[] y = new Random(2).doubles(400).map(u -> 3 * u + 0.7).toArray();
        // Then
        for (Comparison comparison : new Comparison[] {
            Samples.kolmogorovSmirnov(x, y),
            Samples.wasserstein(x, y),
            Samples.wassersteinScaled(x, y, PLAIN),
            Samples.psi(x, y, PLAIN),
            Samples.jensenShannon(x, y, PLAIN),
            Samples.jensenShannonBase2(x, y, PLAIN),
            Samples.hellinger(x, y, PLAIN),
            Samples.totalVariation(x, y, PLAIN),
            Samples.largestDifference(x, y, PLAIN)
        }) {
            assertThat(measured(comparison).drifted(.001)).as("%s", comparison).isTrue();
        }
        assertThat(measured(Samples.wasserstein(x, y)).effect()).isCloseTo(.7, within(.15));
    }

    @Test
    void says_when_there_is_not_enough() {
        double[] none = {};
        double[] four = {1, 2, 3, 4};
        assertThat(Samples.kolmogorovSmirnov(none, X)).isEqualTo(new NotEnoughData(0, 1));
        assertThat(Samples.kolmogorovSmirnovAsymptotic(four, X, PLAIN)).isEqualTo(new NotEnoughData(4, 10));
        assertThat(Samples.wasserstein(X, four)).isEqualTo(new NotEnoughData(4, 5));
        assertThat(Samples.psi(none, none, PLAIN)).isInstanceOf(NotEnoughData.class);
        assertThat(Samples.psi(X, Y, PLAIN)).isInstanceOf(NotEnoughData.class);
        assertThat(Samples.jensenShannon(X, Y, PLAIN)).isEqualTo(new NotEnoughData(10, 40));
        assertThat(Samples.largestDifference(none, Y, PLAIN)).isInstanceOf(NotEnoughData.class);
    }

    @Test
    void finds_no_difference_between_constants() {
        double[] sevens = new double[50];
        Arrays.fill(sevens, 7);
        assertThat(Samples.kolmogorovSmirnov(sevens, sevens)).isEqualTo(new Measured(0, .1, 1, 50, 50, 1));
        assertThat(measured(Samples.wassersteinScaled(sevens, sevens, PLAIN)).p())
                .isEqualTo(1);
        assertThat(measured(Samples.wassersteinScaled(sevens, sevens, PLAIN)).effect())
                .isZero();
        assertThat(measured(Samples.jensenShannon(sevens, sevens, PLAIN)).p()).isEqualTo(1);
        assertThat(measured(Samples.wassersteinScaled(sevens, X, PLAIN)).effect())
                .isInfinite();
        assertThat(Samples.kolmogorovSmirnovDistance(new double[] {-0.0}, new double[] {0.0}))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refuses_what_is_no_finite_number(double bad) {
        double[] values = {1, bad, 3};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.kolmogorovSmirnov(values, X))
                .withMessageContaining(String.valueOf(bad));
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.wasserstein(X, values));
        assertThatIllegalArgumentException().isThrownBy(() -> Samples.psi(values, X, PLAIN));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.wassersteinDistance(new double[0], X))
                .withMessageContaining("0 and 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.kolmogorovSmirnovExact(new double[40_000], new double[40_000]))
                .withMessageContaining("40000");
    }

    private static double falseAlarms(
            BiFunction<double[], double[], Comparison> test, int n, int m, int runs, boolean tied) {
        Random random = new Random(31L * n + m);
        int alarms = 0;
        for (int run = 0; run < runs; run++) {
            double[] x = sample(random, n, tied);
            double[] y = sample(random, m, tied);
            alarms += measured(test.apply(x, y)).p() <= .05 ? 1 : 0;
        }
        return (double) alarms / runs;
    }

    private static double[] sample(Random random, int n, boolean tied) {
        return random.doubles(n)
                .map(u -> tied ? Math.rint(8 * u * u) : -Math.log(u))
                .toArray();
    }

    private static Measured measured(Comparison comparison) {
        assertThat(comparison).isInstanceOf(Measured.class);
        return (Measured) comparison;
    }
}
