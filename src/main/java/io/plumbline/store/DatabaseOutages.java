package io.plumbline.store;

import io.plumbline.kernel.Outages;
import io.plumbline.kernel.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The database cannot be reached, has no room, is stopping or takes no connections: SQLState classes 08, 53, 57, state
 * 55000, or none, which is the pool's own failure to get a connection.
 */
@ApplicationScoped
@Sql
class DatabaseOutages implements Outages {
    private static final int MOST_CAUSES = 20;

    @Override
    public Optional<Rejection> of(Throwable failure) {
        return refusal(failure).filter(DatabaseOutages::isAway).map(DatabaseOutages::rejection);
    }

    /** Whether a failure is that of the connection, so that nothing more can be asked of it. */
    static boolean isLost(Throwable failure) {
        return refusal(failure)
                .map(SQLException::getSQLState)
                .filter(state -> state.startsWith("08"))
                .isPresent();
    }

    /** What the database or the driver said first. */
    private static Optional<SQLException> refusal(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
            if (cause instanceof SQLException sql) {
                return Optional.of(sql);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    static boolean isAway(SQLException cause) {
        String state = cause.getSQLState();
        return state == null
                || state.startsWith("08")
                || state.startsWith("53")
                || state.startsWith("57")
                || state.equals("55000");
    }

    static Rejection rejection(SQLException cause) {
        return new Rejection(
                Rejection.Kind.UNAVAILABLE,
                "database-away",
                "The database does not answer; nothing was kept, so try again.",
                cause);
    }
}
