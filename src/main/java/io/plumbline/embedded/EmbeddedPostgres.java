package io.plumbline.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A real PostgreSQL as a process of its own: durable (fsync on), on loopback only, with a password. It stands in a
 * session of its own, so that Ctrl-C in a terminal reaches the application alone, which then stops it last.
 */
final class EmbeddedPostgres implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final int STOP_SECONDS = 20;
    private static final int TRIES = 50;
    private static final int PAUSE_MILLIS = 100;
    private static final long LONGEST_LOG = 16L << 20;

    /**
     * Ids of events fall anywhere in an index, and after each checkpoint the first touch of a page logs all of it:
     * under load checkpoints are to be rare, and the pages of a day at hand. A fleet as the demo's fills neither.
     */
    private static final String MEMORY = "-c shared_buffers=512MB -c max_wal_size=4GB";

    private final PostgresData database;
    private final PostgresPrograms programs;
    private final int port;
    private final String password;

    private EmbeddedPostgres(PostgresData database, PostgresPrograms programs, int port, String password) {
        this.database = database;
        this.programs = programs;
        this.port = port;
        this.password = password;
    }

    /**
     * Starts the server of this home, which must be locked by the caller. A server that outlived a killed Plumbline is
     * stopped first: it may hold another port and other settings.
     *
     * @param home a real path
     * @param binaries the folder to unpack the programs in
     * @param port empty: any free one
     * @throws EmbeddedFailure when it does not come up
     */
    static EmbeddedPostgres start(Path home, Path binaries, OptionalInt port) {
        Platform platform = Platform.current();
        PostgresPrograms programs = new PostgresPrograms(PostgresBinaries.unpack(platform, binaries), platform.root());
        PostgresData database = new PostgresData(home.resolve("postgres"));
        database.prepare(programs);
        try {
            stop(database, programs);
            new PostmasterFile(database.data()).removeIfStale();
            keepLogShort(database.log());
            int listening = startListening(database, programs, port);
            return new EmbeddedPostgres(database, programs, listening, database.password());
        } catch (IOException e) {
            throw new EmbeddedFailure("PostgreSQL cannot be started in " + home + ": " + e.getMessage(), e);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + PostgresData.DATABASE;
    }

    String user() {
        return PostgresData.USER;
    }

    String password() {
        return password;
    }

    /** Stops the server and waits for its end; nothing happens when it does not run. */
    @Override
    public void close() {
        stop(database, programs);
    }

    private static int startListening(PostgresData database, PostgresPrograms programs, OptionalInt wanted)
            throws IOException {
        for (int tried = 1; ; tried++) {
            int port = wanted.orElseGet(Ports::free);
            long before = Files.exists(database.log()) ? Files.size(database.log()) : 0;
            PostgresPrograms.Outcome outcome = programs.run(START_LIMIT, "", "pg_ctl", startArguments(database, port));
            if (outcome.ok()) {
                return port;
            }
            String log = tail(database.log(), before);
            boolean portTaken = log.contains("could not bind");
            // Its children outlive a killed server for a moment, and it rightly does not start beside them.
            boolean childrenAlive = log.contains("pre-existing shared memory block");
            boolean worthTrying = childrenAlive || (portTaken && wanted.isEmpty());
            if (!worthTrying || tried == TRIES) {
                // Ctrl-C reaches pg_ctl as well, and may end it when the server is already up.
                stop(database, programs);
                throw notStarted(database, port, portTaken, outcome.output() + log);
            }
            pause();
        }
    }

    private static List<String> startArguments(PostgresData database, int port) {
        String settings = "-c port=" + port
                + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on -c timezone=UTC"
                + " -c log_timezone=UTC " + MEMORY;
        return List.of(
                "start",
                "--silent",
                "--wait",
                "--timeout=" + (START_LIMIT.toSeconds() - 5),
                "--pgdata=" + database.data(),
                "--log=" + database.log(),
                "--options=" + settings);
    }

    private static void stop(PostgresData database, PostgresPrograms programs) {
        PostmasterFile file = new PostmasterFile(database.data());
        for (String mode : List.of("fast", "immediate")) {
            if (file.server().isEmpty()) {
                return;
            }
            programs.run(
                    Duration.ofSeconds(STOP_SECONDS + 5L),
                    "",
                    "pg_ctl",
                    List.of(
                            "stop",
                            "--silent",
                            "--wait",
                            "--mode=" + mode,
                            "--timeout=" + STOP_SECONDS,
                            "--pgdata=" + database.data()));
        }
        file.server().ifPresent(ProcessHandle::destroyForcibly);
    }

    private static EmbeddedFailure notStarted(PostgresData database, int port, boolean portTaken, String said) {
        if (portTaken) {
            return new EmbeddedFailure("PostgreSQL cannot listen on port " + port
                    + ": something else does. Stop that, choose another with -Dplumbline.postgres.port=<port>, or leave"
                    + " the setting out to take any free one.");
        }
        return new EmbeddedFailure("PostgreSQL does not start. Its log " + database.log() + " says:\n" + said.strip());
    }

    private static void keepLogShort(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LONGEST_LOG) {
            Files.move(log, log.resolveSibling("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String tail(Path log, long from) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(from);
            byte[] bytes = new byte[(int) Math.min(file.length() - from, 4096)];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedFailure("Interrupted while PostgreSQL was starting", e);
        }
    }
}
