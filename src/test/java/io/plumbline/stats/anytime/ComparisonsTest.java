package io.plumbline.stats.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Interval;
import io.plumbline.stats.anytime.CanaryComparison.Verdict;
import io.plumbline.stats.anytime.MixtureSprt.Sample;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The canary comparison, mSPRT, e-BH and the empirical-Bernstein sequence. */
class ComparisonsTest {

    /** Every outcome of a block, weighed by its probability: the mean factor is at most 1, and 1 for equal rates r. */
    @ParameterizedTest
    @CsvSource({"1, 1, .1, .1", "2, 20, .1, .1", "2, 20, .05, .3", "30, 3, .4, .4", "1, 9, 0, .9", "5, 5, .2, .21"})
    void gains_nothing_on_average_while_the_new_version_errs_no_more(int m, int n, double ofNew, double ofOld) {
        // Given: a history that speaks for "worse", and one that speaks for "better"
        for (long[] history : new long[][] {{8, 20, 10, 100}, {1, 20, 30, 100}}) {
            double worse = 0;
            double better = 0;
            // When
            for (int k = 0; k <= m; k++) {
                for (int l = 0; l <= n; l++) {
                    CanaryComparison comparison = new CanaryComparison(1e-9);
                    comparison.update(history[0], history[1], history[2], history[3]);
                    comparison.update(k, m, l, n);
                    double p = BinomialDistribution.of(m, ofNew).probability(k)
                            * BinomialDistribution.of(n, ofOld).probability(l);
                    worse += p * comparison.evidenceOfWorse();
                    better += p * comparison.evidenceOfBetter();
                }
            }
            // Then
            assertThat(worse).isLessThanOrEqualTo(1 + 1e-12);
            if (ofNew == ofOld) {
                assertThat(better).isLessThanOrEqualTo(1 + 1e-12);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {.02, .1, .5})
    void gives_a_wrong_verdict_no_more_often_than_it_says(double p) {
        // Given
        int runs = 500;
        int wrong = 0;
        for (int seed = 0; seed < runs; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            CanaryComparison comparison = new CanaryComparison(.05);
            // When
            for (int block = 0; block < 2000 && comparison.verdict() == Verdict.INCONCLUSIVE; block++) {
                comparison.update(errors(random, 1, p), 1, errors(random, 9, p), 9);
            }
            wrong += comparison.verdict() == Verdict.INCONCLUSIVE ? 0 : 1;
        }
        // Then: two directions, each at .05
        assertThat(wrong).isLessThanOrEqualTo(BinomialDistribution.of(runs, .1).inverseSurvivalProbability(1e-4));
    }

    @ParameterizedTest
    @CsvSource({".1, .2, BETTER", ".2, .1, WORSE"})
    void proves_a_real_difference(double ofNew, double ofOld, Verdict expected) {
        // Given
        int right = 0;
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            CanaryComparison comparison = new CanaryComparison(.05);
            // When
            for (int block = 0; block < 600; block++) {
                comparison.update(errors(random, 1, ofNew), 1, errors(random, 4, ofOld), 4);
            }
            right += comparison.verdict() == expected ? 1 : 0;
        }
        // Then
        assertThat(right).isGreaterThan(90);
    }

    @Test
    void refuses_impossible_blocks_and_stays_as_it_was() {
        CanaryComparison comparison = new CanaryComparison(.05);
        comparison.update(1, 5, 2, 9);
        byte[] before = comparison.toBytes();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> comparison.update(1, 5, 10, 9))
                .withMessageContaining("10 of 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> comparison.update(-1, 5, 1, 9))
                .withMessageContaining("-1 of 5");
        assertThat(comparison.toBytes()).isEqualTo(before);
    }

    /** Λ by integrating the normal likelihood ratio over the prior, in steps of a thousandth of τ. */
    @ParameterizedTest
    @CsvSource({"100, .12, 400, .1, .05", "1000, .2, 1000, .1, .1", "50, .3, 90, .31, .02"})
    void is_the_mixture_that_it_says(long n, double x, long m, double y, double tau) {
        // Given
        Sample first = Sample.ofErrors(Math.round(x * n), n);
        Sample second = Sample.ofErrors(Math.round(y * m), m);
        double variance = first.variance() / n + second.variance() / m;
        double difference = first.mean() - second.mean();
        double integral = 0;
        for (double z = -9; z < 9; z += .001) {
            double theta = z * tau;
            double log = (difference * theta - theta * theta / 2) / variance;
            integral += Math.exp(log - z * z / 2) / Math.sqrt(2 * Math.PI) * .001;
        }
        // When
        double ratio = MixtureSprt.likelihoodRatio(first, second, tau);
        // Then
        assertThat(ratio).isCloseTo(integral, within(1e-6 * integral));
        assertThat(MixtureSprt.p(first, second, tau)).isEqualTo(Math.min(1, 1 / ratio));
    }

    @Test
    void has_an_interval_at_whose_ends_the_test_would_just_reject() {
        // Given
        Sample x = new Sample(400, 3.1, 2.5);
        Sample y = new Sample(300, 2.2, 1.5);
        // When
        Interval interval = MixtureSprt.interval(x, y, .3, .05);
        // Then
        for (double end : new double[] {interval.lower(), interval.upper()}) {
            assertThat(MixtureSprt.p(x, new Sample(300, 3.1 - (.9 - end), 1.5), .3))
                    .isCloseTo(.05, within(1e-9));
        }
        assertThat(MixtureSprt.p(new Sample(5, 1, 0), new Sample(5, 2, 0), .3)).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MixtureSprt.p(x, y, 0))
                .withMessageContaining("0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sample.ofErrors(1, 1))
                .withMessageContaining("1");
    }

    @Test
    void rejects_the_largest_e_values_that_share_the_budget() {
        // Given: K = 5, alpha = .05, so that k·e_(k) has to reach 100
        double[] eValues = {3, 60, 34, 0, 49};
        // When // Then: 1·60 is too little, 2·49 too, 3·34 is enough
        assertThat(EBenjaminiHochberg.rejected(eValues, .05)).containsExactly(false, true, true, false, true);
        assertThat(EBenjaminiHochberg.rejected(new double[] {3, 60, 33, 0, 49}, .05))
                .containsOnly(false);
        assertThat(EBenjaminiHochberg.rejected(new double[] {20}, .05)).containsExactly(true);
        assertThat(EBenjaminiHochberg.rejected(new double[] {Double.POSITIVE_INFINITY, 0}, .05))
                .containsExactly(true, false);
        assertThat(EBenjaminiHochberg.rejected(new double[0], .05)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EBenjaminiHochberg.rejected(new double[] {1, -2}, .05))
                .withMessageContaining("-2.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EBenjaminiHochberg.rejected(new double[] {Double.NaN}, .05))
                .withMessageContaining("NaN");
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void covers_the_mean_at_all_times_at_once(int kind) {
        // Given: once errors at .1, once values with little variance
        int streams = 400;
        int missed = 0;
        double[] widths = new double[streams];
        for (int seed = 0; seed < streams; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            EmpiricalBernsteinSequence sequence = new EmpiricalBernsteinSequence(.05);
            boolean ever = false;
            // When
            for (int i = 0; i < 3000; i++) {
                sequence.update(kind == 0 ? (random.nextDouble() < .1 ? 1 : 0) : .1 + .02 * (random.nextDouble() - .5));
                ever |= !(sequence.interval().lower() <= .1
                        && .1 <= sequence.interval().upper());
            }
            missed += ever ? 1 : 0;
            widths[seed] = sequence.interval().upper() - sequence.interval().lower();
        }
        // Then
        assertThat(missed)
                .isLessThanOrEqualTo(BinomialDistribution.of(streams, .05).inverseSurvivalProbability(1e-4));
        Arrays.sort(widths);
        assertThat(widths[streams / 2]).isLessThan(kind == 0 ? .06 : .01);
    }

    @Test
    void follows_the_published_formula() {
        // Given
        double[] values = {.2, .9, .4, 1, 0, .3};
        EmpiricalBernsteinSequence sequence = new EmpiricalBernsteinSequence(.1);
        double log = Math.log(20);
        double lower = 0;
        double upper = 1;
        for (int t = 1; t <= values.length; t++) {
            sequence.update(values[t - 1]);
            double weights = 0;
            double weighted = 0;
            double penalty = 0;
            for (int i = 1; i <= t; i++) {
                double variance = .25;
                for (int j = 1; j < i; j++) {
                    variance += Math.pow(values[j - 1] - mean(values, j), 2);
                }
                double lambda = Math.min(.5, Math.sqrt(2 * log / (variance / i * i * Math.log(1 + i))));
                weights += lambda;
                weighted += lambda * values[i - 1];
                penalty += 4 * Math.pow(values[i - 1] - mean(values, i - 1), 2) * (-Math.log(1 - lambda) - lambda) / 4;
            }
            lower = Math.max(lower, (weighted - log - penalty) / weights);
            upper = Math.min(upper, (weighted + log + penalty) / weights);
        }
        // When // Then
        assertThat(sequence.interval().lower()).isCloseTo(lower, within(1e-12));
        assertThat(sequence.interval().upper()).isCloseTo(upper, within(1e-12));
        byte[] before = sequence.toBytes();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sequence.update(1.01))
                .withMessageContaining("1.01");
        assertThat(sequence.toBytes()).isEqualTo(before);
    }

    private static double mean(double[] values, int n) {
        return (.5 + Arrays.stream(values, 0, n).sum()) / (n + 1);
    }

    private static int errors(SplittableRandom random, int n, double p) {
        int errors = 0;
        for (int i = 0; i < n; i++) {
            errors += random.nextDouble() < p ? 1 : 0;
        }
        return errors;
    }

    @Test
    void refuses_more_labels_than_can_be_counted_exactly() {
        CanaryComparison comparison = new CanaryComparison(.05);
        comparison.update(5, 1L << 53, 1, 2);
        byte[] before = comparison.toBytes();
        assertThatIllegalArgumentException().isThrownBy(() -> comparison.update(0, 1, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> comparison.update(0, Long.MAX_VALUE, 0, 1));
        assertThat(comparison.toBytes()).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MixtureSprt.p(new Sample(5, 1, 1), new Sample(5, 2, 1), 1e200))
                .withMessageContaining("1.0E200");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LifetimeEProcess.ofLosses(1e-310, .05))
                .withMessageContaining("1.0E-310");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EShiryaevRoberts(.1, 1e305))
                .withMessageContaining("1.0E305");
    }
}
