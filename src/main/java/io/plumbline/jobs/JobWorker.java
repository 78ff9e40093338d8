package io.plumbline.jobs;

import io.plumbline.jobs.RunningJob.Stop;
import io.plumbline.kernel.Rejection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Does one job after another. Its thread calls {@link #runOne}; {@link #shutDown} may come from any. */
final class JobWorker {
    private static final Logger LOG = Logger.getLogger(JobWorker.class);
    private static final int LONGEST_ERROR = 2000;

    /** Heartbeats in a lease: two may be lost. */
    private static final int BEATS = 3;

    private final String name;
    private final Map<String, JobHandler> handlers;
    private final Function<UUID, Job> jobs;
    private final PostgresLeases leases;
    private final JobTrail trail;
    private final JobsConfig config;
    private final ScheduledExecutorService pulse;
    private volatile @Nullable RunningJob current;

    JobWorker(
            String name,
            Map<String, JobHandler> handlers,
            Function<UUID, Job> jobs,
            PostgresLeases leases,
            JobTrail trail,
            JobsConfig config,
            ScheduledExecutorService pulse) {
        this.name = name;
        this.handlers = Map.copyOf(handlers);
        this.jobs = jobs;
        this.leases = leases;
        this.trail = trail;
        this.config = config;
        this.pulse = pulse;
    }

    /** Does the next job that is due; false if there is none. */
    boolean runOne() {
        Optional<Claim> claimed = leases.claim(name, handlers.keySet(), config.lease());
        if (claimed.isEmpty()) {
            return false;
        }
        Job job = jobs.apply(claimed.get().job());
        RunningJob running = new RunningJob(claimed.get(), job, leases, trail, Thread.currentThread()::interrupt);
        current = running;
        long every = Math.max(1, config.lease().toMillis() / BEATS);
        ScheduledFuture<?> beats =
                pulse.scheduleWithFixedDelay(() -> running.beat(config.lease()), every, every, TimeUnit.MILLISECONDS);
        try {
            work(running);
        } finally {
            beats.cancel(false);
            current = null;
        }
        return true;
    }

    /** Tells a running job that this worker goes away. */
    void shutDown() {
        RunningJob running = current;
        if (running != null) {
            running.stop(Stop.SHUTDOWN);
        }
    }

    /** Gives back what a job that would not stop still holds, so that another worker can have it at once. */
    void abandon() {
        RunningJob running = current;
        if (running != null && leases.release(running.claim())) {
            LOG.warnf(
                    "A job did not stop in time and was given back: job=%s",
                    running.job().id());
        }
    }

    private void work(RunningJob running) {
        Job job = running.job();
        JobHandler handler = Optional.ofNullable(handlers.get(job.kind())).orElseThrow();
        LOG.infof("Job begins: kind=%s job=%s attempt=%d worker=%s", job.kind(), job.id(), job.attempt(), name);
        try {
            String result = handler.run(running);
            running.end();
            report(job, "succeeded", leases.succeed(running.claim(), result));
        } catch (Rejection e) {
            // What is away comes back; all else that a handler rejects, it rejects for good.
            failed(running, e, e.detail(), e.kind() == Rejection.Kind.UNAVAILABLE);
        } catch (Throwable e) {
            // Safe because: whatever a handler dies of, an OutOfMemoryError too, ends its job and not this worker.
            failed(running, e, String.valueOf(e.getMessage() == null ? e : e.getMessage()), true);
        }
    }

    private void failed(RunningJob running, Throwable cause, String error, boolean again) {
        Job job = running.job();
        switch (running.end()) {
            case CANCELLED -> report(job, "was cancelled", leases.stop(running.claim()));
            case SHUTDOWN -> report(job, "was given back", leases.release(running.claim()));
            case LOST -> report(job, "was lost", false);
            case TIMED_OUT ->
                report(job, "took too long", leases.fail(running.claim(), tooLong(job), true, config.backoff()));
            case NOT -> {
                LOG.errorf(cause, "Job failed: kind=%s job=%s attempt=%d", job.kind(), job.id(), job.attempt());
                report(job, "failed", leases.fail(running.claim(), shown(error), again, config.backoff()));
            }
        }
    }

    static String shown(String error) {
        return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR) + "…";
    }

    /** What a job that took too long ends with. */
    static String tooLong(Job job) {
        return "An attempt may take " + job.timeout() + " and took longer; raise plumbline.jobs.timeout.";
    }

    private static void report(Job job, String how, boolean ours) {
        if (ours) {
            LOG.infof("Job %s: kind=%s job=%s", how, job.kind(), job.id());
        } else {
            LOG.warnf("Job belongs to another worker by now: kind=%s job=%s", job.kind(), job.id());
        }
    }
}
