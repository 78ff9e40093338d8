package io.plumbline.retrain.remote;

import io.plumbline.bundle.Bundles;
import io.plumbline.jobs.Claim;
import io.plumbline.jobs.Claims;
import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.JobStopped;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.work.TrainingConfig;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkZip;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The server's part of trainings that a remote worker does. The worker gets files and gives files; what the new model says
 * about the pictures to judge by is computed here, from the graph that it gave: a worker proves nothing about its own work.
 */
@ApplicationScoped
public class RemoteTrainings {
    private static final Logger LOG = Logger.getLogger(RemoteTrainings.class);

    private final Claims claims;
    private final Map<String, RemoteTraining> kinds;
    private final TrainingConfig training;

    RemoteTrainings(Claims claims, @All List<RemoteTraining> kinds, TrainingConfig training) {
        this.claims = claims;
        this.kinds = kinds.stream()
                .collect(
                        Collectors.toMap(RemoteTraining::kind, Function.identity(), (one, other) -> one, TreeMap::new));
        this.training = training;
    }

    /** Kinds of jobs that a remote worker can do. */
    public Set<String> kinds() {
        return kinds.keySet();
    }

    private RemoteTraining of(JobContext context) {
        return Optional.ofNullable(kinds.get(context.job().kind()))
                .orElseThrow(() -> Rejection.conflict(
                        "claim-lost",
                        "No remote worker does a job of the kind "
                                + context.job().kind()));
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
            of(context).begin(context, folder);
            return folder;
        } catch (IOException | RuntimeException e) {
            folder.close();
            end(claim, e);
            throw e;
        }
    }

    /**
     * Hears what a training says.
     *
     * @throws JobStopped from each of its methods, if the claim is over
     */
    public TrainingListener listener(Claim claim) {
        JobContext context = claims.context(claim);
        return of(context).listener(context);
    }

    /**
     * Takes what a training made, judges it and ends the job. Taking it twice makes one candidate.
     *
     * @throws JobStopped if the claim is over
     * @throws IOException if the outputs cannot be read to their end; nothing was judged then
     */
    public void finish(Claim claim, InputStream outputs) throws IOException, InterruptedException {
        JobContext context = claims.context(claim);
        RemoteTraining kind = of(context);
        Optional<String> done = kind.done(context.job());
        if (done.isPresent()) {
            claims.succeed(claim, done.get());
            return;
        }
        // Before anything of it is read: is the job still its worker's?
        context.commit(() -> context);
        try (WorkFolder folder = WorkFolder.create(training.work())) {
            receive(outputs, folder);
            claims.succeed(claim, judged(context, kind, folder));
        } catch (RuntimeException | Error e) {
            // Safe because: whatever judging dies of, the attempt ends with it. An answer that fails would have the
            // worker send the
            // same again, to be judged anew.
            if (!end(claim, e)) {
                throw e;
            }
        }
    }

    private static void receive(InputStream outputs, WorkFolder folder) throws IOException {
        // As much as anybody may upload: whether it is too much for a phone is the gates' to say.
        WorkZip.readOutputs(outputs, folder, Bundles.MOST_BYTES);
        for (String name : List.of(WorkFolder.RESULT, WorkFolder.MODEL)) {
            if (folder.output(name).isEmpty()) {
                throw RemoteTraining.refused("hold no " + name);
            }
        }
    }

    private static String judged(JobContext context, RemoteTraining kind, WorkFolder folder)
            throws InterruptedException {
        try {
            return kind.finish(context, folder);
        } catch (IOException e) {
            // Not to be taken for outputs that broke off, which are to come again.
            throw new UncheckedIOException("The outputs cannot be judged: " + e.getMessage(), e);
        }
    }

    /**
     * Ends an attempt by what it died of: what was rejected is rejected for good, all else may go better another time.
     *
     * @return false if the attempt goes on
     */
    private boolean end(Claim claim, Throwable e) {
        if (goesOn(e)) {
            return false;
        }
        if (e instanceof Rejection rejection) {
            claims.fail(claim, rejection.detail(), false);
        } else {
            LOG.errorf(e, "A remote training failed here: job=%s", claim.job());
            claims.fail(claim, String.valueOf(e.getMessage() == null ? e : e.getMessage()), true);
        }
        return true;
    }

    /** What is away comes back, and a job that is another's by now is not ours to end. */
    private static boolean goesOn(Throwable e) {
        return e instanceof JobStopped
                || (e instanceof Rejection rejection && rejection.kind() == Rejection.Kind.UNAVAILABLE);
    }

    /**
     * Ends an attempt that failed.
     *
     * @param again whether a further attempt may help
     * @param result what a training that was refused says of itself, as JSON, if it came so far
     * @return false if the job is another's by now
     * @throws JobStopped if the claim is over
     */
    public boolean fail(Claim claim, String error, boolean again, Optional<byte[]> result) throws IOException {
        String why = error;
        if (result.isPresent()) {
            JobContext context = claims.context(claim);
            try (WorkFolder folder = WorkFolder.create(training.work())) {
                folder.put(WorkFolder.RESULT, result.get());
                of(context).leave(context, folder);
            } catch (IOException | RuntimeException e) {
                // Safe because: that the attempt ends counts more than what else it leaves.
                if (goesOn(e)) {
                    throw e;
                }
                why = error + " " + (e instanceof Rejection rejection ? rejection.detail() : e.getMessage());
            }
        }
        return claims.fail(claim, why, again);
    }
}
