package io.plumbline.jobs;

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
     * Asks whether to go on.
     *
     * @throws JobStopped if the job is cancelled, was given to another worker, or this worker shuts down
     */
    void checkCancelled();
}
