package io.plumbline.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.Job.State;
import io.plumbline.kernel.Rejection;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class JobWorkerTest {
    private final ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor();

    @Inject
    Jobs jobs;

    @Inject
    PostgresLeases leases;

    @Inject
    JobTrail trail;

    @AfterEach
    void stop() {
        pulse.shutdownNow();
    }

    @Test
    void aJobRunsAndLeavesItsResultItsProgressAndItsLog() {
        // Given
        UUID job = submit("good");
        JobWorker worker = worker("good", Duration.ofMinutes(1), context -> {
            context.progress(0.25, "a quarter");
            context.log("one");
            context.log("two");
            return "{\"payload\": " + context.job().payload() + "}";
        });
        // When
        boolean did = worker.runOne();
        // Then
        assertThat(did).isTrue();
        assertThat(jobs.job(job).state()).isEqualTo(State.SUCCEEDED);
        assertThat(jobs.job(job).progress()).isEqualTo(1);
        assertThat(jobs.job(job).message()).isEqualTo("a quarter");
        assertThat(jobs.job(job).result()).contains("{\"payload\": {\"n\": 1}}");
        assertThat(jobs.log(job, 0, 10)).extracting(JobLine::line).containsExactly("one", "two");
        assertThat(worker.runOne()).isFalse();
    }

    @Test
    void aFailingJobIsTriedThreeTimes() {
        // Given
        UUID job = submit("bad");
        JobWorker worker = worker("bad", Duration.ofMinutes(1), context -> {
            throw new IllegalStateException("attempt " + context.job().attempt());
        });
        // When
        int runs = 0;
        while (worker.runOne()) {
            runs++;
        }
        // Then
        assertThat(runs).isEqualTo(3);
        assertThat(jobs.job(job).state()).isEqualTo(State.FAILED);
        assertThat(jobs.job(job).error()).contains("attempt 3");
    }

    @Test
    void aRejectionIsNotTriedAgain() {
        // Given
        UUID job = submit("hopeless");
        JobWorker worker = worker("hopeless", Duration.ofMinutes(1), context -> {
            throw Rejection.conflict("too-few", "Too few labels.");
        });
        // When
        worker.runOne();
        // Then
        assertThat(jobs.job(job).state()).isEqualTo(State.FAILED);
        assertThat(jobs.job(job).error()).contains("Too few labels.");
    }

    @Test
    void aCancelledJobIsInterruptedAtTheNextHeartbeat() throws Exception {
        // Given a job that would run for ever
        UUID job = submit("endless");
        CountDownLatch begun = new CountDownLatch(1);
        JobWorker worker = worker("endless", Duration.ofMillis(300), context -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "{}";
        });
        CompletableFuture<Void> running = CompletableFuture.runAsync(worker::runOne);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        // When
        jobs.cancel(job, "anna");
        // Then
        running.get(10, TimeUnit.SECONDS);
        assertThat(jobs.job(job).state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aWorkerThatGoesAwayGivesItsJobBackAtOnce() throws Exception {
        // Given
        UUID job = submit("interrupted");
        CountDownLatch begun = new CountDownLatch(1);
        JobWorker worker = worker("interrupted", Duration.ofMinutes(1), context -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "{}";
        });
        CompletableFuture<Void> running = CompletableFuture.runAsync(worker::runOne);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        // When
        worker.shutDown();
        // Then another takes it without waiting for the lease
        running.get(10, TimeUnit.SECONDS);
        assertThat(jobs.job(job).state()).isEqualTo(State.QUEUED);
        assertThat(worker("interrupted", Duration.ofMinutes(1), context -> "{}").runOne())
                .isTrue();
        assertThat(jobs.job(job).state()).isEqualTo(State.SUCCEEDED);
        assertThat(jobs.job(job).attempt()).isEqualTo(1);
    }

    @Test
    void aJobThatDoesNotListenIsGivenBackOverItsHead() throws Exception {
        // Given a job that swallows interrupts
        UUID job = submit("deaf");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        JobWorker worker = worker("deaf", Duration.ofMinutes(1), context -> {
            begun.countDown();
            boolean awake = false;
            while (!awake) {
                try {
                    awake = wake.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    // Safe because: being deaf is what this job is here for.
                    awake = false;
                }
            }
            return "{\"from\": \"the deaf one\"}";
        });
        CompletableFuture<Void> running = CompletableFuture.runAsync(worker::runOne);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        worker.shutDown();
        // When
        worker.abandon();
        // Then the job is free, and what the deaf one says later counts for nothing
        assertThat(jobs.job(job).state()).isEqualTo(State.QUEUED);
        wake.countDown();
        running.get(10, TimeUnit.SECONDS);
        assertThat(jobs.job(job).result()).isEmpty();
        assertThat(jobs.job(job).state()).isEqualTo(State.QUEUED);
    }

    @Test
    void anAttemptThatTakesTooLongIsStoppedAndTriedAgain() {
        // Given a job that would run for ever, and may take a tenth of a second
        UUID job = jobs.submit(new NewJob("slow", "", "{}", "anna", 0, Optional.of(Duration.ofMillis(100))))
                .id();
        JobWorker worker = worker("slow", Duration.ofMillis(300), context -> {
            if (context.job().attempt() == 1) {
                new CountDownLatch(1).await();
            }
            return "{}";
        });
        // When
        worker.runOne();
        Job stopped = jobs.job(job);
        worker.runOne();
        // Then
        assertThat(stopped.retrying()).isTrue();
        assertThat(stopped.error()).hasValueSatisfying(e -> assertThat(e).contains("PT0.1S", "plumbline.jobs.timeout"));
        assertThat(jobs.job(job).state()).isEqualTo(State.SUCCEEDED);
        assertThat(jobs.job(job).attempt()).isEqualTo(2);
    }

    @Test
    void aSecondAttemptFindsWhatTheFirstKeptAndNothingIsLeftAtTheEnd() {
        // Given
        UUID job = submit("kept");
        List<Map<String, byte[]>> found = new ArrayList<>();
        JobWorker worker = worker("kept", Duration.ofMinutes(1), context -> {
            found.add(context.kept());
            context.keep("head", new byte[] {(byte) context.job().attempt(), 7});
            if (context.job().attempt() == 1) {
                throw new IllegalStateException("no luck");
            }
            return "{}";
        });
        // When
        worker.runOne();
        worker.runOne();
        // Then
        assertThat(found.get(0)).isEmpty();
        assertThat(found.get(1)).containsOnlyKeys("head");
        assertThat(found.get(1).get("head")).containsExactly(1, 7);
        assertThat(trail.kept(job)).isEmpty();
    }

    @Test
    void aWriteOfAWorkerThatLostItsJobIsNotMade() {
        // Given a worker whose lease is over, and another that took the job
        submit("overtaken");
        AtomicInteger writes = new AtomicInteger();
        JobWorker slow = worker("overtaken", Duration.ZERO, context -> {
            assertThat(leases.claim("other", Set.of("overtaken"), Duration.ofMinutes(1)))
                    .isPresent();
            return context.commit(() -> "{\"n\": " + writes.incrementAndGet() + "}");
        });
        // When
        slow.runOne();
        // Then
        assertThat(writes).hasValue(0);
    }

    private UUID submit(String kind) {
        return jobs.submit(new NewJob(kind, "", "{\"n\": 1}", "anna")).id();
    }

    /** What a job does. */
    private interface Work {
        String run(JobContext context) throws Exception;
    }

    private JobWorker worker(String kind, Duration lease, Work work) {
        JobHandler handler = new JobHandler() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public String run(JobContext context) throws Exception {
                return work.run(context);
            }
        };
        return new JobWorker("worker", Map.of(kind, handler), jobs::job, leases, trail, new Settings(lease), pulse);
    }

    private record Settings(Duration lease) implements JobsConfig {
        @Override
        public int workers() {
            return 1;
        }

        @Override
        public Duration poll() {
            return Duration.ofMillis(10);
        }

        @Override
        public Duration timeout() {
            return Duration.ofHours(1);
        }

        @Override
        public int maxAttempts() {
            return 3;
        }

        @Override
        public Duration backoff() {
            return Duration.ZERO;
        }
    }
}
