package io.plumbline.jobs;

/**
 * Does one kind of job. Every bean of this type is found.
 *
 * <p>It may be run again after a death, so what it leaves behind must stand being done twice.
 */
public interface JobHandler {
    /** The kind that it does. */
    String kind();

    /**
     * Does a job, on a thread of its own that is interrupted when the job is to stop.
     *
     * @return what came of it, as JSON text
     * @throws io.plumbline.kernel.Rejection if it cannot be done, however often it is tried
     * @throws Exception if it failed; it is tried again later
     */
    String run(JobContext context) throws Exception;
}
