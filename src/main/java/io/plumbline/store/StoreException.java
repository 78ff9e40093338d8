package io.plumbline.store;

import io.plumbline.kernel.Rejection;
import java.sql.SQLException;

/** The database is away, or refused. Nothing of the transaction was kept, so trying again is right. */
public final class StoreException extends Rejection {
    private static final long serialVersionUID = 1L;

    StoreException(SQLException cause) {
        super(
                Kind.UNAVAILABLE,
                "database-away",
                "The database does not answer or refused (SQLState " + cause.getSQLState()
                        + "); nothing was kept, so try again.",
                cause);
    }
}
