package io.plumbline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.Signals;
import io.plumbline.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.PGConnection;

/** A connection that fell silent: whoever waited for it as long as one may does not wait for it once more. */
@ExtendWith(SharedServers.class)
class LostConnectionTest {
    @Test
    void aTransactionWhoseConnectionFellSilentInACopyIsGivenUpAtOnce(EmbeddedServers servers) throws Exception {
        // Given a server process that stops, as behind a router that forgot the connection
        TestDatabase made = TestDatabase.create(servers, "lost");
        String and = made.url().contains("?") ? "&" : "?";
        TestDatabase database = new TestDatabase(made.url() + and + "socketTimeout=1", made.user(), made.password());
        AtomicReference<Connection> used = new AtomicReference<>();
        AtomicInteger backend = new AtomicInteger();
        try (AgroalDataSource pool = database.pool()) {
            Transactions transactions = new Transactions(pool);
            // When
            Throwable failure = catchThrowable(() -> transactions.execute(c -> {
                used.set(c.unwrap(Connection.class));
                backend.set(c.unwrap(PGConnection.class).getBackendPID());
                signal("STOP", backend.get());
                new BinaryCopy().row(1).text("coat").send(c, "copy blob (media_type) from stdin (format binary)");
            }));
            // Then: not even a rollback was asked of it
            assertThat(failure).hasMessageContaining("does not answer");
            assertThat(failure.getCause()).isInstanceOf(SQLException.class).hasNoSuppressedExceptions();
            assertThat(used.get().isClosed()).isTrue();
            assertThat(transactions.<Integer>run(
                            c -> c.unwrap(PGConnection.class).getBackendPID()))
                    .isNotEqualTo(backend.get());
        } finally {
            signal("CONT", backend.get());
        }
    }

    private static void signal(String name, int process) {
        Signals.send(name, ProcessHandle.of(process).stream().toList());
    }
}
