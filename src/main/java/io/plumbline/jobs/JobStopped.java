package io.plumbline.jobs;

/** The job is no longer this worker's: cancelled, given to another, or the worker shuts down. Let it pass. */
public final class JobStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobStopped(String message) {
        super(message);
    }
}
