package io.plumbline.stats.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Interval;
import java.util.Random;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BetaBinomialSequenceTest {

    @ParameterizedTest
    @CsvSource({"700, 1000, 100, .651629, .745949", "5, 50, 50, .013021, .269264"})
    void has_the_published_confidence_sequence(long k, long n, double tOpt, double lower, double upper) {
        Interval interval = BetaBinomialSequence.interval(k, n, .05, tOpt);
        assertThat(interval.lower()).isCloseTo(lower, within(1e-6));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-6));
    }

    @Test
    void covers_at_all_times_at_once() {
        // Given
        int streams = 500;
        double concentration = BetaBinomialSequence.concentration(200);
        for (double p : new double[] {.05, .3}) {
            int missed = 0;
            // When
            for (int seed = 0; seed < streams; seed++) {
                Random random = new Random(seed);
                int k = 0;
                boolean ever = false;
                for (int n = 1; n <= 2000 && !ever; n++) {
                    k += random.nextDouble() < p ? 1 : 0;
                    ever = BetaBinomialSequence.logMartingale(k, n, concentration, p) >= -Math.log(.05);
                }
                missed += ever ? 1 : 0;
            }
            // Then
            assertThat(missed)
                    .isLessThanOrEqualTo(BinomialDistribution.of(streams, .05).inverseSurvivalProbability(1e-4));
        }
    }

    @Test
    void keeps_the_sequence_in_the_unit_interval_and_around_the_rate() {
        for (long n : new long[] {1, 2, 10, 1000, 10_000_000}) {
            for (long k : new long[] {0, n / 3, n}) {
                Interval interval = BetaBinomialSequence.interval(k, n, .05, 500);
                assertThat((double) k / n).isBetween(interval.lower(), interval.upper());
                assertThat(interval.lower()).isGreaterThanOrEqualTo(0);
                assertThat(interval.upper()).isLessThanOrEqualTo(1);
            }
        }
        assertThat(BetaBinomialSequence.interval(0, 0, .05, 1)).isEqualTo(new Interval(0, 1));
    }

    @Test
    void refuses_impossible_times_and_levels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BetaBinomialSequence.interval(1, 5, .05, 0))
                .withMessageContaining("0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BetaBinomialSequence.interval(1, 5, 0, 10))
                .withMessageContaining("0.0");
    }
}
