package io.plumbline.ingest;

import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** How far each partition has been read. The row is the fence: who cannot move it has lost the partition. */
@Sql
final class OffsetTable {
    private static final String READ = "select next_offset from consumer_offset where topic = ? and partition = ?";
    private static final String MOVE = """
            update consumer_offset set next_offset = ? where topic = ? and partition = ? and next_offset = ?
            """;
    private static final String CREATE = """
            insert into consumer_offset (topic, partition, next_offset) values (?, ?, ?) on conflict do nothing
            """;

    private OffsetTable() {}

    /** Another process has read on from where this one stood: it has lost the partition and keeps nothing of its batch. */
    static final class Fenced extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Fenced(TopicPartition partition, long expected) {
            super("Another process reads " + partition + ": its offset is no longer " + expected);
        }
    }

    /** The next offset to read, or empty if the partition was never read. */
    static OptionalLong read(Connection c, TopicPartition partition) throws SQLException {
        try (PreparedStatement read = c.prepareStatement(READ)) {
            read.setString(1, partition.topic());
            read.setInt(2, partition.partition());
            try (ResultSet row = read.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Starts a partition that was never read. */
    static void create(Connection c, TopicPartition partition, long next) throws SQLException {
        try (PreparedStatement create = c.prepareStatement(CREATE)) {
            create.setString(1, partition.topic());
            create.setInt(2, partition.partition());
            create.setLong(3, next);
            create.executeUpdate();
        }
    }

    /**
     * Moves from one offset to another.
     *
     * @return false if somebody else has moved it meanwhile; the transaction must be rolled back then
     */
    static boolean move(Connection c, TopicPartition partition, long from, long to) throws SQLException {
        try (PreparedStatement move = c.prepareStatement(MOVE)) {
            move.setLong(1, to);
            move.setString(2, partition.topic());
            move.setInt(3, partition.partition());
            move.setLong(4, from);
            return move.executeUpdate() == 1;
        }
    }
}
