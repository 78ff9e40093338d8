package io.plumbline.drift;

import io.plumbline.drift.policy.DriftConfig;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** Evaluates every model: where its signals stand, and whether an alarm is due. */
@ApplicationScoped
public class Evaluator {
    private static final Logger LOG = Logger.getLogger(Evaluator.class);

    /** Each thread holds two connections at times. */
    private static final int MOST_THREADS = 8;

    /** How long evidence of segments may hold up the next round: what is left is done after it. */
    private static final Duration SEGMENTS = Duration.ofSeconds(5);

    private final Models models;
    private final DueModels due;
    private final ModelEvaluation evaluation;
    private final Incidents incidents;
    private final DriftMetrics metrics;
    private final InstantSource clock;
    private final ExecutorService threads;

    public Evaluator(
            Models models,
            DueModels due,
            ModelEvaluation evaluation,
            Incidents incidents,
            DriftMetrics metrics,
            DriftConfig config,
            InstantSource clock) {
        this.models = models;
        this.due = due;
        this.evaluation = evaluation;
        this.incidents = incidents;
        this.metrics = metrics;
        this.clock = clock;
        int size = config.threads()
                .orElse(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        if (size < 1) {
            throw new IllegalArgumentException("plumbline.drift.threads is " + size + "; evaluation takes 1 at least");
        }
        threads = Executors.newFixedThreadPool(size, task -> {
            Thread thread = new Thread(task, "drift-evaluation");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Evaluates all models of which there is anything new, several at once: while one waits for the database, another computes. One
     * that fails spoils no other, and is tried again the next time.
     */
    public void evaluateAll() {
        Set<String> names = due.names(clock.instant());
        if (!names.isEmpty()) {
            List<Callable<Object>> all = models.models().stream()
                    .filter(model -> names.contains(model.name()))
                    .map(model -> Executors.callable(() -> evaluateOrWarn(model)))
                    .toList();
            metrics.timed(() -> all(all));
        }
        long end = System.nanoTime() + SEGMENTS.toNanos();
        all(evaluation.segmentsDue().stream()
                .map(model -> Executors.callable(() -> {
                    if (System.nanoTime() - end < 0) {
                        evaluation.segments(model);
                    }
                }))
                .toList());
        // As stored, so that a process whose turn it was not shows the same.
        metrics.show(incidents.standings());
    }

    private void all(List<Callable<Object>> work) {
        try {
            for (Future<Object> done : threads.invokeAll(work)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while models were evaluated", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Models could not be evaluated: " + e.getCause(), e);
        }
    }

    private void evaluateOrWarn(Model model) {
        try {
            evaluateExclusively(model);
        } catch (RuntimeException e) {
            metrics.failed();
            LOG.warnf("Model %s could not be evaluated: %s", model.name(), e.getMessage());
            LOG.debug("Because of", e);
        }
    }

    /**
     * Evaluates one model, whether there is anything new of it or not, unless another process is at it. A version that fails is passed
     * over with a warning.
     *
     * @return whether it was evaluated
     */
    public boolean evaluate(Model model) {
        boolean evaluated = evaluateExclusively(model);
        evaluation.segments(model.name());
        return evaluated;
    }

    private boolean evaluateExclusively(Model model) {
        Instant now = clock.instant();
        return due.exclusively(
                model.name(),
                now,
                () -> due.recounting(model.name())
                        ? evaluation.passedOver(model, now)
                        : evaluation.evaluate(model, now));
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
