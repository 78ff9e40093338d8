package io.plumbline.jobs;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The workers of this process, if it has the role {@code train}. */
@ApplicationScoped
class JobWorkers {
    private static final Logger LOG = Logger.getLogger(JobWorkers.class);
    private static final String ROLE = "train";
    private static final int PATIENCE_SECONDS = 5;
    private static final int COUNT_SECONDS = 5;

    private final Map<String, JobHandler> handlers;
    private final Jobs jobs;
    private final PostgresLeases leases;
    private final JobTrail trail;
    private final JobsConfig config;
    private final JobMetrics metrics;
    private final Set<String> roles;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<JobWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private Optional<Future<?>> counting = Optional.empty();
    private final ScheduledExecutorService pulse =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "job-heartbeat"));

    JobWorkers(
            @All List<JobHandler> handlers,
            Jobs jobs,
            PostgresLeases leases,
            JobTrail trail,
            JobsConfig config,
            JobMetrics metrics,
            @ConfigProperty(name = "plumbline.roles", defaultValue = "api,ingest,evaluate,train") Set<String> roles) {
        this.handlers = handlers.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
        this.jobs = jobs;
        this.leases = leases;
        this.trail = trail;
        this.config = config;
        this.metrics = metrics;
        this.roles = roles;
    }

    void onStart(@Observes StartupEvent started) {
        if (!roles.contains(ROLE) || handlers.isEmpty()) {
            return;
        }
        counting = Optional.of(pulse.scheduleWithFixedDelay(this::count, 0, COUNT_SECONDS, TimeUnit.SECONDS));
        for (int i = 1; i <= config.workers(); i++) {
            String name = "worker-" + ProcessHandle.current().pid() + "-" + i;
            JobWorker worker = new JobWorker(name, handlers, jobs::job, leases, trail, config, pulse);
            workers.add(worker);
            Thread thread = daemon(() -> loop(worker), name);
            threads.add(thread);
            thread.start();
        }
    }

    /** Running jobs are told to stop and given back; one that does not listen is given back over its head. */
    void onStop(@Observes ShutdownEvent stopped) {
        stopping.countDown();
        counting.ifPresent(future -> future.cancel(false));
        workers.forEach(JobWorker::shutDown);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(JobWorker::abandon);
        pulse.shutdownNow();
    }

    private void loop(JobWorker worker) {
        try {
            while (stopping.getCount() > 0) {
                if (!step(worker) && stopping.await(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A worker outlives whatever goes wrong around its jobs, above all a database that is away for a while. */
    private static boolean step(JobWorker worker) {
        try {
            return worker.runOne();
        } catch (RuntimeException e) {
            LOG.warn("A worker could not get at its jobs and tries again", e);
            return false;
        }
    }

    private void count() {
        try {
            metrics.refresh();
        } catch (RuntimeException e) {
            LOG.debug("Jobs are counted again later", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
