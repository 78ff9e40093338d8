package io.plumbline.jobs;

import io.plumbline.jobs.Claim.Pulse;
import io.plumbline.jobs.Job.State;
import io.plumbline.kernel.Change;
import io.plumbline.kernel.Change.What;
import io.plumbline.kernel.Journal;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who works on what. One statement each, and each that writes to a claimed job carries its fence, so that a worker that
 * was thought dead and wakes up again changes nothing.
 *
 * <p>All times are the database's: workers on machines whose clocks differ agree on when a lease is over.
 */
@ApplicationScoped
@Sql
class PostgresLeases {
    private static final String ENDED = " returning id, kind, model, state, worker, attempt, error, cancelled_by";
    private static final String COUNT = "select state, count(*) from job group by state";
    private static final String CLAIM = """
        update job
           set state = 'running', attempt = attempt + 1, fence = fence + 1, worker = ?,
               lease_until = now() + ? * interval '1 millisecond', started_at = now(), progress = 0
         where id = (select id
                       from job
                      where kind = any (?)
                        and cancelled_by is null
                        and (state = 'queued' and run_after <= now()
                             or state = 'running' and lease_until < now() and attempt < max_attempts)
                      order by priority desc, run_after, id
                      limit 1
                        for update skip locked)
        returning id, fence
        """;

    /** Jobs whose worker died, and that nobody is to begin again. */
    private static final String BURY = """
        update job
           set state = case when cancelled_by is null then 'failed' else 'cancelled' end,
               error = 'The worker ' || worker || ' was not heard of any more.',
               lease_until = null, finished_at = now()
         where state = 'running' and lease_until < now()
           and (attempt >= max_attempts or cancelled_by is not null)
        """ + ENDED;

    /** An attempt whose time is over gets no more: its worker is told, and if it is deaf the lease ends. */
    private static final String HEARTBEAT = """
        update job
           set lease_until = case when started_at + timeout_ms * interval '1 millisecond' > now()
                                  then now() + ? * interval '1 millisecond' else lease_until end
         where id = ? and fence = ? and state = 'running'
        returning cancelled_by is not null, started_at + timeout_ms * interval '1 millisecond' <= now()
        """;

    private static final String PROGRESS = """
        update job set progress = ?, message = ? where id = ? and fence = ? and state = 'running'
        """;

    /** The job's row is locked meanwhile: no claim comes between the check and the line. */
    private static final String LOG = """
        with mine as (select id, attempt from job where id = ? and fence = ? and state = 'running' for share)
        insert into job_log (job, attempt, line) select id, attempt, ? from mine
        """;

    /** Whoever wants to end the job, or claim it, waits until the transaction is over. */
    private static final String HOLD = "select id from job where id = ? and fence = ? and state = 'running' for update";

    private static final String SUCCEED = """
        update job
           set state = 'succeeded', result = ?::jsonb, error = null, progress = 1,
               lease_until = null, finished_at = now()
         where id = ? and fence = ? and state = 'running'
        """ + ENDED;

    /** Another attempt, later and later; or the end. */
    private static final String FAIL = """
        update job
           set state = case when cancelled_by is not null then 'cancelled'
                            when attempt < max_attempts and ? then 'queued' else 'failed' end,
               finished_at = case when cancelled_by is null and attempt < max_attempts and ? then null
                                  else now() end,
               run_after = now() + ? * interval '1 millisecond' * (1 << least(attempt - 1, 16)),
               error = ?, lease_until = null
         where id = ? and fence = ? and state = 'running'
        """ + ENDED;

    private static final String STOP = """
        update job set state = 'cancelled', lease_until = null, finished_at = now()
         where id = ? and fence = ? and state = 'running'
        """ + ENDED;

    /** The attempt does not count: it is not the job's fault. */
    private static final String RELEASE = """
        update job
           set state = case when cancelled_by is null then 'queued' else 'cancelled' end,
               finished_at = case when cancelled_by is null then null else now() end,
               attempt = attempt - 1, run_after = now(), lease_until = null, message = 'Waits again'
         where id = ? and fence = ? and state = 'running'
        """ + ENDED;

    private final Transactions transactions;
    private final Journal journal;

    PostgresLeases(Transactions transactions, Journal journal) {
        this.transactions = transactions;
        this.journal = journal;
    }

    /** The next job that is due, if any; also one whose worker's lease is over. */
    @Transactional
    Optional<Claim> claim(String worker, Collection<String> kinds, Duration lease) {
        return transactions.run(c -> {
            try (PreparedStatement bury = c.prepareStatement(BURY)) {
                end(bury);
            }
            try (PreparedStatement claim = c.prepareStatement(CLAIM)) {
                claim.setString(1, worker);
                claim.setLong(2, lease.toMillis());
                claim.setArray(3, c.createArrayOf("text", kinds.toArray()));
                try (ResultSet row = claim.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Claim(row.getObject(1, UUID.class), row.getLong(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /** Holds the job for another lease. */
    Pulse heartbeat(Claim claim, Duration lease) {
        return transactions.run(c -> {
            try (PreparedStatement beat = c.prepareStatement(HEARTBEAT)) {
                beat.setLong(1, lease.toMillis());
                beat.setObject(2, claim.job());
                beat.setLong(3, claim.fence());
                try (ResultSet row = beat.executeQuery()) {
                    if (!row.next()) {
                        return Pulse.LOST;
                    }
                    if (row.getBoolean(1)) {
                        return Pulse.CANCELLED;
                    }
                    return row.getBoolean(2) ? Pulse.TIMED_OUT : Pulse.HELD;
                }
            }
        });
    }

    boolean progress(Claim claim, double fraction, String message) {
        return write(PROGRESS, claim, 3, s -> {
            s.setDouble(1, fraction);
            s.setString(2, message);
        });
    }

    boolean log(Claim claim, String line) {
        return write(LOG, claim, 1, s -> s.setString(3, line));
    }

    /**
     * Work in one transaction with the proof that the job is still ours, and stays ours until it is kept.
     *
     * @return the work's result, or empty if the job is another's by now: then nothing was done
     */
    @Transactional
    <T> Optional<T> whileHeld(Claim claim, Transactions.Work<T> work) {
        return transactions.run(c -> {
            try (PreparedStatement hold = c.prepareStatement(HOLD)) {
                hold.setObject(1, claim.job());
                hold.setLong(2, claim.fence());
                try (ResultSet row = hold.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(work.on(c));
        });
    }

    @Transactional
    boolean succeed(Claim claim, String result) {
        return transactions.run(c -> {
            try (PreparedStatement succeed = c.prepareStatement(SUCCEED)) {
                succeed.setString(1, result);
                succeed.setObject(2, claim.job());
                succeed.setLong(3, claim.fence());
                return end(succeed) == 1;
            }
        });
    }

    /** @param again whether a further attempt may help */
    @Transactional
    boolean fail(Claim claim, String error, boolean again, Duration backoff) {
        return transactions.run(c -> {
            try (PreparedStatement fail = c.prepareStatement(FAIL)) {
                fail.setBoolean(1, again);
                fail.setBoolean(2, again);
                fail.setLong(3, backoff.toMillis());
                fail.setString(4, error);
                fail.setObject(5, claim.job());
                fail.setLong(6, claim.fence());
                return end(fail) == 1;
            }
        });
    }

    /** Of the jobs that a statement touched, writes down in its transaction those that are done, cancelled, or failed for good. */
    private int end(PreparedStatement statement) throws SQLException {
        int touched = 0;
        List<Change> ended = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                touched++;
                State state = State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
                if (state == State.SUCCEEDED || state == State.FAILED || state == State.CANCELLED) {
                    ended.add(ended(row, state));
                }
            }
        }
        ended.forEach(journal::append);
        return touched;
    }

    private static Change ended(ResultSet row, State state) throws SQLException {
        String id = row.getString("id");
        String kind = row.getString("kind");
        What what =
                switch (state) {
                    case SUCCEEDED -> What.JOB_FINISHED;
                    case CANCELLED -> What.JOB_CANCELLED;
                    default -> What.JOB_FAILED;
                };
        String how =
                switch (what) {
                    case JOB_FINISHED -> "is done.";
                    case JOB_CANCELLED -> "was cancelled.";
                    default -> "failed: " + row.getString("error");
                };
        return new Change(
                what,
                row.getString(what == What.JOB_CANCELLED ? "cancelled_by" : "worker"),
                Optional.ofNullable(row.getString("model")),
                Optional.empty(),
                "Job " + id + " (" + kind + ") " + how,
                Jobs.facts(id, kind, row.getInt("attempt")));
    }

    @Transactional
    boolean stop(Claim claim) {
        return ended(STOP, claim);
    }

    @Transactional
    boolean release(Claim claim) {
        return ended(RELEASE, claim);
    }

    private boolean ended(String sql, Claim claim) {
        return transactions.run(c -> {
            try (PreparedStatement statement = c.prepareStatement(sql)) {
                statement.setObject(1, claim.job());
                statement.setLong(2, claim.fence());
                return end(statement) == 1;
            }
        });
    }

    /** Number of jobs in each state that occurs. */
    Map<State, Long> counts() {
        return transactions.run(c -> {
            Map<State, Long> counts = new EnumMap<>(State.class);
            try (PreparedStatement count = c.prepareStatement(COUNT);
                    ResultSet row = count.executeQuery()) {
                while (row.next()) {
                    counts.put(State.valueOf(row.getString(1).toUpperCase(Locale.ROOT)), row.getLong(2));
                }
            }
            return counts;
        });
    }

    /** Fills the parameters that are not the claim. */
    private interface Parameters {
        void into(PreparedStatement statement) throws SQLException;
    }

    /** Whether the write was ours to make; {@code at} is where the claim's id and fence stand. */
    private boolean write(String sql, Claim claim, int at, Parameters parameters) {
        return transactions.run(c -> execute(c, sql, claim, at, parameters));
    }

    private static boolean execute(Connection c, String sql, Claim claim, int at, Parameters parameters)
            throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(sql)) {
            parameters.into(statement);
            statement.setObject(at, claim.job());
            statement.setLong(at + 1, claim.fence());
            return statement.executeUpdate() == 1;
        }
    }
}
