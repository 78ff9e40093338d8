package io.plumbline.ingest;

import io.plumbline.kernel.Chore;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes the partitions of days to come, and drops those of days gone by. What was derived from their predictions, profiles
 * above all, stays.
 *
 * <p>A day that still receives late events is kept until they are as old: an event that is sent again is recognised for as
 * long as raw predictions are kept, counted from its receipt.
 */
@ApplicationScoped
@Sql
public class Retention implements Chore {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final int DAYS_AHEAD = 3;
    private static final Duration INTERVAL = Duration.ofMinutes(30);

    /** Dropping has to wait for those who read; those who come after them must not wait for it for long. */
    private static final String PATIENCE = "set local lock_timeout = '2s'";

    /** The parent first, as all who look through it; whoever writes into the day has ended then, and noted when it came. */
    private static final String ALONE = """
            lock table only prediction in access exclusive mode; lock table only %s in access exclusive mode
            """;

    private static final String RECENT =
            "select exists (select from prediction_receipt where day = ? and received_on >= ?)";

    private static final String FORGET = "delete from prediction_receipt where day = ?";

    private final IngestConfig config;
    private final Transactions transactions;
    private final InstantSource clock;
    private final DayPartitions partitions = new DayPartitions();

    public Retention(IngestConfig config, Transactions transactions, InstantSource clock) {
        this.config = config;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "raw-predictions-retention";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    /** Does both. */
    @Override
    public void run() {
        makeAhead();
        Instant oldest = clock.instant().minus(config.retention());
        for (LocalDate day : transactions.run(DayPartitions::days)) {
            if (day.isBefore(DayPartitions.day(oldest)) && drop(day, oldest)) {
                LOG.infof("Dropped the raw predictions of a day, which are older than %s: %s", config.retention(), day);
            }
        }
    }

    private void makeAhead() {
        LocalDate today = DayPartitions.day(clock.instant());
        List<LocalDate> ahead = new ArrayList<>();
        for (int i = 0; i < DAYS_AHEAD; i++) {
            ahead.add(today.plusDays(i));
        }
        if (!partitions.allKnown(ahead)) {
            transactions.execute(c -> partitions.create(c, ahead));
            partitions.remember(ahead);
        }
    }

    private boolean drop(LocalDate day, Instant oldest) {
        return transactions.run(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute(PATIENCE);
                DayPartitions.lock(c);
                if (!DayPartitions.exists(c, day) || receivedSince(c, day, oldest)) {
                    return false;
                }
                statement.execute(ALONE.formatted(DayPartitions.table(day)));
                // Again: somebody may have been writing into it.
                if (receivedSince(c, day, oldest)) {
                    return false;
                }
                statement.execute("drop table " + DayPartitions.table(day));
            }
            try (PreparedStatement forget = c.prepareStatement(FORGET)) {
                forget.setObject(1, day);
                forget.executeUpdate();
            }
            return true;
        });
    }

    private static boolean receivedSince(Connection c, LocalDate day, Instant oldest) throws SQLException {
        try (PreparedStatement recent = c.prepareStatement(RECENT)) {
            recent.setObject(1, day);
            recent.setObject(2, DayPartitions.day(oldest));
            try (ResultSet row = recent.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
