package io.plumbline.stats.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class GaussianNormsTest {
    private static final double[][] SHARES = {
        {.5, .5},
        {.45, .45, .1},
        {.9, .05, .05},
        {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1},
        {.6, .2, .1, .05, .02, .01, .01, .005, .005},
        {.96, .01, .01, .01, .01}
    };

    @Test
    void is_a_normal_tail_where_there_is_one_cut() {
        // 2·(1 − Φ(1.96)) from SciPy 1.17.1; the deviation is √(0.3·0.7).
        double deviation = Math.sqrt(.21);
        double normal = .0499957902964409;
        double[] shares = {.3, .7};
        assertThat(GaussianNorms.halfSum(shares).applyAsDouble(1.96 * deviation))
                .isCloseTo(normal, within(1e-12));
        assertThat(GaussianNorms.largestTail(1.96 * deviation, shares)).isCloseTo(normal, within(1e-12));
        assertThat(GaussianNorms.bridgeArea(new double[] {.3, 1}, new double[] {5, 9})
                        .applyAsDouble(5 * 1.96 * deviation))
                .isCloseTo(normal, within(1e-12));
    }

    @Test
    void has_the_levels_of_simulated_differences_of_shares() {
        for (double[] shares : SHARES) {
            // Given
            Random random = new Random(11);
            DoubleUnaryOperator half = GaussianNorms.halfSum(shares);
            int runs = 10_000;
            int[] sums = new int[2];
            int[] largest = new int[2];
            // When
            for (int run = 0; run < runs; run++) {
                double[] delta = delta(random, shares);
                double sum = Arrays.stream(delta).map(Math::abs).sum() / 2;
                double most = Arrays.stream(delta).map(Math::abs).max().orElseThrow();
                double p = half.applyAsDouble(sum);
                sums[0] += p <= .05 ? 1 : 0;
                sums[1] += p <= .01 ? 1 : 0;
                double q = run < 2000 ? GaussianNorms.largestTail(most, shares) : 1;
                largest[0] += q <= .05 ? 1 : 0;
                largest[1] += q <= .2 ? 1 : 0;
            }
            // Then
            String as = Arrays.toString(shares);
            assertThat(sums[0] / (double) runs).as(as).isBetween(.041, .06);
            assertThat(sums[1] / (double) runs).as(as).isBetween(.006, .015);
            assertThat(largest[0] / 2000.0).as(as).isBetween(.035, .065);
            assertThat(largest[1] / 2000.0).as(as).isBetween(.17, .23);
        }
    }

    @Test
    void has_the_levels_of_a_simulated_bridge() {
        // Given
        Random random = new Random(12);
        int cuts = 200;
        double[] below = new double[cuts];
        double[] even = new double[cuts];
        double[] tailed = new double[cuts];
        Arrays.setAll(below, i -> (i + 0.5) / cuts);
        Arrays.fill(even, 1.0 / cuts);
        Arrays.setAll(tailed, i -> 1 / (1 - below[i]) / cuts);
        DoubleUnaryOperator evenTail = GaussianNorms.bridgeArea(below, even);
        DoubleUnaryOperator longTail = GaussianNorms.bridgeArea(below, tailed);
        int runs = 10_000;
        int[] alarms = new int[4];
        // When
        for (int run = 0; run < runs; run++) {
            double[] bridge = bridge(random, cuts);
            double p = evenTail.applyAsDouble(area(bridge, even));
            double q = longTail.applyAsDouble(area(bridge, tailed));
            alarms[0] += p <= .05 ? 1 : 0;
            alarms[1] += p <= .01 ? 1 : 0;
            alarms[2] += q <= .05 ? 1 : 0;
            alarms[3] += q <= .01 ? 1 : 0;
        }
        // Then
        assertThat(alarms[0] / (double) runs).isBetween(.037, .057);
        assertThat(alarms[1] / (double) runs).isBetween(.005, .014);
        assertThat(alarms[2] / (double) runs).isBetween(.037, .057);
        assertThat(alarms[3] / (double) runs).isBetween(.005, .014);
    }

    @Test
    void falls_from_one_to_nothing() {
        for (double[] shares : SHARES) {
            DoubleUnaryOperator half = GaussianNorms.halfSum(shares);
            double sum = 1;
            double largest = 1;
            for (double value = 0; value < 8; value += .01) {
                double next = half.applyAsDouble(value);
                assertThat(next).as("%s", value).isBetween(0.0, sum + 1e-9);
                sum = next;
                double most = GaussianNorms.largestTail(value, shares);
                assertThat(most).as("%s", value).isBetween(0.0, largest + 2e-3);
                largest = most;
            }
            assertThat(sum).isLessThan(1e-20);
            assertThat(largest).isLessThan(1e-20);
        }
    }

    @Test
    void averages_a_normal_into_a_t_and_chi_squared_into_an_f() {
        for (double degrees : new double[] {1, 2, 7, 60, 5000, 1e6}) {
            // Given
            Design design = new Design(.05, 1, 1, degrees);
            // Then
            for (double z : new double[] {.1, 1, 2, 3, 6}) {
                double tail = design.tail(x -> org.apache.commons.numbers.gamma.Erfc.value(x / Math.sqrt(2)), z);
                assertThat(tail / 2)
                        .as("z %s, degrees %s", z, degrees)
                        .isCloseTo(TDistribution.of(degrees).survivalProbability(z), within(1e-9));
                assertThat(design.tail(x -> ChiSquared.tail(x * x, 4), z))
                        .isCloseTo(FDistribution.of(4, degrees).survivalProbability(z * z / 4), within(1e-9));
            }
        }
    }

    /** Differences of shares in the limit, times √n_eff. */
    private static double[] delta(Random random, double[] shares) {
        double[] delta = new double[shares.length];
        double sum = 0;
        for (int i = 0; i < delta.length; i++) {
            delta[i] = Math.sqrt(shares[i]) * random.nextGaussian();
            sum += delta[i];
        }
        for (int i = 0; i < delta.length; i++) {
            delta[i] -= shares[i] * sum;
        }
        return delta;
    }

    private static double[] bridge(Random random, int cuts) {
        double[] walk = new double[cuts + 1];
        double at = 0;
        for (int i = 0; i <= cuts; i++) {
            double step = i == 0 || i == cuts ? 0.5 / cuts : 1.0 / cuts;
            at += Math.sqrt(step) * random.nextGaussian();
            walk[i] = at;
        }
        double[] bridge = new double[cuts];
        for (int i = 0; i < cuts; i++) {
            bridge[i] = walk[i] - (i + 0.5) / cuts * at;
        }
        return bridge;
    }

    private static double area(double[] bridge, double[] widths) {
        double area = 0;
        for (int i = 0; i < bridge.length; i++) {
            area += Math.abs(bridge[i]) * widths[i];
        }
        return area;
    }
}
