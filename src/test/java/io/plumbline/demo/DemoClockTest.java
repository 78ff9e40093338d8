package io.plumbline.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoClockTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private Instant real = NOON;

    private DemoClock clock() throws IOException {
        return new DemoClock(() -> real, folder.resolve("clock"), 12, 300);
    }

    @Test
    void startsOnAMorningInThePastAndRunsFast() throws IOException {
        // Given
        DemoClock clock = clock();

        // When
        real = real.plusSeconds(10);

        // Then
        assertThat(clock.first()).isEqualTo("2026-11-11T06:00:00Z");
        assertThat(clock.now()).isEqualTo("2026-11-11T06:50:00Z");
        assertThat(clock.caughtUp()).isFalse();
    }

    @Test
    void standsStillWhileTheProcessIsDown() throws IOException {
        // Given
        DemoClock before = clock();
        real = real.plusSeconds(10);
        before.save();

        // When
        real = real.plus(Duration.ofHours(3));
        DemoClock after = clock();

        // Then
        assertThat(after.now()).isEqualTo("2026-11-11T06:50:00Z");
        assertThat(after.first()).isEqualTo("2026-11-11T06:00:00Z");
    }

    @Test
    void goesOnAtRealSpeedOnceItHasCaughtUp() throws IOException {
        // Given
        DemoClock clock = clock();

        // When
        real = real.plus(Duration.ofHours(2));

        // Then
        assertThat(clock.now()).isEqualTo(real);
        assertThat(clock.caughtUp()).isTrue();
    }

    @Test
    void neverRunsBackwards() throws IOException {
        // Given
        DemoClock clock = clock();
        real = real.plusSeconds(100);
        Instant seen = clock.now();

        // When
        real = real.minusSeconds(50);

        // Then
        assertThat(clock.now()).isEqualTo(seen);
    }

    @Test
    void afterWeeksOfRestItDoesNotSendEventsThatAreTooOld() throws IOException {
        // Given
        Files.writeString(folder.resolve("clock"), "2026-01-01T06:00:00Z 2026-01-05T06:00:00Z\n");

        // When
        DemoClock clock = clock();

        // Then
        assertThat(clock.now()).isEqualTo(NOON.minus(Duration.ofDays(12)));
    }
}
