package io.plumbline.ingest;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Derives something from new events, in the transaction that stores them and moves the offset: all or nothing.
 *
 * <p>A sink sees each event exactly once, after its row is written. Called by one thread at a time for a partition, by
 * several at once in a fleet: rows that two batches may touch are to be locked in a defined order.
 */
public interface BatchSink {
    /** Sinks run in this order, lowest first. */
    int order();

    /** Works on what was new in a batch. */
    void accept(Connection connection, NewEvents events) throws SQLException;
}
