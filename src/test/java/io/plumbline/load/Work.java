package io.plumbline.load;

import io.plumbline.testing.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Processor time of what takes part in an ingest, which tells more than a clock where others use the machine too. In seconds.
 *
 * @param application all its processes
 * @param database PostgreSQL, with all processes that it has now
 * @param broker this process, in which the broker runs
 */
record Work(double application, double database, double broker) {
    /** What was spent so far. */
    static Work now(Path postgres, List<Child> apps) {
        return new Work(
                seconds(apps.stream().map(app -> ProcessHandle.of(app.pid()).orElseThrow())),
                seconds(processes(postgres)),
                seconds(Stream.of(ProcessHandle.current())));
    }

    /** What was spent since then. */
    Work since(Work before) {
        return new Work(application - before.application, database - before.database, broker - before.broker);
    }

    /** Microseconds of a core for each of so many events. */
    String perEvent(long events) {
        return String.format(
                Locale.ROOT,
                "%.1f + %.1f + %.1f",
                application / events * 1e6,
                database / events * 1e6,
                broker / events * 1e6);
    }

    private static double seconds(Stream<ProcessHandle> processes) {
        return processes
                        .mapToLong(process -> process.info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis())
                        .sum()
                / 1e3;
    }

    private static Stream<ProcessHandle> processes(Path postgres) {
        try {
            long pid = Long.parseLong(Files.readAllLines(postgres.resolve("data/postmaster.pid"))
                    .get(0)
                    .strip());
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            return Stream.concat(Stream.of(server), server.descendants());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
