package io.plumbline.app;

import io.plumbline.app.AppConfig.Role;
import io.plumbline.drift.DriftConfig;
import io.plumbline.drift.Evaluator;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.feedback.LeftOvers;
import io.plumbline.ingest.IngestWorker;
import io.plumbline.retrain.RetrainConfig;
import io.plumbline.retrain.Retrainings;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/** What goes on without being asked, by the roles of this process. */
@ApplicationScoped
class Background {
    private static final Logger LOG = Logger.getLogger(Background.class);
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final AppConfig config;
    private final Scheduler scheduler;
    private final IngestWorker ingest;
    private final LeftOvers leftOvers;
    private final Evaluation evaluation;

    Background(AppConfig config, Scheduler scheduler, IngestWorker ingest, LeftOvers leftOvers, Evaluation evaluation) {
        this.config = config;
        this.scheduler = scheduler;
        this.ingest = ingest;
        this.leftOvers = leftOvers;
        this.evaluation = evaluation;
    }

    /** Evaluation, and what follows from it. */
    @ApplicationScoped
    static class Evaluation {
        private final Evaluator evaluator;
        private final Incidents incidents;
        private final Retrainings retrainings;
        private final DriftConfig drift;
        private final RetrainConfig retrain;

        Evaluation(
                Evaluator evaluator,
                Incidents incidents,
                Retrainings retrainings,
                DriftConfig drift,
                RetrainConfig retrain) {
            this.evaluator = evaluator;
            this.incidents = incidents;
            this.retrainings = retrainings;
            this.drift = drift;
            this.retrain = retrain;
        }

        void answerIncidents() {
            for (Incident incident : incidents.open()) {
                if (retrainings.start(incident)) {
                    LOG.infof("Incident %d starts a retraining of %s", incident.id(), incident.model());
                }
            }
        }
    }

    void start() {
        if (config.roles().contains(Role.INGEST)) {
            ingest.start();
            every("feedback-left-overs", SWEEP, leftOvers::sweep);
        }
        if (config.roles().contains(Role.EVALUATE)) {
            every("drift-evaluation", evaluation.drift.every(), evaluation.evaluator::evaluateAll);
            every("retrain-policy", evaluation.retrain.every(), evaluation::answerIncidents);
        }
    }

    private void every(String name, Duration interval, Runnable work) {
        scheduler
                .newJob(name)
                .setInterval(interval.toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> quietly(name, work))
                .schedule();
    }

    /** A database that is away for a while is one line a turn, not a stack trace. */
    private static void quietly(String name, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warnf("%s will be tried again: %s", name, e.getMessage());
            LOG.debug("Because of", e);
        }
    }
}
