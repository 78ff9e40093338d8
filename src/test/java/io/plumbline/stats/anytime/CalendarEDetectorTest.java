package io.plumbline.stats.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.ClopperPearson;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarEDetectorTest {
    private static final double HOUR = 1 / 8766.0;

    /** Every baseline and every stream of three cohorts, with its probability. */
    @ParameterizedTest
    @CsvSource({"40, .1, 0", "40, .3, .05", "200, .02, .02"})
    void is_on_average_worth_no_more_than_the_time_gone_by(int labels, double p, double tolerance) {
        // Given
        BinomialDistribution baselines = BinomialDistribution.of(labels, p);
        BinomialDistribution cohorts = BinomialDistribution.of(2, p + tolerance);
        double mean = 0;
        double misled = 0;
        // When
        for (int k = 0; k <= labels; k++) {
            if (ClopperPearson.upperBound(k, labels, CalendarEDetector.MISLED) < p) {
                misled += baselines.probability(k);
                continue;
            }
            for (int stream = 0; stream < 27; stream++) {
                CalendarEDetector detector = new CalendarEDetector(k, labels, tolerance);
                double probability = baselines.probability(k);
                for (int rest = stream, t = 0; t < 3; t++, rest /= 3) {
                    detector.update(1, rest % 3, 2);
                    probability *= cohorts.probability(rest % 3);
                }
                mean += probability * detector.years();
            }
        }
        // Then
        assertThat(misled).isLessThanOrEqualTo(CalendarEDetector.MISLED);
        assertThat(mean).isBetween(0.6, 3.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 30})
    void raises_no_more_false_alarms_than_its_budget_however_many_labels_there_are(int labelsAnHour) {
        // Given a budget of 20 false alarms a year, a baseline that is all but known, and days with their nights
        double budget = 20;
        int years = 60;
        int alarms = 0;
        SplittableRandom random = new SplittableRandom(labelsAnHour);
        CalendarEDetector detector = new CalendarEDetector(500_000, 10_000_000, 0);
        // When
        for (int hour = 0; hour < years * 8766; hour++) {
            int labels = hour % 24 < 6 ? 0 : random.nextInt(2 * labelsAnHour + 1);
            detector.update(HOUR, errors(random, labels, .05), labels);
            if (detector.years() >= 1 / budget) {
                alarms++;
                detector.reset();
            }
        }
        // Then
        assertThat(alarms / (years * budget)).isBetween(0.05, 1.0);
    }

    @ParameterizedTest
    @CsvSource({".05, .10, 14", ".20, .40, 5", ".02, .06, 12"})
    void finds_a_doubled_rate_within_hours(double before, double after, int most) {
        // Given 50 labels an hour, a change after ten days, one false alarm a year
        int[] delays = new int[200];
        for (int seed = 0; seed < delays.length; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            CalendarEDetector detector = new CalendarEDetector(errors(random, 10_000, before), 10_000, 0);
            int hour = 0;
            // When
            while (detector.years() < 1) {
                detector.update(HOUR, errors(random, 50, hour < 240 ? before : after), 50);
                hour++;
            }
            delays[seed] = hour - 240;
        }
        // Then
        Arrays.sort(delays);
        assertThat(delays[2]).as("false alarms are rare").isPositive();
        assertThat(delays[100]).isLessThan(most);
    }

    /** Every rate's product is computed anew, label by label. */
    @Test
    void is_the_least_of_the_products_of_all_rates_that_the_baseline_leaves() {
        // Given
        CalendarEDetector detector = new CalendarEDetector(31, 500, .01);
        BaselineSample sample = new BaselineSample(31, 500);
        double[] rates = sample.rates(400, CalendarEDetector.MISLED);
        double[][] wealth = new double[rates.length][Bets.ALTERNATIVES];
        SplittableRandom random = new SplittableRandom(5);
        for (int t = 0; t < 100; t++) {
            int labels = random.nextInt(20);
            int errors = errors(random, labels, .14);
            // When
            detector.update(HOUR * (1 + t % 3), errors, labels);
            double hardest = Double.POSITIVE_INFINITY;
            for (int i = 0; i < rates.length; i++) {
                double p0 = rates[i] + .01;
                double[] bets = Bets.onErrors(p0);
                double mean = 0;
                for (int bet = 0; bet < bets.length; bet++) {
                    wealth[i][bet] += HOUR * (1 + t % 3);
                    for (int label = 0; label < labels; label++) {
                        wealth[i][bet] *= 1 + bets[bet] * ((label < errors ? 1 : 0) - p0);
                    }
                    mean += wealth[i][bet] / bets.length;
                }
                hardest = Math.min(hardest, sample.evidenceAgainst(rates[i]) * mean);
            }
            // Then
            assertThat(detector.years()).as("after %d", t).isLessThanOrEqualTo(hardest * (1 + 1e-9));
            assertThat(detector.years()).as("after %d", t).isGreaterThan(.2 * hardest);
        }
        assertThat(detector.years()).isGreaterThan(1);
    }

    @Test
    void takes_a_cohort_in_parts_as_it_takes_it_whole() {
        // Given
        CalendarEDetector whole = new CalendarEDetector(40, 800, .02);
        CalendarEDetector parts = new CalendarEDetector(40, 800, .02);
        for (int t = 0; t < 50; t++) {
            // When
            whole.update(HOUR, 3, 20);
            parts.update(HOUR, 1, 15);
            parts.update(0, 2, 5);
            // Then
            assertThat(parts.years()).isCloseTo(whole.years(), within(1e-12 * whole.years()));
        }
    }

    @Test
    void begins_anew_after_a_reset() {
        // Given
        CalendarEDetector detector = new CalendarEDetector(40, 800, .02);
        byte[] fresh = detector.toBytes();
        detector.update(HOUR, 9, 20);
        assertThat(detector.years()).isPositive();
        // When
        detector.reset();
        // Then
        assertThat(detector.toBytes()).isEqualTo(fresh);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 50", "50, 50", "3, 10000000"})
    void takes_any_baseline_and_any_stream(long errors, long labels) {
        // Given
        CalendarEDetector detector = new CalendarEDetector(errors, labels, .02);
        // When
        detector.update(1, 0, 1_000_000_000_000L);
        // Then
        assertThat(detector.years()).isBetween(0.0, 1.0);
        // When
        detector.update(1, 1_000_000_000_000L, 1_000_000_000_000L);
        // Then: what may err all the time already cannot become worse; one label says nothing else
        boolean provable = errors < labels && labels > 1;
        assertThat(detector.years()).isBetween(provable ? 1e299 : 0, provable ? 1e300 : 0);
    }

    @Test
    void refuses_what_is_no_cohort() {
        // Given
        CalendarEDetector detector = new CalendarEDetector(4, 80, 0);
        byte[] before = detector.toBytes();
        // When, Then
        refuses(detector, d -> d.update(-1, 0, 0), "-1.0");
        refuses(detector, d -> d.update(Double.NaN, 0, 0), "NaN");
        refuses(detector, d -> d.update(1, 3, 2), "3 of 2");
        assertThat(detector.toBytes()).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CalendarEDetector(0, 0, 0))
                .withMessageContaining("not 0");
    }

    private static void refuses(CalendarEDetector detector, Consumer<CalendarEDetector> cohort, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cohort.accept(detector))
                .withMessageContaining(named);
    }

    private static int errors(SplittableRandom random, int labels, double p) {
        int errors = 0;
        for (int i = 0; i < labels; i++) {
            errors += random.nextDouble() < p ? 1 : 0;
        }
        return errors;
    }
}
