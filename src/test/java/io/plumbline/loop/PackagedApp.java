package io.plumbline.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The packaged application as a process of its own, with its embedded servers, in a temporary home. */
final class PackagedApp implements AutoCloseable {
    private static final Duration UP = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, String> settings;
    private final Path home;
    private final int port;
    private Process process;

    private PackagedApp(Path home, int port, Map<String, String> settings) throws IOException {
        this.home = home;
        this.port = port;
        this.settings = settings;
        this.process = launch(Map.of());
    }

    /** Starts it with some settings, on a free port. */
    static PackagedApp start(Map<String, String> settings) throws IOException {
        return new PackagedApp(Files.createTempDirectory("plumbline-it"), Ports.free(), settings);
    }

    private Process launch(Map<String, String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1"));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        more.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(
                "-Dplumbline.home=" + home,
                "-Dquarkus.http.port=" + port,
                "-jar",
                "target/quarkus-app/quarkus-run.jar"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    /** Kills it as a power cut would its process: nothing is said, nothing is flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on the same home, with some settings over the first ones. */
    void restart(Map<String, String> more) throws IOException {
        process = launch(more);
    }

    Path home() {
        return home;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    String output() {
        try {
            return Files.exists(log()) ? Files.readString(log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** GETs JSON as the administrator; a missing node while it is not up or says no. */
    JsonNode get(String path) {
        try {
            HttpResponse<byte[]> answer = http.send(request(path).GET().build(), BodyHandlers.ofByteArray());
            return answer.statusCode() == 200 ? json.readTree(answer.body()) : json.missingNode();
        } catch (IOException e) {
            // Not up, or just killed: who waits asks again.
            return json.missingNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> post(String path, String contentType, String body) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<byte[]> fetchWithoutToken(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String path) throws IOException {
        Path token = home.resolve("admin.token");
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .header(
                        "Authorization",
                        "Bearer "
                                + (Files.exists(token) ? Files.readString(token).strip() : ""));
    }

    void awaitUp() {
        await(
                "the application is up",
                UP,
                () -> get("/q/health/ready").path("status").asText().equals("UP"));
    }

    /** Waits for something, which the process must live to see. */
    void await(String what, Duration atMost, Supplier<Boolean> holds) {
        Instant deadline = Instant.now().plus(atMost);
        while (!holds.get()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new AssertionError((process.isAlive() ? "Not within " + atMost : "The process ended") + ": "
                        + what + ". It said:\n" + tail(output()));
            }
            pause(Duration.ofMillis(200));
        }
    }

    /** Lets real time pass while another process works: there is no event to wait for. */
    static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The single number that a query answers, from the application's own database. */
    long number(String sql) throws IOException, SQLException {
        List<String> pid = Files.readAllLines(home.resolve("postgres/data/postmaster.pid"));
        String url = "jdbc:postgresql://127.0.0.1:" + pid.get(3).strip() + "/plumbline";
        String password = Files.readString(home.resolve("postgres/password")).strip();
        try (Connection c = DriverManager.getConnection(url, "plumbline", password);
                Statement statement = c.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Path log() {
        return home.resolve("process.log");
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    /** Stops it in order; a process that does not stop fails the test. */
    @Override
    public void close() throws IOException {
        process.destroy();
        boolean stopped = stops();
        if (!stopped) {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        if (!stopped) {
            throw new AssertionError("The application did not stop within a minute of SIGTERM");
        }
    }

    private boolean stops() {
        try {
            return process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
