package io.plumbline.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.testing.Await;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A process that stops in the middle of a COPY, and one that is only slow. */
@ExtendWith(SharedServers.class)
class StuckSessionsTest {
    private static final String COPY = "copy correction from stdin";

    @Test
    void aSessionThatHasStoppedInACopyIsEnded(EmbeddedServers servers) throws SQLException {
        // Given
        TestDatabase database = TestDatabase.create(servers, "stuck");
        try (AgroalDataSource pool = database.pool();
                Connection stopped = connect(database);
                Connection other = connect(database);
                Statement idle = other.createStatement()) {
            Transactions transactions = new Transactions(pool);
            stopped.setAutoCommit(false);
            CopyIn copy = stopped.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            other.setAutoCommit(false);
            idle.execute("select 1");
            // When it may take that long
            new StuckSessions(transactions, Duration.ofMinutes(5)).run();
            // Then
            assertThatCode(() -> {
                        copy.writeToCopy(new byte[0], 0, 0);
                        copy.flushCopy();
                        idle.execute("select 1");
                    })
                    .doesNotThrowAnyException();
            // When it may not: a server that has just woken to read what was sent is not stuck yet
            StuckSessions impatient = new StuckSessions(transactions, Duration.ZERO);
            Await.until("the session has ended", Duration.ofSeconds(30), () -> {
                impatient.run();
                return database.number("select count(*) from pg_stat_activity where datname = current_database()"
                                + " and state = 'active' and query ilike 'copy%'")
                        == 0;
            });
            // Then
            assertThatThrownBy(copy::endCopy).isInstanceOf(SQLException.class);
            stopped.abort(Runnable::run);
            assertThatCode(() -> idle.execute("select 1")).doesNotThrowAnyException();
        }
    }

    private static Connection connect(TestDatabase database) throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }
}
