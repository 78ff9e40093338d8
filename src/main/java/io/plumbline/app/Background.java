package io.plumbline.app;

import io.plumbline.app.AppConfig.Role;
import io.plumbline.drift.Evaluator;
import io.plumbline.drift.policy.DriftConfig;
import io.plumbline.ingest.IngestWorker;
import io.plumbline.kernel.Chore;
import io.plumbline.retrain.Retrainings;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/** What goes on without being asked, by the roles of this process. */
@ApplicationScoped
class Background {
    private static final Logger LOG = Logger.getLogger(Background.class);

    private final AppConfig config;
    private final Scheduler scheduler;
    private final IngestWorker ingest;
    private final List<Chore> chores;
    private final Evaluator evaluator;
    private final DriftConfig drift;
    private final Retrainings retrainings;

    Background(
            AppConfig config,
            Scheduler scheduler,
            IngestWorker ingest,
            @All List<Chore> chores,
            Evaluator evaluator,
            DriftConfig drift,
            Retrainings retrainings) {
        this.config = config;
        this.scheduler = scheduler;
        this.ingest = ingest;
        this.chores = chores;
        this.evaluator = evaluator;
        this.drift = drift;
        this.retrainings = retrainings;
    }

    void start() {
        if (config.roles().contains(Role.INGEST)) {
            ingest.start();
            chores.forEach(chore -> every(chore.name(), chore.interval(), chore::run));
        }
        if (config.roles().contains(Role.EVALUATE)) {
            every("drift-evaluation", drift.every(), evaluator::evaluateAll);
            every("retrain-policy", drift.every(), retrainings::startDue);
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
