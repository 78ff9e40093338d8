package io.plumbline.jobs;

import io.plumbline.kernel.Change;
import io.plumbline.kernel.Journal;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker in a process of its own, to be killed at any moment. Each job leaves a row before it succeeds, in a transaction
 * with the proof that it is still this worker's.
 */
@Sql
final class MortalWorker {
    static final String KIND = "mortal";
    static final Duration LEASE = Duration.ofMillis(600);

    private static final Journal NOWHERE = new Journal() {
        @Override
        public void append(String actor, String model, String what, String detail) {}

        @Override
        public void append(String actor, String what, String detail) {}

        @Override
        public void append(Change change) {}
    };

    private final Transactions transactions;
    private final PostgresLeases leases;

    private MortalWorker(TestDatabase database) {
        transactions = new Transactions(database.pool());
        leases = new PostgresLeases(transactions, NOWHERE);
    }

    public static void main(String[] arguments) {
        MortalWorker mortal = new MortalWorker(new TestDatabase(arguments[0], arguments[1], arguments[2]));
        ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor();
        JobHandler handler = new JobHandler() {
            @Override
            public String kind() {
                return KIND;
            }

            @Override
            public String run(JobContext context) {
                return mortal.work(context);
            }
        };
        JobWorker worker = new JobWorker(
                "mortal-" + ProcessHandle.current().pid(),
                Map.of(KIND, handler),
                MortalWorker::job,
                mortal.leases,
                new JobTrail(mortal.transactions),
                new Settings(),
                pulse);
        while (true) {
            if (!worker.runOne()) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    /** A moment of work in several steps, so that a kill hits any of them. */
    private String work(JobContext context) {
        context.progress(0.2, "begun");
        context.keep("part", new byte[100]);
        context.point(1, Map.of("loss", 0.5));
        LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
        context.log("nearly done");
        UUID id = context.job().id();
        return context.commit(() -> effect(id));
    }

    /** Stands being done twice, as whatever a handler leaves behind must. */
    private String effect(UUID id) {
        transactions.execute(c -> {
            try (var insert = c.prepareStatement("insert into effect (job) values (?) on conflict do nothing")) {
                insert.setObject(1, id);
                insert.executeUpdate();
            }
        });
        return "{}";
    }

    private static Job job(UUID id) {
        return new JobRow(id, new NewJob(KIND, "", "{}", "test"), 1, Duration.ofHours(1), Instant.EPOCH).toJob();
    }

    private record Settings() implements JobsConfig {
        @Override
        public int workers() {
            return 1;
        }

        @Override
        public Duration poll() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration lease() {
            return LEASE;
        }

        @Override
        public Duration timeout() {
            return Duration.ofHours(1);
        }

        @Override
        public int maxAttempts() {
            return 1_000_000;
        }

        @Override
        public Duration backoff() {
            return Duration.ZERO;
        }
    }
}
