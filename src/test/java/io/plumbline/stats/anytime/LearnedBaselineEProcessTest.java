package io.plumbline.stats.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnedBaselineEProcessTest {

    @ParameterizedTest
    @CsvSource({"10000, .05, 0", "2000, .2, 0", "200, .05, 0", "200, .1, .02", "20, .3, 0"})
    void keeps_its_promise_over_baseline_and_stream_together(int labels, double p, double tolerance) {
        // Given
        int streams = 400;
        int alarms = 0;
        // When
        for (int seed = 0; seed < streams; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LearnedBaselineEProcess process = baseline(random, labels, p, .05, tolerance);
            for (int i = 0; i < 20_000 && !process.raised(); i++) {
                process.update(random.nextDouble() < p + tolerance);
            }
            alarms += process.raised() ? 1 : 0;
        }
        // Then
        assertThat(alarms)
                .isLessThanOrEqualTo(BinomialDistribution.of(streams, .05).inverseSurvivalProbability(1e-4));
    }

    /** ADWIN's delays on these streams are 632, 152 and 568. */
    @ParameterizedTest
    @CsvSource({".05, .10, 550", ".20, .40, 132", ".02, .06, 450"})
    void is_quicker_than_adwin_with_ten_thousand_labels(double before, double after, int most) {
        // Given
        int change = 5000;
        int[] delays = new int[200];
        int runs = 0;
        // When
        for (int seed = 0; seed < delays.length; seed++) {
            SplittableRandom random = new SplittableRandom(1000 + seed);
            LearnedBaselineEProcess process = baseline(random, 10_000, before, .05, 0);
            int t = 0;
            while (!process.raised()) {
                process.update(random.nextDouble() < (t < change ? before : after));
                t++;
            }
            if (t > change) {
                delays[runs++] = t - change;
            }
        }
        // Then
        int[] sorted = Arrays.copyOf(delays, runs);
        Arrays.sort(sorted);
        assertThat(runs).isGreaterThan(190);
        assertThat(sorted[runs / 2]).isLessThan(most);
    }

    @ParameterizedTest
    @CsvSource({"40, .05", "40, .5", "300, .1", "300, .97"})
    void has_evidence_in_the_baseline_that_is_1_on_average(int labels, double p) {
        // Given
        BinomialDistribution errors = BinomialDistribution.of(labels, p);
        double mean = 0;
        // When
        for (int k = 0; k <= labels; k++) {
            mean += errors.probability(k) * new LearnedBaselineEProcess(k, labels, .05, 0).evidenceAgainst(p);
        }
        // Then
        assertThat(mean).isCloseTo(1, within(1e-9));
    }

    @Test
    void has_the_more_evidence_in_the_baseline_the_higher_the_rate() {
        for (int k : new int[] {0, 1, 7, 60, 100}) {
            LearnedBaselineEProcess process = new LearnedBaselineEProcess(k, 100, .05, 0);
            double last = .3;
            for (double p = .001; p < .999; p += .001) {
                double evidence = process.evidenceAgainst(p);
                assertThat(evidence).as("%d errors, rate %s", k, p).isGreaterThanOrEqualTo(last * (1 - 1e-12));
                last = evidence;
            }
        }
    }

    /** Every rate's product is computed anew, on a finer grid: none of them may be below what is claimed for all. */
    @Test
    void claims_no_more_than_the_rate_that_is_hardest_to_reject() {
        // Given
        int k = 31;
        int labels = 500;
        LearnedBaselineEProcess process = new LearnedBaselineEProcess(k, labels, .05, .01);
        LifetimeEProcess[] fine = new LifetimeEProcess[400];
        for (int i = 0; i < fine.length; i++) {
            fine[i] = new LifetimeEProcess(rate(i) + .01, .05);
        }
        SplittableRandom random = new SplittableRandom(5);
        for (int t = 0; t < 1500; t++) {
            boolean error = random.nextDouble() < .16;
            // When
            process.update(error);
            double hardest = Double.POSITIVE_INFINITY;
            for (int i = 0; i < fine.length; i++) {
                fine[i].update(error);
                // The Clopper-Pearson bound at .005 for 31 of 500 is .0956.
                if (rate(i) <= .0956) {
                    hardest = Math.min(hardest, .9 * process.evidenceAgainst(rate(i)) * fine[i].value());
                }
            }
            // Then
            assertThat(process.value()).as("after %d", t).isLessThanOrEqualTo(hardest * (1 + 1e-9));
            assertThat(process.value()).as("after %d", t).isGreaterThan(.4 * hardest);
        }
        assertThat(process.raised()).isTrue();
    }

    private static double rate(int i) {
        return .03 + i * .00025;
    }

    @Test
    void takes_an_error_as_a_loss_of_one() {
        // Given
        LearnedBaselineEProcess errors = new LearnedBaselineEProcess(20, 400, .05, 0);
        LearnedBaselineEProcess losses = new LearnedBaselineEProcess(20, 400, .05, 0);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 3000; i++) {
            boolean error = random.nextDouble() < .08;
            // When
            boolean raised = errors.update(error);
            // Then
            assertThat(losses.update(error ? 1 : 0, 1)).isEqualTo(raised);
            assertThat(losses.value()).isCloseTo(errors.value(), within(1e-9 * errors.value()));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 50", "1, 1", "50, 50", "3, 10000000"})
    void takes_any_baseline(long errors, long labels) {
        // Given
        LearnedBaselineEProcess process = new LearnedBaselineEProcess(errors, labels, .05, .02);
        // When
        for (int i = 0; i < 1000; i++) {
            process.update(false);
        }
        // Then
        assertThat(process.raised()).isFalse();
        assertThat(process.value()).isBetween(0.0, 20.0);
        // When
        for (int i = 0; i < 100_000; i++) {
            process.update(true);
        }
        // Then
        assertThat(process.value()).isBetween(0.0, 1e300);
        // What may err all the time already cannot become worse; one label says nothing else.
        assertThat(process.raised()).isEqualTo(errors < labels && labels > 1);
    }

    @ParameterizedTest
    @CsvSource({
        "6, 5, .05, 0, 6 of 5",
        "-1, 5, .05, 0, -1 of 5",
        "0, 0, .05, 0, 0",
        "1, 5, 1, 0, 1.0",
        "1, 5, NaN, 0, NaN",
        "1, 5, .05, -.1, -0.1",
        "1, 5, .05, 1, 1.0"
    })
    void refuses_what_is_no_baseline(long errors, long labels, double alpha, double tolerance, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LearnedBaselineEProcess(errors, labels, alpha, tolerance))
                .withMessageContaining(named);
    }

    private static LearnedBaselineEProcess baseline(
            SplittableRandom random, int labels, double p, double alpha, double tolerance) {
        int errors = 0;
        for (int i = 0; i < labels; i++) {
            errors += random.nextDouble() < p ? 1 : 0;
        }
        return new LearnedBaselineEProcess(errors, labels, alpha, tolerance);
    }
}
