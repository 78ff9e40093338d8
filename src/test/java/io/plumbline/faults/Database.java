package io.plumbline.faults;

import io.plumbline.embedded.EmbeddedOptions;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.Signals;
import io.plumbline.testing.TemporaryHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** The embedded PostgreSQL, on the same port after each kill. */
final class Database implements AutoCloseable {
    private static final String OTHERS = "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = 'plumbline' and pid <> pg_backend_pid()";

    private static final String MOVING = "select from pg_stat_activity a join pg_locks l using (pid)"
            + " where a.application_name = ? and l.relation = 'consumer_offset'::regclass and l.mode = 'RowExclusiveLock'";

    private final EmbeddedOptions options;
    private final Path home;
    private EmbeddedServers servers;

    Database(Path home, int port) {
        this.home = home;
        this.options = EmbeddedOptions.both(home)
                .only(true, false)
                .onPorts(OptionalInt.of(port), OptionalInt.empty())
                .withBinaries(TemporaryHome.binaries());
        this.servers = EmbeddedServers.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> tree().forEach(ProcessHandle::destroyForcibly)));
    }

    String user() {
        return servers.user();
    }

    String password() {
        return servers.password();
    }

    /** Moves all that is stored, and all temporary tables, onto another disk. Nobody may be connected. */
    void moveTo(TinyDisk disk) throws SQLException, IOException {
        Path space = Files.createDirectory(disk.folder().resolve("space"));
        administer("create tablespace tiny location '" + space + "'");
        administer("alter database plumbline set tablespace tiny");
    }

    /** Whether a row of some length finds no room. */
    boolean full() {
        try (Connection c = connect();
                Statement statement = c.createStatement()) {
            statement.execute(
                    "create temporary table filler as select repeat(i::text, 9) from generate_series(1, 99999) i");
            return false;
        } catch (SQLException e) {
            return "53100".equals(e.getSQLState());
        }
    }

    /** A connection that goes round the proxy. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(servers.jdbcUrl(), servers.user(), servers.password());
    }

    /** The single number that a query answers. */
    long number(String sql) throws SQLException {
        try (Connection c = connect();
                Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Kill -9 of the server. Its children notice. */
    void kill() {
        ProcessHandle server = server();
        CompletableFuture<ProcessHandle> end = server.onExit();
        server.destroyForcibly();
        end.join();
    }

    void restart() {
        servers.close();
        servers = EmbeddedServers.start(options);
    }

    void pause() {
        Signals.send("STOP", tree());
    }

    void goOn() {
        Signals.send("CONT", tree());
    }

    /** Throws everybody out and lets nobody in. */
    void refuse() throws SQLException {
        administer("alter database plumbline allow_connections false");
        administer(OTHERS);
    }

    void allow() throws SQLException {
        administer("alter database plumbline allow_connections true");
    }

    /** Stops an application in the middle of a transaction in which it has moved an offset. */
    void pauseWriting(Child app) {
        try (Connection c = connect();
                PreparedStatement ask = c.prepareStatement(MOVING)) {
            ask.setString(1, app.name());
            Await.until(app.name() + " is stopped while it writes", Duration.ofMinutes(1), () -> {
                if (!any(ask)) {
                    return false;
                }
                app.pause();
                if (any(ask)) {
                    return true;
                }
                app.goOn();
                return false;
            });
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean any(PreparedStatement ask) {
        try (ResultSet row = ask.executeQuery()) {
            return row.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void administer(String sql) throws SQLException {
        String url = servers.jdbcUrl().replaceFirst("/plumbline$", "/postgres");
        try (Connection c = DriverManager.getConnection(url, servers.user(), servers.password());
                Statement statement = c.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What its sessions do, a line each. */
    String sessions() {
        StringBuilder lines = new StringBuilder();
        try (Connection c = connect();
                Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery("""
                        select pid, state, wait_event_type, wait_event, now() - xact_start, pg_blocking_pids(pid), left(query, 120)
                        from pg_stat_activity where datname = 'plumbline'
                        """)) {
            while (row.next()) {
                for (int i = 1; i <= 7; i++) {
                    lines.append(row.getString(i)).append(" | ");
                }
                lines.append('\n');
            }
        } catch (SQLException e) {
            lines.append(e);
        }
        return lines.toString();
    }

    private ProcessHandle server() {
        try {
            long pid = Long.parseLong(Files.readAllLines(home.resolve("postgres/data/postmaster.pid"))
                    .get(0)
                    .strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ProcessHandle> tree() {
        if (!Files.exists(home.resolve("postgres/data/postmaster.pid"))) {
            return List.of();
        }
        ProcessHandle server = server();
        List<ProcessHandle> all = new ArrayList<>(List.of(server));
        all.addAll(server.descendants().toList());
        return all;
    }

    @Override
    public void close() {
        servers.close();
    }
}
