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
    void is_as_quick_as_published(double p0, double after, int published) {
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
        assertThat((double) sorted[runs / 2]).isCloseTo(published, within(.12 * published));
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
            double log = Math.log(t + 1);
            BigDecimal weight = BigDecimal.valueOf(1 / (2.109743 * (t + 1) * log * log));
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

    @Test
    void gives_away_no_more_than_the_whole_weight() {
        double sum = 0;
        for (int t = 1; t <= 1_000_000; t++) {
            double log = Math.log(t + 1);
            sum += 1 / (2.109743 * (t + 1) * log * log);
        }
        double n = 1_000_001.5;
        double rest = 1 / (2.109743 * Math.log(n));
        assertThat(sum + rest).isBetween(1 - 1e-6, 1.0);
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
}
