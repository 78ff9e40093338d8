package io.plumbline.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.jobs.Claim.Pulse;
import io.plumbline.jobs.Job.State;
import io.plumbline.store.Transactions;
import io.plumbline.testing.Await;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class LeasesTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration NONE = Duration.ZERO;

    @Inject
    Jobs jobs;

    @Inject
    PostgresLeases leases;

    @Inject
    JobTrail trail;

    @Inject
    Transactions transactions;

    @Test
    void aZombieWritesNothing() {
        // Given a worker whose lease is over, and another that took the job
        UUID job = submit("zombie");
        Claim dead = claim("zombie", NONE);
        Claim alive = claim("zombie", LONG);
        // When the first wakes up
        boolean[] writes = {
            leases.progress(dead, 0.9, "still here"),
            leases.log(dead, "still here"),
            trail.point(dead, 1, Map.of("loss", 1.0)),
            trail.keep(dead, "head", new byte[1]),
            leases.whileHeld(dead, c -> "written").isPresent(),
            leases.fail(dead, "still here", true, NONE),
            leases.stop(dead),
            leases.release(dead),
            leases.succeed(dead, "{}")
        };
        // Then
        assertThat(writes).containsOnly(false);
        assertThat(leases.heartbeat(dead, LONG)).isEqualTo(Pulse.LOST);
        assertThat(leases.heartbeat(alive, LONG)).isEqualTo(Pulse.HELD);
        assertThat(jobs.log(job, 0, 10)).isEmpty();
        assertThat(leases.log(alive, "mine")).isTrue();
        assertThat(leases.progress(alive, 0.5, "half")).isTrue();
        assertThat(leases.succeed(alive, "{\"a\": 1}")).isTrue();
        assertThat(jobs.job(job).result()).contains("{\"a\": 1}");
        assertThat(jobs.job(job).attempt()).isEqualTo(2);
        assertThat(jobs.log(job, 0, 10)).extracting(JobLine::line).containsExactly("mine");
    }

    @Test
    void aHeldJobIsNotClaimedAgain() {
        submit("held");
        claim("held", LONG);
        assertThat(leases.claim("other", Set.of("held"), LONG)).isEmpty();
    }

    @Test
    void aJobWhoseWorkersAllDieFailsInTheEnd() {
        // Given
        UUID job = submit("deadly");
        for (int i = 0; i < 3; i++) {
            claim("deadly", NONE);
        }
        // When
        boolean again = leases.claim("other", Set.of("deadly"), LONG).isPresent();
        // Then
        assertThat(again).isFalse();
        assertThat(jobs.job(job).state()).isEqualTo(State.FAILED);
        assertThat(jobs.job(job).error()).hasValueSatisfying(e -> assertThat(e).contains("not heard of"));
    }

    @Test
    void aFailureIsTriedAgainLater() {
        // Given
        UUID job = submit("flaky");
        // When it fails with a long wait
        leases.fail(claim("flaky", LONG), "no luck", true, LONG);
        // Then it waits
        assertThat(jobs.job(job).state()).isEqualTo(State.QUEUED);
        assertThat(jobs.job(job).error()).contains("no luck");
        assertThat(leases.claim("other", Set.of("flaky"), LONG)).isEmpty();
    }

    @Test
    void aJobGivenBackIsTakenAtOnceAndTheAttemptDoesNotCount() {
        // Given
        submit("returned");
        leases.release(claim("returned", LONG));
        // When
        Claim next = claim("returned", LONG);
        // Then
        assertThat(jobs.job(next.job()).attempt()).isEqualTo(1);
    }

    @Test
    void aWaitingJobIsCancelledAtOnceAndARunningOneWhenItsWorkerHearsOfIt() {
        // Given
        UUID waiting = submit("cancel-waiting");
        UUID running = submit("cancel-running");
        Claim claim = claim("cancel-running", LONG);
        // When
        jobs.cancel(waiting, "anna");
        jobs.cancel(running, "anna");
        // Then
        assertThat(jobs.job(waiting).state()).isEqualTo(State.CANCELLED);
        assertThat(jobs.job(running).state()).isEqualTo(State.RUNNING);
        assertThat(leases.heartbeat(claim, LONG)).isEqualTo(Pulse.CANCELLED);
        assertThat(leases.stop(claim)).isTrue();
        assertThat(jobs.job(running).state()).isEqualTo(State.CANCELLED);
        assertThat(jobs.job(running).cancelledBy()).contains("anna");
        assertThat(jobs.cancel(running, "bert").cancelledBy()).contains("anna");
    }

    @Test
    void whatIsUrgentComesFirst() {
        // Given
        UUID usual = submit("urgent");
        UUID urgent = jobs.submit(new NewJob("urgent", "garments", "{}", "anna").urgent())
                .id();
        // When
        List<UUID> claimed =
                List.of(claim("urgent", LONG).job(), claim("urgent", LONG).job());
        // Then
        assertThat(claimed).containsExactly(urgent, usual);
    }

    @Test
    void anAttemptWhoseTimeIsOverGetsNoMore() {
        // Given a job that may take a millisecond, begun before
        UUID job = jobs.submit(new NewJob("brief", "garments", "{}", "anna", 0, Optional.of(Duration.ofMillis(1))))
                .id();
        Claim first = claim("brief", NONE);
        Await.until("its time is over", LONG, () -> leases.heartbeat(first, NONE) == Pulse.TIMED_OUT);
        // When another looks for work
        Claim second = claim("brief", LONG);
        // Then the heartbeat did not keep the job
        assertThat(second.job()).isEqualTo(job);
        assertThat(leases.heartbeat(first, LONG)).isEqualTo(Pulse.LOST);
    }

    @Test
    void aStepSaidAgainReplacesItsValuesAndIsNewsToReaders() {
        // Given
        UUID job = submit("curves");
        Claim claim = claim("curves", LONG);
        trail.point(claim, 1, Map.of("loss", 0.9));
        trail.point(claim, 2, Map.of("loss", 0.8, "accuracy", Double.NaN));
        long seen = jobs.points(job, 0).get(1).number();
        // When
        trail.point(claim, 1, Map.of("loss", 0.7));
        // Then
        assertThat(jobs.points(job, 0))
                .extracting(JobPoint::step, JobPoint::values)
                .containsExactly(
                        tuple(2, new TreeMap<>(Map.of("loss", 0.8))), tuple(1, new TreeMap<>(Map.of("loss", 0.7))));
        assertThat(jobs.points(job, seen)).extracting(JobPoint::step).containsExactly(1);
    }

    @Test
    void checkpointsGoWhenAWaitingJobIsCancelled() {
        // Given
        UUID job = submit("forgotten");
        Claim claim = claim("forgotten", LONG);
        trail.keep(claim, "head", new byte[3]);
        leases.release(claim);
        assertThat(trail.kept(job)).containsOnlyKeys("head");
        // When
        jobs.cancel(job, "anna");
        // Then
        assertThat(trail.kept(job)).isEmpty();
    }

    @Test
    void theOldestDueJobComesFirst() {
        List<UUID> submitted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            submitted.add(submit("ordered"));
        }
        List<UUID> claimed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            claimed.add(claim("ordered", LONG).job());
        }
        assertThat(claimed).isEqualTo(submitted);
    }

    /**
     * Workers whose leases are over at once, so that each steals from the other all the time; a third of them die in
     * the middle of a job, and wake up when all is done.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void twoWorkersThatDieAtRandomCompleteEachJobExactlyOnce(long seed) throws Exception {
        // Given
        int n = 40;
        String kind = "deaths-" + seed;
        Set<UUID> submitted = new HashSet<>();
        for (int i = 0; i < n; i++) {
            submitted.add(submit(kind));
        }
        allowAttempts(kind);
        ConcurrentLinkedQueue<UUID> completed = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Claim> zombies = new ConcurrentLinkedQueue<>();
        CyclicBarrier start = new CyclicBarrier(2);
        // When
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<?>> workers = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            SplittableRandom random = new SplittableRandom(seed * 31 + w);
            String name = "worker-" + w;
            workers.add(threads.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                while (completed.size() < n) {
                    leases.claim(name, Set.of(kind), NONE).ifPresent(claim -> {
                        if (random.nextInt(3) == 0) {
                            zombies.add(claim);
                        } else if (leases.progress(claim, 0.5, name) && leases.succeed(claim, "{}")) {
                            completed.add(claim.job());
                        }
                    });
                }
                return n;
            }));
        }
        for (Future<?> worker : workers) {
            worker.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        // Then
        assertThat(completed).as("seed %d", seed).hasSize(n).containsExactlyInAnyOrderElementsOf(submitted);
        assertThat(zombies).as("seed %d", seed).isNotEmpty();
        assertThat(zombies).noneMatch(zombie -> leases.succeed(zombie, "{\"late\": true}"));
        assertThat(submitted).allMatch(id -> jobs.job(id).result().equals(Optional.of("{}")));
    }

    private UUID submit(String kind) {
        return jobs.submit(new NewJob(kind, "garments", "{}", "anna")).id();
    }

    private Claim claim(String kind, Duration lease) {
        return leases.claim("worker", Set.of(kind), lease).orElseThrow();
    }

    /** However often its workers die. */
    private void allowAttempts(String kind) {
        transactions.execute(c -> {
            try (var statement = c.prepareStatement("update job set max_attempts = 1000000 where kind = ?")) {
                statement.setString(1, kind);
                statement.executeUpdate();
            }
        });
    }
}
