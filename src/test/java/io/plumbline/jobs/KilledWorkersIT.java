package io.plumbline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.store.Sql;
import io.plumbline.testing.Child;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two worker processes and a pile of jobs, with kill -9 at random. Counted in PostgreSQL, by a trigger that notes each time
 * a job becomes what it must become once. {@code -Dkilled.jobs=1000} is the long form.
 */
@Sql
@ExtendWith(SharedServers.class)
class KilledWorkersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final String WITNESS = """
        create table completion (job uuid not null);
        create table effect (job uuid primary key);
        create function noted() returns trigger language plpgsql as $$
        begin
            insert into completion values (new.id);
            return null;
        end
        $$;
        create trigger witness after update on job
            for each row when (new.state = 'succeeded') execute function noted();
        insert into job (id, kind, payload, state, max_attempts, run_after, requested_by, created_at)
        select gen_random_uuid(), 'mortal', '{}', 'queued', 1000000, now(), 'test', now()
          from generate_series(1, %d);
        """;

    @Test
    void twoWorkersThatAreKilledAtRandomCompleteEachJobOnce(EmbeddedServers servers, @TempDir Path folder)
            throws SQLException {
        // Given
        int jobs = Integer.getInteger("killed.jobs", 150);
        long seed = Long.getLong("killed.seed", System.nanoTime());
        System.out.println("killed workers: " + jobs + " jobs, seed " + seed);
        TestDatabase database = TestDatabase.create(servers, "killed_workers");
        execute(database, WITNESS.formatted(jobs));
        SplittableRandom random = new SplittableRandom(seed);
        long began = System.nanoTime();
        int kills = 0;
        // When
        try (Child one = worker("one", database, folder);
                Child two = worker("two", database, folder)) {
            // At least some die, however fast they are.
            while (done(database) < jobs || kills < 4) {
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextLong(100, 2_500)).toNanos());
                Child victim = random.nextBoolean() ? one : two;
                victim.requireAlive();
                victim.kill();
                kills++;
                victim.start();
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as("seed %d: %d of %d jobs are done", seed, done(database), jobs)
                        .isLessThan(PATIENCE);
            }
        }
        // Then
        long attempts = database.number("select sum(attempt)::bigint from job");
        System.out.printf(
                "killed workers: %d kills, %d attempts, %d s%n",
                kills, attempts, Duration.ofNanos(System.nanoTime() - began).toSeconds());
        assertThat(database.number("select count(*) from completion"))
                .as("seed %d", seed)
                .isEqualTo(jobs);
        assertThat(database.number("select count(distinct job) from completion"))
                .as("seed %d", seed)
                .isEqualTo(jobs);
        assertThat(database.number("select count(*) from effect"))
                .as("seed %d", seed)
                .isEqualTo(jobs);
        assertThat(database.number("select count(*) from job_checkpoint"))
                .as("seed %d", seed)
                .isZero();
        assertThat(attempts).as("seed %d: some died at work", seed).isGreaterThan(jobs);
    }

    private static long done(TestDatabase database) {
        return database.number("select count(*) from completion");
    }

    private static Child worker(String name, TestDatabase database, Path folder) {
        return new Child(
                name,
                folder,
                List.of(
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MortalWorker.class.getName(),
                        database.url(),
                        database.user(),
                        database.password()));
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = c.createStatement()) {
            statement.execute(sql);
        }
    }
}
