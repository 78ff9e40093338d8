package io.plumbline.store;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGStatement;

/**
 * Plain JDBC transactions: all of a piece of work is kept, or nothing of it.
 *
 * <p>Called inside a {@code @Transactional} method, the work joins that transaction, which commits it or not.
 */
@ApplicationScoped
public class Transactions {
    private static final String PREFER_INDEXES =
            "set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_seqscan = off; set"
                    + " local jit = off";
    private static final String TRY_LOCK = "select pg_try_advisory_xact_lock(hashtextextended(?, 0))";

    private final DataSource dataSource;

    public Transactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Work on a connection whose transaction somebody else ends. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T on(Connection connection) throws SQLException;
    }

    /** Work without a result. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void on(Connection connection) throws SQLException;
    }

    /**
     * Runs work in one transaction.
     *
     * @throws io.plumbline.kernel.Rejection UNAVAILABLE if the database is away; nothing is kept then
     * @throws StoreException if it refuses; nothing is kept then
     */
    public <T> T run(Work<T> work) {
        try (Connection c = dataSource.getConnection()) {
            return QuarkusTransaction.getStatus() == Status.STATUS_ACTIVE ? work.on(c) : runAlone(c, work);
        } catch (SQLException e) {
            throw StoreException.of(e);
        }
    }

    /** As {@link #run}, but apart from any transaction around it: what was done stays done if that is rolled back. */
    public <T> T runApart(Work<T> work) {
        return QuarkusTransaction.getStatus() == Status.STATUS_NO_TRANSACTION
                ? run(work)
                : QuarkusTransaction.suspendingExisting().call(() -> run(work));
    }

    private static <T> T runAlone(Connection c, Work<T> work) throws SQLException {
        c.setAutoCommit(false);
        try {
            T result = work.on(c);
            c.commit();
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(c, e);
            throw e;
        } finally {
            restore(c);
        }
    }

    /** Runs work without a result in one transaction. */
    public void execute(Action action) {
        run(c -> {
            action.on(c);
            return Boolean.TRUE;
        });
    }

    /**
     * Runs work in one transaction that holds a cluster-wide lock, unless another process holds it.
     *
     * @param lock name of the lock
     * @return the work's result, or empty if somebody else is at it
     */
    public <T> Optional<T> runExclusively(String lock, Work<T> work) {
        return run(c -> {
            try (PreparedStatement tryLock = c.prepareStatement(TRY_LOCK)) {
                tryLock.setString(1, lock);
                try (ResultSet row = tryLock.executeQuery()) {
                    row.next();
                    if (!row.getBoolean(1)) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(work.on(c));
        });
    }

    /**
     * Until the transaction ends, rows are looked up one by one through an index. For work that touches some thousands of
     * rows of tables which may hold millions that were not analysed yet.
     */
    public static void preferIndexes(Connection c) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute(PREFER_INDEXES);
        }
    }

    /**
     * Has the driver ask for the results of a query in binary form from the first time on. For those that hold many bytes, which as
     * a text are twice as many.
     */
    public static void binaryResults(PreparedStatement query) throws SQLException {
        query.unwrap(PGStatement.class).setPrepareThreshold(-1);
    }

    /**
     * Ends a transaction that failed. A connection that is lost is closed instead: the driver does not do it after a silent COPY,
     * and would wait for the answer to a rollback as long as it waited before, and the pool would hand the connection out again.
     */
    private static void rollBack(Connection c, Throwable cause) {
        try {
            if (DatabaseOutages.isLost(cause)) {
                // The driver's own: the pool's wrapper forgets it before it aborts.
                c.unwrap(Connection.class).abort(Runnable::run);
            } else {
                c.rollback();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** The pool wants its connections back as it gave them; a broken one is thrown away by it anyway. */
    private static void restore(Connection c) {
        try {
            c.setAutoCommit(true);
        } catch (SQLException e) {
            // Safe because: the connection is broken, its transaction is over, and the pool will notice.
            return;
        }
    }
}
