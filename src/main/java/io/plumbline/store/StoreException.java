package io.plumbline.store;

import java.sql.SQLException;

/** The database refused what it was asked. Nothing of the transaction was kept. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StoreException(SQLException cause) {
        super("The database refused: " + cause.getMessage(), cause);
    }

    /** What to throw for a failure: a Rejection where trying again may help, this exception otherwise. */
    static RuntimeException of(SQLException cause) {
        return DatabaseOutages.isAway(cause) ? DatabaseOutages.rejection(cause) : new StoreException(cause);
    }

    /** Whether a row was there already that had to be unique. */
    public boolean isDuplicate() {
        return state().equals("23505");
    }

    /** Whether a table was not there. */
    public boolean isMissingTable() {
        return state().equals("42P01");
    }

    /** Whether it and another transaction stood in each other's way. */
    public boolean isDeadlock() {
        return state().equals("40P01");
    }

    private String state() {
        return getCause() instanceof SQLException refused && refused.getSQLState() != null ? refused.getSQLState() : "";
    }
}
