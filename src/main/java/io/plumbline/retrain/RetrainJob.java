package io.plumbline.retrain;

import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.JobHandler;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.WorkFolder;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The retraining of a model: what to learn from is frozen and written into a folder, a child process trains and judges,
 * and the gates say whether a candidate comes of it. {@link Retraining} has the first and the last part.
 */
@ApplicationScoped
class RetrainJob implements JobHandler {
    private final Retraining retraining;
    private final TrainingChild child;
    private final TrainingConfig config;

    RetrainJob(Retraining retraining, TrainingConfig config) {
        this.retraining = retraining;
        this.child = new TrainingChild(config);
        this.config = config;
    }

    @Override
    public String kind() {
        return Retrainings.KIND;
    }

    @Override
    public String run(JobContext context) throws IOException, InterruptedException {
        Optional<String> done = retraining.done(context.job());
        if (done.isPresent()) {
            return done.get();
        }
        try (WorkFolder folder = WorkFolder.create(config.work())) {
            Retraining.Prepared prepared = retraining.prepare(context, folder);
            folder.keepAll(context.kept());
            child.run(folder, List.of(Step.TRAIN, Step.JUDGE), retraining.listener(context));
            return retraining.finish(context, prepared, folder);
        }
    }
}
