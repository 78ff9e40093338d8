package io.plumbline.stats.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeEProcessTest {

    @ParameterizedTest
    @ValueSource(doubles = {.05, .2, .5})
    void keeps_its_promise_for_a_lifetime(double p0) {
        // Given
        int streams = 400;
        int alarms = 0;
        // When
        for (int seed = 0; seed < streams; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LifetimeEProcess process = new LifetimeEProcess(p0, .05);
            for (int i = 0; i < 50_000 && !process.raised(); i++) {
                process.update(random.nextDouble() < p0);
            }
            alarms += process.raised() ? 1 : 0;
        }
        // Then
        int most = BinomialDistribution.of(streams, .05).inverseSurvivalProbability(1e-4);
        assertThat(alarms).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({".05, .10, 548", ".20, .40, 131", ".02, .06, 424"})
    void is_quicker_than_published_with_the_early_half_of_the_prior_alone(double p0, double after, int published) {
        // Given
        int change = 5000;
        int[] delays = new int[500];
        int runs = 0;
        // When
        for (int seed = 0; seed < delays.length; seed++) {
            SplittableRandom random = new SplittableRandom(1000 + seed);
            LifetimeEProcess process = new LifetimeEProcess(p0, .05);
            int t = 0;
            while (!process.raised()) {
                process.update(random.nextDouble() < (t < change ? p0 : after));
                t++;
            }
            if (t > change) {
                delays[runs++] = t - change;
            }
        }
        // Then
        int[] sorted = Arrays.copyOf(delays, runs);
        Arrays.sort(sorted);
        assertThat(runs).isGreaterThan(465);
        assertThat((double) sorted[runs / 2]).isBetween(.7 * published, .9 * published);
    }

    @Test
    void agrees_with_exact_arithmetic() {
        // Given
        Random random = new Random(3);
        LifetimeEProcess process = new LifetimeEProcess(.125, .05);
        MathContext exact = new MathContext(50);
        double[] rates = {.15625, .1875, .25, .375, .5};
        BigDecimal[] values = new BigDecimal[rates.length];
        Arrays.fill(values, BigDecimal.ZERO);
        for (int t = 1; t <= 2000; t++) {
            boolean error = random.nextDouble() < .2;
            // When
            process.update(error);
            // Then
            BigDecimal weight = BigDecimal.valueOf(weight(lastOfRun(t)));
            BigDecimal sum = BigDecimal.ZERO;
            for (int i = 0; i < rates.length; i++) {
                BigDecimal ratio = error
                        ? BigDecimal.valueOf(rates[i] / .125)
                        : BigDecimal.valueOf(1 - rates[i]).divide(BigDecimal.valueOf(.875), exact);
                values[i] = values[i].add(weight).multiply(ratio, exact);
                sum = sum.add(values[i]);
            }
            double mean = sum.doubleValue() / rates.length;
            assertThat(process.value()).as("after %d", t).isCloseTo(mean, within(1e-10 * mean));
        }
        assertThat(process.raised()).isTrue();
        assertThat(process.n()).isEqualTo(2000);
    }

    /** A run begins at a power of two divided by 64, or at a multiple of that below the next power. */
    private static long lastOfRun(long n) {
        long length = 1;
        while (128 * length <= n) {
            length *= 2;
        }
        return n / length * length + length - 1;
    }

    private static double weight(long n) {
        double early = 1 / ((n + 1.0) * Math.pow(Math.log(n + 1.0), 2));
        double flat = 1 / ((n + 999.0) * Math.pow(Math.log(n + 999.0), 2));
        return .5 * early / 2.109743 + .5 * flat * Math.log(999.5);
    }

    @Test
    void gives_away_no_more_than_the_whole_weight() {
        // Given
        ChangePrior prior = new ChangePrior();
        double sum = 0;
        double unshared = 0;
        // When
        for (int n = 1; n <= 1_000_000; n++) {
            sum += prior.weight(n);
            unshared += weight(n);
        }
        // Then
        double rest = .5 / 2.109743 / Math.log(1_000_001.5) + .5 * Math.log(999.5) / Math.log(1_000_999.5);
        assertThat(unshared + rest).isBetween(1 - 1e-6, 1.0);
        assertThat(sum).isBetween(.99 * unshared, unshared);
    }

    @Test
    void stays_finite_and_raised_whatever_comes() {
        // Given
        LifetimeEProcess process = new LifetimeEProcess(.05, .05);
        // When
        for (int i = 0; i < 5000; i++) {
            process.update(true);
        }
        // Then
        assertThat(process.value()).isEqualTo(1e300);
        assertThat(process.raised()).isTrue();
        // When
        for (int i = 0; i < 200_000; i++) {
            process.update(false);
        }
        // Then
        assertThat(process.value()).isBetween(0.0, 1.0);
        assertThat(process.raised()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-12, .24, .3, .9, .999})
    void can_be_raised_at_any_promise(double p0) {
        // Given
        LifetimeEProcess process = new LifetimeEProcess(p0, .05);
        // When
        process.update(false);
        for (int i = 0; i < 20_000; i++) {
            process.update(true);
        }
        // Then
        assertThat(process.raised()).isTrue();
    }

    @Test
    void has_no_evidence_before_the_first_outcome() {
        LifetimeEProcess process = new LifetimeEProcess(.1, .05);
        assertThat(process.value()).isZero();
        assertThat(process.bound()).isEqualTo(20);
        assertThat(process.raised()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, .05, 0.0", "1, .05, 1.0", "NaN, .05, NaN", ".1, 0, 0.0", ".1, 1, 1.0", ".1, -2, -2.0"})
    void refuses_what_is_no_promise(double p0, double alpha, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LifetimeEProcess(p0, alpha))
                .withMessageContaining(named);
    }

    @Test
    void bets_with_half_the_weight_on_a_label_twice_as_likely_to_be_drawn() {
        // Given: right answers are asked for twice as often as wrong ones, so that labels show .0526 wrong where .1 are
        double p = .1;
        int alarms = 0;
        int caught = 0;
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LifetimeEProcess kept = new LifetimeEProcess(p, .05);
            LifetimeEProcess broken = new LifetimeEProcess(p, .05);
            // When
            for (int i = 0; i < 20_000; i++) {
                boolean error = random.nextDouble() < p;
                boolean drawn = random.nextDouble() < (error ? .5 : 1);
                if (drawn) {
                    kept.update(error ? 1 : 0, error ? 1 : .5);
                }
                boolean worse = random.nextDouble() < 1.6 * p;
                if (random.nextDouble() < (worse ? .5 : 1)) {
                    broken.update(worse ? 1 : 0, worse ? 1 : .5);
                }
            }
            alarms += kept.raised() ? 1 : 0;
            caught += broken.raised() ? 1 : 0;
        }
        // Then
        assertThat(alarms).isLessThanOrEqualTo(BinomialDistribution.of(300, .05).inverseSurvivalProbability(1e-4));
        assertThat(caught).isEqualTo(300);
    }

    @Test
    void sees_a_small_rise_of_a_loss_with_little_variance_sooner_than_errors_show_it() {
        // Given
        int[] ofLosses = new int[101];
        int[] ofErrors = new int[101];
        for (int seed = 0; seed < ofLosses.length; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            LifetimeEProcess losses = LifetimeEProcess.ofLosses(.2, .05);
            LifetimeEProcess errors = new LifetimeEProcess(.2, .05);
            // When
            while (!losses.update(.15 + .16 * random.nextDouble(), 1)) {
                ofLosses[seed]++;
            }
            while (!errors.update(random.nextDouble() < .23)) {
                ofErrors[seed]++;
            }
        }
        Arrays.sort(ofLosses);
        Arrays.sort(ofErrors);
        // Then
        assertThat(10 * ofLosses[50]).isLessThan(ofErrors[50]);
    }
}
