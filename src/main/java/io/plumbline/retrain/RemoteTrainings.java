package io.plumbline.retrain;

import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.jobs.Claim;
import io.plumbline.jobs.Claims;
import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.JobStopped;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.gate.GateConfig;
import io.plumbline.retrain.work.TrainingChild;
import io.plumbline.retrain.work.TrainingChild.Step;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.TrainingFailed;
import io.plumbline.retrain.work.TrainingResult;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkZip;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The server's part of trainings that a remote worker does. The worker gets files and gives files; what the new model says
 * about the pictures to judge by is computed here, from the graph that it gave: a worker proves nothing about its own work.
 */
@ApplicationScoped
public class RemoteTrainings {
    /** Kinds of jobs that a remote worker can do. */
    public static final List<String> KINDS = List.of(Retrainings.KIND);

    private static final long RESULT_BYTES = 1 << 20;

    private final Claims claims;
    private final Retraining retraining;
    private final TrainingConfig training;
    private final GateConfig config;

    RemoteTrainings(Claims claims, Retraining retraining, TrainingConfig training, GateConfig config) {
        this.claims = claims;
        this.retraining = retraining;
        this.training = training;
        this.config = config;
    }

    /**
     * A folder with all that the training of a claimed job reads, checkpoints of earlier attempts too. To be closed.
     *
     * @throws JobStopped if the claim is over
     * @throws Rejection if there is nothing to train; the job has failed then
     */
    public WorkFolder inputs(Claim claim) throws IOException {
        JobContext context = claims.context(claim);
        WorkFolder folder = WorkFolder.create(training.work());
        try {
            retraining.prepare(context, folder);
            folder.keepAll(context.kept());
            return folder;
        } catch (IOException | RuntimeException e) {
            folder.close();
            if (e instanceof Rejection rejection && rejection.kind() != Rejection.Kind.UNAVAILABLE) {
                claims.fail(claim, rejection.detail(), false);
            }
            throw e;
        }
    }

    /**
     * Takes what a training made, judges it and ends the job. Taking it twice makes one candidate.
     *
     * @throws JobStopped if the claim is over
     */
    public void finish(Claim claim, InputStream outputs) throws IOException, InterruptedException {
        JobContext context = claims.context(claim);
        Optional<String> done = retraining.done(context.job());
        try {
            String result = done.isPresent() ? done.get() : candidate(context, outputs);
            claims.succeed(claim, result);
        } catch (Rejection e) {
            if (e.kind() == Rejection.Kind.UNAVAILABLE) {
                throw e;
            }
            claims.fail(claim, e.detail(), false);
        } catch (TrainingFailed e) {
            claims.fail(claim, e.getMessage(), true);
        }
    }

    private String candidate(JobContext context, InputStream outputs) throws IOException, InterruptedException {
        try (WorkFolder folder = WorkFolder.create(training.work())) {
            Retraining.Prepared prepared = retraining.prepare(context, folder);
            WorkZip.readOutputs(outputs, folder, config.maxBytes() + RESULT_BYTES);
            requireResult(given(folder, WorkFolder.RESULT));
            // Before anything runs it: it came from outside.
            OnnxCheck.check(
                    given(folder, WorkFolder.MODEL),
                    prepared.bundle().definition().input().port(),
                    prepared.expected().outputPort());
            new TrainingChild(training).run(folder, List.of(Step.JUDGE), retraining.listener(context));
            return retraining.finish(context, prepared, folder);
        }
    }

    private static byte[] given(WorkFolder folder, String name) throws IOException {
        return folder.output(name).orElseThrow(() -> refused("hold no " + name));
    }

    /** What cannot be read today cannot be read tomorrow: the worker is not to send it again. */
    private static void requireResult(byte[] result) {
        try {
            TrainingResult.of(result);
        } catch (IOException e) {
            throw refused("hold a " + WorkFolder.RESULT + " that is none: " + e.getMessage());
        }
    }

    private static Rejection refused(String what) {
        return new Rejection(Rejection.Kind.REFUSED, "outputs-refused", "The training's outputs " + what + ".");
    }
}
