package io.plumbline.demo;

import io.plumbline.client.DeviceClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Simulated time: starts some days in the past, runs fast, and goes on at real speed once it has caught up. It stands
 * still while the process is down, because the latest time is kept in a file. Never runs backwards. Safe from several
 * threads.
 */
final class DemoClock implements DeviceClock {
    private static final int FIRST_HOUR_UTC = 6;

    private final InstantSource real;
    private final Path file;
    private final double speed;
    private final Instant first;
    private final long anchorReal;
    private final long anchorSimulated;
    private long latest;

    /**
     * Goes on where the file says, or starts {@code daysBack} days ago on a morning.
     *
     * @throws IOException if the file can be neither read nor made
     */
    DemoClock(InstantSource real, Path file, int daysBack, double speed) throws IOException {
        this.real = real;
        this.file = file;
        this.speed = speed;
        Instant now = real.instant();
        Instant earliest = now.minus(Duration.ofDays(daysBack));
        Instant last;
        if (Files.exists(file)) {
            String[] saved =
                    Files.readString(file, StandardCharsets.US_ASCII).trim().split(" ", -1);
            this.first = Instant.parse(saved[0]);
            last = Instant.parse(saved[1]);
        } else {
            // On a morning, so that the first minutes are not spent asleep.
            this.first = earliest.atOffset(ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.DAYS)
                    .withHour(FIRST_HOUR_UTC)
                    .toInstant();
            last = first;
        }
        // After weeks of standing still its events would be too old to be taken at their word.
        Instant oldest = earliest.minus(Duration.ofDays(1));
        this.anchorSimulated = (last.isBefore(oldest) ? earliest : last).toEpochMilli();
        this.anchorReal = now.toEpochMilli();
        this.latest = anchorSimulated;
        save();
    }

    /** Simulated now. */
    Instant now() {
        return Instant.ofEpochMilli(millis());
    }

    /** When simulated time began, at the very first start. */
    Instant first() {
        return first;
    }

    /** Whether it runs at real speed now. */
    boolean caughtUp() {
        return Math.abs(real.millis() - millis()) < 1_000;
    }

    @Override
    public synchronized long millis() {
        long realNow = real.millis();
        long fast = anchorSimulated + Math.round((realNow - anchorReal) * speed);
        latest = Math.max(latest, Math.min(realNow, fast));
        return latest;
    }

    /** Keeps the present time for the next start. */
    void save() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, first + " " + now() + "\n", StandardCharsets.US_ASCII);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
