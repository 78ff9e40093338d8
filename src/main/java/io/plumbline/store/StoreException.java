package io.plumbline.store;

import io.plumbline.kernel.Rejection;
import java.sql.SQLException;

/** The database refused what it was asked. Nothing of the transaction was kept. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StoreException(SQLException cause) {
        super("The database refused: " + cause.getMessage(), cause);
    }

    /**
     * What to throw for a failure: a Rejection (UNAVAILABLE, {@code database-away}) where trying again may help, since the
     * database cannot be reached, has no room or is stopping (SQLState classes 08, 53, 57, or none from the pool); this
     * exception otherwise.
     */
    static RuntimeException of(SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        if (cause.getSQLState() == null || state.startsWith("08") || state.startsWith("53") || state.startsWith("57")) {
            return new Rejection(
                    Rejection.Kind.UNAVAILABLE,
                    "database-away",
                    "The database does not answer; nothing was kept, so try again.",
                    cause);
        }
        return new StoreException(cause);
    }
}
