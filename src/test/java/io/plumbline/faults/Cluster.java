package io.plumbline.faults;

import io.plumbline.embedded.BrokerProcess;
import io.plumbline.embedded.Ports;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.TopicEnds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * PostgreSQL, a broker and two copies of the packaged application, each a process of its own in a temporary folder. The
 * applications reach the servers through proxies.
 */
final class Cluster implements AutoCloseable {
    static final String EVENTS = "plumbline.events";
    private static final Duration UP = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Path folder;
    private final Optional<TinyDisk> disk;
    private final Database database;
    private final Child broker;
    private final Proxy toDatabase;
    private final Proxy toBroker;
    private final List<Child> apps = new ArrayList<>();
    private final List<URI> addresses = new ArrayList<>();

    Cluster() throws IOException, SQLException {
        folder = Files.createTempDirectory("plumbline-faults");
        Files.createDirectories(folder.resolve("broker"));
        int databasePort = Ports.free();
        int brokerPort = Ports.free();
        toDatabase = new Proxy(databasePort);
        toBroker = new Proxy(brokerPort);
        broker = new Child(
                "broker",
                folder,
                List.of(
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        folder.resolve("broker").toString(),
                        Integer.toString(brokerPort),
                        Integer.toString(toBroker.port())));
        disk = TinyDisk.mount(folder.resolve("disk"));
        database = new Database(folder.resolve("database"), databasePort);
        if (disk.isPresent()) {
            database.moveTo(disk.get());
        }
        launch("one", true);
        awaitUp(0);
        launch("two", false);
        awaitUp(1);
    }

    private void launch(String name, boolean administrator) throws IOException {
        int port = Ports.free();
        addresses.add(URI.create("http://127.0.0.1:" + port));
        apps.add(new Child(
                name,
                folder,
                List.of(
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-Dplumbline.home=" + folder.resolve("home"),
                        "-Dplumbline.roles=api,ingest",
                        "-Dplumbline.demo=false",
                        "-Dplumbline.access.admin-token=" + administrator,
                        "-Dquarkus.http.port=" + port,
                        "-Dkafka.bootstrap.servers=127.0.0.1:" + toBroker.port(),
                        "-Dquarkus.datasource.jdbc.url=jdbc:postgresql://127.0.0.1:" + toDatabase.port()
                                + "/plumbline?ApplicationName=" + name,
                        "-Dquarkus.datasource.username=" + database.user(),
                        "-Dquarkus.datasource.password=" + database.password(),
                        "-jar",
                        Path.of("target/quarkus-app/quarkus-run.jar")
                                .toAbsolutePath()
                                .toString())));
    }

    List<Child> apps() {
        return apps;
    }

    Child broker() {
        return broker;
    }

    Database database() {
        return database;
    }

    Proxy toDatabase() {
        return toDatabase;
    }

    Proxy toBroker() {
        return toBroker;
    }

    /** Records in the topic of events, all there were. */
    long sent() {
        return TopicEnds.sum("127.0.0.1:" + toBroker.port(), EVENTS);
    }

    /** Writes into the broker, however long it is away, everything once. */
    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + toBroker.port(),
                        "enable.idempotence",
                        true,
                        "request.timeout.ms",
                        5_000,
                        "max.block.ms",
                        (int) UP.toMillis(),
                        "delivery.timeout.ms",
                        Integer.MAX_VALUE),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A disk that can be full; empty where nobody may mount one. */
    Optional<TinyDisk> disk() {
        return disk;
    }

    /** An application's HTTP. */
    URI address(int app) {
        return addresses.get(app);
    }

    HttpClient http() {
        return http;
    }

    /** The word of the administrator. */
    String token() {
        try {
            return Files.readString(folder.resolve("home/admin.token")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitUp(int app) {
        HttpRequest ask = HttpRequest.newBuilder(address(app).resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Await.until("application " + apps.get(app).name() + " is up", UP, () -> {
            apps.get(app).requireAlive();
            broker.requireAlive();
            try {
                return http.send(ask, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    /** What everybody does: for the case that nothing moves. */
    String report() {
        StringBuilder report = new StringBuilder("Sessions of the database:\n").append(database.sessions());
        for (Child app : apps) {
            report.append("\nApplication ")
                    .append(app.name())
                    .append(" said:\n")
                    .append(app.lastWords());
            report.append("\nIts threads:\n").append(app.threads());
        }
        return report.append("\nThe broker said:\n").append(broker.lastWords()).toString();
    }

    /** Stops everything and removes the folder. */
    @Override
    public void close() throws IOException {
        apps.forEach(Child::close);
        broker.close();
        database.close();
        toDatabase.close();
        toBroker.close();
        disk.ifPresent(TinyDisk::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
