package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.Interval;
import io.plumbline.stats.estimate.RateDifference.Side;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateDifferenceTest {
    /** Newcombe 1998, table II, method 10. */
    @ParameterizedTest
    @CsvSource({
        "56, 70, 48, 80, 0.0524, 0.3339",
        "9, 10, 3, 10, 0.1705, 0.8090",
        "6, 7, 2, 7, 0.0582, 0.8062",
        "5, 56, 0, 29, -0.0381, 0.1926",
        "0, 10, 0, 20, -0.1611, 0.2775",
        "10, 10, 0, 20, 0.6791, 1.0000",
    })
    void the_published_intervals_come_out(int k, int m, int l, int n, double lower, double upper) {
        // When
        Interval interval = RateDifference.interval(new Side((double) l / n, n), new Side((double) k / m, m), 0.95);
        // Then
        assertThat(interval.lower()).isCloseTo(lower, within(1e-4));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-4));
    }

    @Test
    void few_trials_are_not_enough_data() {
        assertThat(RateDifference.of(new Side(0.1, 29), new Side(0.4, 1000), 0.95))
                .isEqualTo(new Estimate.NotEnoughData(29, 30));
    }

    @Test
    void swapping_the_sides_turns_the_sign() {
        // Given
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            Side a = new Side(random.nextDouble(), 30 + random.nextInt(500));
            Side b = new Side(random.nextDouble(), 30 + random.nextInt(500));
            // When
            Estimate.Measured there = (Estimate.Measured) RateDifference.of(a, b, 0.9);
            Estimate.Measured back = (Estimate.Measured) RateDifference.of(b, a, 0.9);
            // Then
            assertThat(there.value()).isEqualTo(-back.value());
            assertThat(there.interval().lower()).isEqualTo(-back.interval().upper(), within(1e-12));
            assertThat(there.interval().lower()).isLessThanOrEqualTo(there.value());
        }
    }

    @Test
    void the_interval_covers_the_difference_about_as_often_as_it_says() {
        // Given
        Random random = new Random(11);
        int covered = 0;
        int runs = 4000;
        // When
        for (int i = 0; i < runs; i++) {
            Interval interval = RateDifference.interval(side(0.1, 150, random), side(0.18, 60, random), 0.95);
            covered += interval.lower() <= 0.08 && 0.08 <= interval.upper() ? 1 : 0;
        }
        // Then
        assertThat((double) covered / runs).isBetween(0.935, 0.975);
    }

    @Test
    void numbers_out_of_their_range_are_refused() {
        assertThatThrownBy(() -> new Side(Double.NaN, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Side(0.5, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RateDifference.of(new Side(0.5, 50), new Side(0.5, 50), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Side side(double rate, int n, Random random) {
        int hits = 0;
        for (int i = 0; i < n; i++) {
            hits += random.nextDouble() < rate ? 1 : 0;
        }
        return new Side((double) hits / n, n);
    }
}
