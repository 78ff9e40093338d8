package io.plumbline.retrain;

import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.JobHandler;
import io.plumbline.retrain.Retraining.Prepared;
import io.plumbline.retrain.remote.RemoteTraining;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.TrainingResult;
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
class RetrainJob implements JobHandler, RemoteTraining {
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
        Optional<String> done = done(context.job());
        if (done.isPresent()) {
            return done.get();
        }
        try (WorkFolder folder = WorkFolder.create(config.work())) {
            Prepared prepared = prepare(context, folder);
            child.run(folder, List.of(Step.TRAIN, Step.JUDGE), listener(context));
            return retraining.finish(context, prepared, folder);
        }
    }

    @Override
    public Optional<String> done(Job job) {
        return retraining.done(job);
    }

    @Override
    public void begin(JobContext context, WorkFolder folder) throws IOException {
        prepare(context, folder);
    }

    private Prepared prepare(JobContext context, WorkFolder folder) throws IOException {
        context.progress(0, "Freezing the labelled pictures");
        Prepared prepared = retraining.prepare(context, folder);
        context.log(prepared.sentence());
        folder.keepAll(context.kept());
        return prepared;
    }

    @Override
    public TrainingListener listener(JobContext context) {
        return RemoteTraining.listener(context, Retraining.TRAINED);
    }

    @Override
    public String finish(JobContext context, WorkFolder folder) throws IOException, InterruptedException {
        Prepared prepared = retraining.prepare(context, folder);
        RemoteTraining.requireResult(folder, TrainingResult::of);
        // Before anything runs it: it came from outside.
        OnnxCheck.check(
                folder.output(WorkFolder.MODEL).orElseThrow(),
                prepared.bundle().definition().input().port(),
                prepared.expected().outputPort());
        child.run(folder, List.of(Step.JUDGE), listener(context));
        return retraining.finish(context, prepared, folder);
    }

    /** Nothing is of use. */
    @Override
    public void leave(JobContext context, WorkFolder folder) throws IOException {
        RemoteTraining.requireResult(folder, TrainingResult::of);
    }
}
