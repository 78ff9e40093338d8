package io.plumbline.retrain.distil;

import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.JobHandler;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.WorkFolder;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A distillation: what to learn from is frozen and written into a folder, a child process asks the teacher and trains the student,
 * which is then judged by masks that people made. {@link Distilling} has the first part, {@link Students} the last.
 */
@ApplicationScoped
class DistilJob implements JobHandler {
    private final Distilling distilling;
    private final Students students;
    private final TrainingChild child;
    private final TrainingConfig config;

    DistilJob(Distilling distilling, Students students, TrainingConfig config) {
        this.distilling = distilling;
        this.students = students;
        this.child = new TrainingChild(config);
        this.config = config;
    }

    @Override
    public String kind() {
        return Distillations.KIND;
    }

    @Override
    public String run(JobContext context) throws IOException, InterruptedException {
        Optional<String> done = distilling.done(context.job());
        if (done.isPresent()) {
            return done.get();
        }
        try (WorkFolder folder = WorkFolder.create(config.work())) {
            Distilling.Prepared prepared = distilling.prepare(context, folder);
            folder.keepAll(context.kept());
            try {
                child.run(folder, List.of(Step.TRAIN), distilling.listener(context));
            } catch (Rejection e) {
                students.leave(context, prepared, folder);
                throw e;
            }
            return students.finish(context, prepared, folder);
        }
    }
}
