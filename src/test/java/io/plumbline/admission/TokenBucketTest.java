package io.plumbline.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final TokenBucket bucket = new TokenBucket(10, 100, nanos::get);

    @Test
    void aBurstPassesAndThenTheRateHolds() {
        // Given
        assertThat(bucket.take(100)).isZero();
        // When
        Duration wait = bucket.take(5);
        // Then it says exactly how long, and what was refused was not taken
        assertThat(wait).isEqualTo(Duration.ofMillis(500));
        pass(wait.minusNanos(1));
        assertThat(bucket.take(5)).isEqualTo(Duration.ofNanos(1));
        pass(Duration.ofNanos(1));
        assertThat(bucket.take(5)).isZero();
        assertThat(bucket.take(1)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aSilenceFillsItToItsBrimAndNoFurther() {
        assertThat(bucket.take(100)).isZero();
        pass(Duration.ofDays(300));
        assertThat(bucket.take(100)).isZero();
        assertThat(bucket.take(1)).isPositive();
    }

    @Test
    void moreThanTheBurstPassesAFullBucketAndIsWaitedOff() {
        assertThat(bucket.take(500)).isZero();
        assertThat(bucket.take(1)).isEqualTo(Duration.ofMillis(40_100));
        pass(Duration.ofSeconds(40));
        assertThat(bucket.take(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(bucket.take(500)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void overALongTimeNoMoreThanTheRateAndTheBurstPasses() {
        // Given somebody who asks all the time
        long passed = 0;
        for (int i = 0; i < 100_000; i++) {
            passed += bucket.take(3).isZero() ? 3 : 0;
            pass(Duration.ofMillis(7));
        }
        // Then
        assertThat(passed).isBetween(7_000L + 90, 7_000L + 100);
    }

    @Test
    void nothingCostsNothing() {
        assertThat(bucket.take(100)).isZero();
        assertThat(bucket.take(0)).isZero();
        assertThatThrownBy(() -> new TokenBucket(0, 1, nanos::get)).hasMessageContaining("0.0 and 1.0");
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
