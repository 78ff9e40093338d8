package io.plumbline.jobs;

import io.plumbline.kernel.Rejection;
import io.plumbline.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A job in a worker's hands.
 *
 * <p>Shared by the thread that does the job and the one that beats for it; the lock guards why it is to stop, so that an
 * interrupt never reaches the worker's thread after the job is over.
 */
final class RunningJob implements JobContext {
    private static final Logger LOG = Logger.getLogger(RunningJob.class);
    private static final int LONGEST_LINE = 2000;

    /** Why it is to stop. */
    enum Stop {
        NOT,
        CANCELLED,
        TIMED_OUT,
        LOST,
        SHUTDOWN
    }

    private final Claim claim;
    private final Job job;
    private final PostgresLeases leases;
    private final JobTrail trail;
    private final Runnable interrupt;
    private Stop stop = Stop.NOT;
    private boolean over;

    /** @param interrupt wakes up who does the job; called at most once, and not after {@link #end} */
    RunningJob(Claim claim, Job job, PostgresLeases leases, JobTrail trail, Runnable interrupt) {
        this.claim = claim;
        this.job = job;
        this.leases = leases;
        this.trail = trail;
        this.interrupt = interrupt;
    }

    @Override
    public Job job() {
        return job;
    }

    Claim claim() {
        return claim;
    }

    @Override
    public void progress(double fraction, String message) {
        checkCancelled();
        double clamped = fraction >= 0 ? Math.min(fraction, 1) : 0;
        requireHeld(leases.progress(claim, clamped, cut(message)));
    }

    @Override
    public void log(String line) {
        checkCancelled();
        requireHeld(leases.log(claim, cut(line)));
    }

    @Override
    public void point(int step, Map<String, Double> values) {
        checkCancelled();
        requireHeld(trail.point(claim, step, values));
    }

    @Override
    public void keep(String name, byte[] content) {
        checkCancelled();
        requireHeld(trail.keep(claim, name, content));
    }

    @Override
    public Map<String, byte[]> kept() {
        return trail.kept(claim.job());
    }

    @Override
    public <T> T commit(Supplier<T> write) {
        checkCancelled();
        Optional<T> written = leases.whileHeld(claim, c -> write.get());
        requireHeld(written.isPresent());
        return written.orElseThrow();
    }

    @Override
    public synchronized void checkCancelled() {
        if (stop != Stop.NOT) {
            throw new JobStopped("Job " + job.id() + " is to stop: " + stop);
        }
    }

    /** Holds the lease for another while, and hears whether to go on. */
    void beat(Duration lease) {
        try {
            switch (leases.heartbeat(claim, lease)) {
                case HELD -> {}
                case CANCELLED -> stop(Stop.CANCELLED);
                case TIMED_OUT -> stop(Stop.TIMED_OUT);
                case LOST -> stop(Stop.LOST);
            }
        } catch (StoreException | Rejection e) {
            // Safe because: the next beat tries again, and if the lease runs out the fence keeps our writes away.
            LOG.warnf(e, "No heartbeat: job=%s", job.id());
        }
    }

    /** Tells the job to stop, unless it is over or was told before. */
    synchronized void stop(Stop why) {
        if (!over && stop == Stop.NOT) {
            stop = why;
            interrupt.run();
        }
    }

    /** The handler is done: no interrupt comes any more, and one that came is taken back. */
    synchronized Stop end() {
        over = true;
        boolean interrupted = Thread.interrupted();
        LOG.tracef("Job is over: job=%s stop=%s interrupted=%s", job.id(), stop, interrupted);
        return stop;
    }

    private void requireHeld(boolean held) {
        if (!held) {
            stop(Stop.LOST);
            checkCancelled();
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "…";
    }
}
