package io.plumbline.stats.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.distance.Comparison.Measured;
import io.plumbline.stats.distance.Comparison.NotEnoughData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountTestsTest {
    private static final Design PLAIN = Design.independent(.05);
    private static final double[] EVEN = {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1};
    private static final double[] SKEWED = {.6, .2, .1, .05, .02, .01, .01, .005, .003, .002};

    private interface CountTest {
        Comparison apply(long[] reference, long[] current, Design design);
    }

    private static Map<String, CountTest> all() {
        Map<String, CountTest> tests = new LinkedHashMap<>();
        tests.put("PSI", CountTests::populationStability);
        tests.put("JS", CountTests::jensenShannon);
        tests.put("JS base 2", CountTests::jensenShannonBase2);
        tests.put("Hellinger", CountTests::hellinger);
        tests.put("TVD", CountTests::totalVariation);
        tests.put("L∞", CountTests::largestDifference);
        tests.put("χ²", CountTests::chiSquared);
        tests.put("corrected χ²", CountTests::chiSquaredCorrected);
        return tests;
    }

    @Test
    void has_the_published_statistic_and_tail() {
        // Given
        long[] reference = {16, 18, 16, 14, 12, 12};
        long[] current = {16, 16, 16, 16, 16, 8};
        // Then
        assertThat(CountDistances.chiSquared(reference, current)).isCloseTo(1.622408963585, within(1e-12));
        assertThat(measured(CountTests.chiSquared(reference, current, PLAIN)).p())
                .isCloseTo(.898526239403, within(1e-12));
        assertThat(CountDistances.cramersVCorrected(reference, current)).isZero();
    }

    /**
     * From SciPy 1.17.1: chi2_contingency without correction, contingency.association; the corrected V is Bergsma's formula
     * in NumPy; jensenshannon with base e and 2; Hellinger, TVD and L∞ in NumPy.
     */
    @ParameterizedTest
    @CsvSource({
        "30 20 50, 45 25 30, 8.555555555556 .0138734577625 .206827894100 .181363769975"
                + " .146888241306 .176430758220 .147212112993 .2 .2",
        "12 5 9 40, 100 60 70 220, 3.654357456889 .30128733903 .084155143008 .035486484762"
                + " .092105138110 .110629545349 .092270175135 .117171717172 .117171717172",
        "1000 2000, 100 260, 4.505229283990 .0337913655817 .036617510139 .032302399900"
                + " .042662336911 .051242688875 .042673455288 .055555555556 .055555555556"
    })
    void agrees_with_scipy(String first, String second, String values) {
        // Given
        long[] reference = counts(first);
        long[] current = counts(second);
        double[] expected = Arrays.stream(values.trim().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        // When
        double statistic = CountDistances.chiSquared(reference, current);
        double[] actual = {
            statistic,
            ChiSquared.tail(statistic, reference.length - 1),
            CountDistances.cramersV(reference, current),
            CountDistances.cramersVCorrected(reference, current),
            CountDistances.jensenShannon(reference, current),
            CountDistances.jensenShannonBase2(reference, current),
            CountDistances.hellinger(reference, current),
            CountDistances.totalVariation(reference, current),
            CountDistances.largestDifference(reference, current)
        };
        // Then
        assertThat(actual).containsExactly(expected, within(1e-11));
    }

    @ParameterizedTest
    @CsvSource({"200, 200", "300, 2000", "1000, 1000"})
    void keeps_every_level_without_drift(int n, int m) {
        for (double[] shares : new double[][] {EVEN, SKEWED}) {
            Map<String, Integer> alarms = new LinkedHashMap<>();
            Random random = new Random(17L * n + m);
            int runs = 300;
            for (int run = 0; run < runs; run++) {
                // Given
                long[] reference = sample(random, shares, n);
                long[] current = sample(random, shares, m);
                // When
                all().forEach((name, test) -> {
                    Measured measured = measured(test.apply(reference, current, PLAIN));
                    alarms.merge(name, measured.p() <= .05 ? 1 : 0, Integer::sum);
                });
            }
            // Then
            alarms.forEach(
                    (name, count) -> assertThat((double) count / runs).as(name).isBetween(.013, .088));
        }
    }

    @Test
    void sees_a_class_that_comes_up_more_often() {
        // Given
        Random random = new Random(5);
        long[] reference = sample(random, EVEN, 3000);
        long[] current = sample(random, new double[] {.3, .1, .1, .1, .1, .1, .05, .05, .05, .05}, 2000);
        // Then
        all().forEach((name, test) -> assertThat(
                        measured(test.apply(reference, current, PLAIN)).drifted(.001))
                .as(name)
                .isTrue());
    }

    @Test
    void is_less_sure_of_clustered_samples_and_of_a_design_that_was_estimated() {
        // Given
        Random random = new Random(6);
        long[] reference = sample(random, EVEN, 3000);
        long[] current = sample(random, new double[] {.12, .08, .1, .1, .1, .1, .1, .1, .1, .1}, 3000);
        Design clustered = new Design(.05, 2, 2, Double.POSITIVE_INFINITY);
        Design estimated = new Design(.05, 2, 2, 7);
        // Then
        all().forEach((name, test) -> {
            double independent = measured(test.apply(reference, current, PLAIN)).p();
            double known = measured(test.apply(reference, current, clustered)).p();
            double unsure = measured(test.apply(reference, current, estimated)).p();
            assertThat(independent).as(name).isLessThan(known);
            assertThat(known).as(name).isLessThan(unsure);
        });
    }

    @Test
    void asks_clustered_samples_for_more() {
        // Given
        Design design = new Design(.05, 1, 3, Double.POSITIVE_INFINITY);
        long[] fifty = {25, 25};
        // Then
        assertThat(CountTests.chiSquared(fifty, fifty, design)).isEqualTo(new NotEnoughData(50, 90));
        assertThat(measured(CountTests.chiSquared(fifty, new long[] {45, 45}, design))
                        .needed())
                .isEqualTo(90);
    }

    @Test
    void says_when_there_is_not_enough_or_nothing_to_tell_apart() {
        all().forEach((name, test) -> {
            assertThat(test.apply(new long[0], new long[0], PLAIN)).as(name).isEqualTo(new NotEnoughData(0, 30));
            assertThat(test.apply(new long[] {9, 9}, new long[] {900, 900}, PLAIN))
                    .as(name)
                    .isInstanceOf(NotEnoughData.class);
            Measured same = measured(test.apply(new long[] {40, 0}, new long[] {80, 0}, PLAIN));
            assertThat(same.effect()).as(name).isZero();
            assertThat(same.p()).as(name).isEqualTo(1);
        });
    }

    @Test
    void refuses_what_is_no_count() {
        all().forEach((name, test) -> {
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> test.apply(new long[] {40, -2}, new long[] {40, 2}, PLAIN))
                    .withMessageContaining("-2");
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> test.apply(new long[] {40, Long.MAX_VALUE}, new long[] {40, 2}, PLAIN))
                    .withMessageContaining(String.valueOf(Long.MAX_VALUE));
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> test.apply(new long[3], new long[2], PLAIN))
                    .withMessageContaining("3 and 2");
        });
    }

    @Test
    void takes_no_impossible_design() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Design(1, 1, 1, 7))
                .withMessageContaining("1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Design(.05, .5, 1, 7))
                .withMessageContaining("0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Design(.05, 1, Double.NaN, 7))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Design(.05, 1, 1, 0))
                .withMessageContaining("0.0");
    }

    private static long[] counts(String text) {
        return Arrays.stream(text.trim().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static long[] sample(Random random, double[] shares, int n) {
        long[] counts = new long[shares.length];
        for (int i = 0; i < n; i++) {
            double left = random.nextDouble();
            int cell = 0;
            while (cell < shares.length - 1 && left >= shares[cell]) {
                left -= shares[cell++];
            }
            counts[cell]++;
        }
        return counts;
    }

    private static Measured measured(Comparison comparison) {
        assertThat(comparison).isInstanceOf(Measured.class);
        return (Measured) comparison;
    }
}
