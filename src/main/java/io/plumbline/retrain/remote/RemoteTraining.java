package io.plumbline.retrain.remote;

import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import java.io.IOException;
import java.util.Optional;

/** A kind of jobs whose training a remote worker can do. Every bean of this type is found. */
public interface RemoteTraining {
    /** The kind of jobs. */
    String kind();

    /** The result of a job that died after its last step, as JSON: what it made is there. */
    Optional<String> done(Job job);

    /**
     * Writes what a job's training reads, checkpoints of earlier attempts too, and says in its log what that is.
     *
     * @throws Rejection if there is nothing to train
     */
    void begin(JobContext context, WorkFolder folder) throws IOException;

    /** Hands on what a training says to its job. */
    TrainingListener listener(JobContext context);

    /**
     * Judges what a training made and makes a candidate of it.
     *
     * @param folder with the graph and the result of the training, which came from outside: nothing has read them yet
     * @return the job's result, as JSON
     * @throws Rejection if no other attempt can do better; {@code outputs-refused} if they are not what a training makes
     */
    String finish(JobContext context, WorkFolder folder) throws IOException, InterruptedException;

    /**
     * Keeps what is of use of a training that was refused.
     *
     * @param folder with its result alone, which came from outside
     * @throws Rejection {@code outputs-refused} if that is no result
     */
    void leave(JobContext context, WorkFolder folder) throws IOException;

    /**
     * Hands on what a training says to a job.
     *
     * @param share of the job that the training is
     */
    static TrainingListener listener(JobContext context, double share) {
        return TrainingListener.of(
                (message, fraction) -> context.progress(share * fraction, message),
                context::log,
                context::point,
                context::keep);
    }

    /** Reads a result, if it is one. */
    interface Reading {
        void read(byte[] json) throws IOException;
    }

    /**
     * Requires that a result from outside is one. What cannot be read today cannot be read tomorrow: the worker is not to send it again.
     *
     * @throws Rejection {@code outputs-refused} if it is none
     */
    static void requireResult(WorkFolder folder, Reading reading) throws IOException {
        byte[] result = folder.output(WorkFolder.RESULT).orElseThrow();
        try {
            reading.read(result);
        } catch (IOException e) {
            throw refused("hold a " + WorkFolder.RESULT + " that is none: " + e.getMessage());
        }
    }

    /** What says that outputs are not what a training makes. */
    static Rejection refused(String what) {
        return new Rejection(Rejection.Kind.REFUSED, "outputs-refused", "The training's outputs " + what + ".");
    }
}
