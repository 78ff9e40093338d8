package io.plumbline.jobs;

import java.util.Map;
import java.util.function.Supplier;

/** What a running job can say, and ask. */
public interface JobContext {
    /** The job as it was claimed. */
    Job job();

    /**
     * Says how far it is.
     *
     * @param fraction 0 to 1; other values are clamped
     * @param message what is being done, for people
     * @throws JobStopped if the job is to stop
     */
    void progress(double fraction, String message);

    /**
     * Keeps a line of the job's log.
     *
     * @throws JobStopped if the job is to stop
     */
    void log(String line);

    /**
     * Keeps a point of the job's curves.
     *
     * @param step where, such as an epoch, at least 0; a step said again replaces what was said before
     * @param values by the name of the curve; those that are not finite are left out
     * @throws JobStopped if the job is to stop
     */
    void point(int step, Map<String, Double> values);

    /**
     * Keeps a part of what a later attempt goes on from. All parts are gone when the job is at its end.
     *
     * @param name of the part: small letters, digits, dots and dashes, at most 63; one said again is replaced
     * @throws JobStopped if the job is to stop
     */
    void keep(String name, byte[] content);

    /** What earlier attempts have kept, by name; a part whose bytes have changed since is left out. */
    Map<String, byte[]> kept();

    /**
     * Does a write that must not happen unless the job is still this worker's: in one transaction with the proof of it.
     *
     * @throws JobStopped if the job is another's by now; then nothing was written
     */
    <T> T commit(Supplier<T> write);

    /**
     * Asks whether to go on.
     *
     * @throws JobStopped if the job is cancelled, was given to another worker, or this worker shuts down
     */
    void checkCancelled();
}
