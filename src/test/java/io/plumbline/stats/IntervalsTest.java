package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalsTest {

    /**
     * Values of scipy 1.17.1 and statsmodels 0.15.0. For 5 of 50 some tables print .033275089590 and .218136366434: there the
     * tails are .02499989 and .02499907 instead of .025.
     */
    @ParameterizedTest
    @CsvSource({
        "0, 50, 0, .071121736464",
        "5, 50, .033275093589, .218135366434",
        "100, 2000, .040864267718, .060481722083",
        "50, 50, .928878263536, 1",
        "0, 0, 0, 1"
    })
    void has_the_exact_limits(long k, long n, double lower, double upper) {
        Interval interval = ClopperPearson.interval(k, n, .95);
        assertThat(interval.lower()).isCloseTo(lower, within(1e-12));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0, 10, .05", "3, 40, .025", "700, 1000, .001", "5, 2000000, 1e-6"})
    void puts_the_upper_bound_where_so_few_successes_have_probability_alpha(int k, int n, double alpha) {
        double bound = ClopperPearson.upperBound(k, n, alpha);
        assertThat(BinomialDistribution.of(n, bound).cumulativeProbability(k)).isCloseTo(alpha, within(1e-8 * alpha));
    }

    @Test
    void covers_every_rate_at_least_as_often_as_it_says() {
        int n = 40;
        for (double p = .01; p < 1; p += .01) {
            double covered = 0;
            for (int k = 0; k <= n; k++) {
                Interval interval = ClopperPearson.interval(k, n, .9);
                boolean inside = interval.lower() <= p && p <= interval.upper();
                covered += inside ? BinomialDistribution.of(n, p).probability(k) : 0;
            }
            assertThat(covered).as("p %s", p).isGreaterThanOrEqualTo(.9);
        }
    }

    @Test
    void has_the_published_score_limits() {
        Interval interval = Wilson.interval(5, 50, .95);
        assertThat(interval.lower()).isCloseTo(.043475764932, within(1e-12));
        assertThat(interval.upper()).isCloseTo(.213602314375, within(1e-12));
        assertThat(Wilson.interval(0, 0, .95)).isEqualTo(new Interval(0, 1));
        assertThat(Wilson.interval(0, 9, .95).lower()).isZero();
        assertThat(Wilson.interval(9, 9, .95).upper()).isEqualTo(1);
    }

    @Test
    void refuses_impossible_counts_and_levels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClopperPearson.interval(6, 5, .95))
                .withMessageContaining("6 of 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClopperPearson.upperBound(-1, 5, .05))
                .withMessageContaining("-1 of 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClopperPearson.interval(1, 5, 95))
                .withMessageContaining("95.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wilson.interval(1, -5, .95))
                .withMessageContaining("-5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wilson.interval(1, 5, Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(1, 0))
                .withMessageContaining("[1.0, 0.0]");
    }
}
