package io.plumbline.stats.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KolmogorovDistributionTest {

    @ParameterizedTest
    @CsvSource({"0.5, .963945243665", "1, .269999671677", "1.36, .049485876755", "2, .000670925256"})
    void has_the_limit_of_the_tables(double lambda, double tail) {
        assertThat(KolmogorovDistribution.limitTail(lambda)).isCloseTo(tail, within(1e-12));
    }

    @Test
    void has_the_published_tail_of_five() {
        assertThat(KolmogorovDistribution.tail(0.3, 5)).isCloseTo(0.6640, within(5e-5));
    }

    /** From SciPy 1.17.1, kstwo.sf; beyond n = 140 the expansion has an error of 1e-4 of the tail at most. */
    @ParameterizedTest
    @CsvSource({
        "5, .4472135954999579, .19951883851095398, 1e-12",
        "25, .2, .23632065644537592, 1e-12",
        "25, .36, .002082282869655061, 1e-12",
        "25, .6, 3.890920667402015e-09, 1e-12",
        "50, .19233304448274094, .04286423423691765, 1e-12",
        "50, .3111269837220809, 8.487157405481706e-05, 1e-12",
        "141, .1145329, .0456084789035206, 1e-4",
        "500, .0608210, .047451671691015274, 1e-4"
    })
    void agrees_with_scipy(int n, double d, double tail, double error) {
        assertThat(KolmogorovDistribution.tail(d, n)).isCloseTo(tail, withinPercentage(100 * error));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 17, 60, 139, 140, 141, 150, 500, 3000, 6000, 40_000})
    void agrees_with_another_implementation(int n) {
        for (double lambda : new double[] {0.3, 0.45, 0.6, 0.9, 1.2, 1.45, 1.5, 1.8, 2.1, 2.6}) {
            // Given
            double d = lambda / Math.sqrt(n);
            if (d >= 1 || d * n <= 0.6) {
                continue;
            }
            double[] sample = new double[n];
            for (int i = 0; i < n; i++) {
                sample[i] = (i + 0.5) / n;
            }
            double shift = d - 0.5 / n;
            DoubleUnaryOperator cdf = x -> Math.min(1, x + shift);
            var oracle =
                    KolmogorovSmirnovTest.withDefaults().with(PValueMethod.AUTO).test(sample, cdf);
            // When
            double tail = KolmogorovDistribution.tail(oracle.getStatistic(), n);
            // Then
            assertThat(tail).as("lambda %s", lambda).isCloseTo(oracle.getPValue(), withinPercentage(0.2));
        }
    }

    @Test
    void falls_from_one_to_nothing() {
        for (long n : new long[] {1, 10, 100, 1000, 1_000_000, 1L << 40}) {
            double before = 1;
            for (int i = 0; i <= 400; i++) {
                double tail = KolmogorovDistribution.tail(i / 100.0 / Math.sqrt((double) n), n);
                assertThat(tail).as("n %d, step %d", n, i).isBetween(0.0, before + 2e-6);
                before = tail;
            }
        }
        assertThat(KolmogorovDistribution.tail(0, 10)).isEqualTo(1);
        assertThat(KolmogorovDistribution.tail(1, 10)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3.84145882069412, 1, .05", "10, 9, .350485212323", "30, 9, .000438721771"})
    void has_the_chi_squared_tail_of_the_tables(double x, int degreesOfFreedom, double tail) {
        assertThat(ChiSquared.tail(x, degreesOfFreedom)).isCloseTo(tail, within(1e-12));
        assertThat(ChiSquared.critical(tail, degreesOfFreedom)).isCloseTo(x, within(1e-7));
    }
}
