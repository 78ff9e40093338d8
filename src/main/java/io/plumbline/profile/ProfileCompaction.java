package io.plumbline.profile;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.plumbline.kernel.Chore;
import io.plumbline.store.Transactions;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * Adds up what batches noted for the profiles. One process at a time; each delta is taken away in the transaction that adds
 * it, so it counts once.
 *
 * <p>A profile's row costs the same however much is added to it. So while events come, it rests after each turn for a
 * multiple of the time that the turn took: little traffic is added up within two seconds, and much of it in large pieces, for
 * a bounded share of the machine.
 */
@Startup
@ApplicationScoped
public class ProfileCompaction implements Chore {
    private static final String LOCK = "plumbline.profile";
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final int REST = 19;
    /** So much of traffic at full speed is in memory when the rest is over, and no more has to be caught up when it ends. */
    private static final long LONGEST_REST = Duration.ofSeconds(5).toNanos();

    /** Of one transaction, which is bounded however long the profiles stood still. A cell takes the same room however many it has. */
    private static final int PREDICTIONS = 2_000_000;

    private final Transactions transactions;
    private final ProfileTable table;
    private final Timer turns;
    private volatile double behindSeconds;
    private volatile long restUntil = System.nanoTime();

    public ProfileCompaction(Transactions transactions, ProfileTable table, MeterRegistry registry) {
        this.transactions = transactions;
        this.table = table;
        turns = Timer.builder("plumbline.profile.compaction")
                .description("Adding up what batches noted for the profiles")
                .register(registry);
        Gauge.builder("plumbline.profile.behind", this, compaction -> compaction.behindSeconds)
                .description("Age of the oldest batch that the profiles do not count yet")
                .baseUnit("seconds")
                .register(registry);
    }

    @Override
    public String name() {
        return "profile-compaction";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void run() {
        ProfileTable.Waiting waiting = transactions.run(table::waiting);
        behindSeconds = waiting.oldestSeconds();
        boolean quiet = waiting.newestSeconds() > QUIET.toSeconds();
        if (waiting.any() && (quiet || System.nanoTime() - restUntil >= 0)) {
            long start = System.nanoTime();
            turns.record(this::compact);
            long end = System.nanoTime();
            restUntil = end + Math.min(REST * (end - start), LONGEST_REST);
        }
    }

    /** Adds up all that there was when it began, unless somebody else is at it. */
    public void compact() {
        Optional<Boolean> more = Optional.of(true);
        while (more.orElse(false)) {
            more = transactions.runExclusively(LOCK, c -> {
                Transactions.preferIndexes(c);
                ProfileDeltas deltas = new ProfileDeltas();
                boolean enough = table.take(c, PREDICTIONS, deltas);
                table.add(c, deltas.cells());
                return enough;
            });
        }
    }
}
