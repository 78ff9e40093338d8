package io.plumbline.jobs;

import io.plumbline.jobs.Claim.Pulse;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * Jobs in the hands of workers that have no database and speak through somebody who has. Each call names the claim, and is
 * held to its fence as a worker's of this process is.
 */
@ApplicationScoped
public class Claims {
    private final Jobs jobs;
    private final PostgresLeases leases;
    private final JobTrail trail;
    private final JobsConfig config;

    Claims(Jobs jobs, PostgresLeases leases, JobTrail trail, JobsConfig config) {
        this.jobs = jobs;
        this.leases = leases;
        this.trail = trail;
        this.config = config;
    }

    /**
     * A job that was just claimed.
     *
     * @param lease how long it stays with its worker without a heartbeat
     */
    public record Claimed(Claim claim, Job job, Duration lease) {}

    /** The next due job of some kinds for a worker, if there is one. */
    public Optional<Claimed> next(String worker, Collection<String> kinds) {
        return leases.claim(worker, kinds, config.lease())
                .map(claim -> new Claimed(claim, jobs.job(claim.job()), config.lease()));
    }

    /** Holds a job for another lease, and says whether to go on. */
    public Pulse heartbeat(Claim claim) {
        return leases.heartbeat(claim, config.lease());
    }

    /**
     * What a worker of this process would be given; its writes throw {@link JobStopped} where the job is another's by now.
     *
     * @throws io.plumbline.kernel.Rejection {@code job-unknown}
     */
    public JobContext context(Claim claim) {
        return new RunningJob(claim, jobs.job(claim.job()), leases, trail, () -> {});
    }

    /** Ends a job well; false if it is another's by now. */
    public boolean succeed(Claim claim, String result) {
        return leases.succeed(claim, result);
    }

    /**
     * Ends an attempt; false if the job is another's by now.
     *
     * @param again whether a further attempt may help
     */
    public boolean fail(Claim claim, String error, boolean again) {
        return leases.fail(claim, JobWorker.shown(error), again, config.backoff());
    }

    /** Ends an attempt that took longer than it may; false if the job is another's by now. */
    public boolean timeOut(Claim claim) {
        return leases.fail(claim, JobWorker.tooLong(jobs.job(claim.job())), true, config.backoff());
    }

    /** Gives a job back, or lets it be cancelled if somebody asked for that; false if it is another's by now. */
    public boolean release(Claim claim) {
        return leases.release(claim);
    }
}
