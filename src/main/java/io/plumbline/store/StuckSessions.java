package io.plumbline.store;

import io.plumbline.kernel.Chore;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Ends the sessions of processes that have stopped in the middle of a COPY: they hold the rows of their offsets, and no
 * timeout of PostgreSQL looks at a session that waits for more of what it copies. Those that are idle in a transaction it
 * ends by itself, after as long.
 */
@ApplicationScoped
@Sql
public class StuckSessions implements Chore {
    private static final Logger LOG = Logger.getLogger(StuckSessions.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private static final String END = """
            select count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
                and state = 'active' and wait_event = 'ClientRead' and query ~ '^copy (prediction|correction|staging)_?'
                and xact_start < now() - make_interval(secs => ?)
            """;

    private final Transactions transactions;
    private final Duration patience;

    public StuckSessions(Transactions transactions) {
        this(transactions, Duration.ofMinutes(5));
    }

    StuckSessions(Transactions transactions, Duration patience) {
        this.transactions = transactions;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "stuck-sessions";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void run() {
        long ended = transactions.run(c -> {
            try (PreparedStatement end = c.prepareStatement(END)) {
                end.setDouble(1, patience.toMillis() / 1e3);
                try (ResultSet row = end.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
        if (ended > 0) {
            LOG.warnf("Ended %d sessions that had stopped in the middle of a COPY", ended);
        }
    }
}
