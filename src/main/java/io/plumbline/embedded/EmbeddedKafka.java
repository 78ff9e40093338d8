package io.plumbline.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A real Kafka broker, its own controller (KRaft), in this process and on loopback only. Its log is kept. */
final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE = 1;
    private static final int TRIES = 5;

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the broker of this home, which must be locked by the caller.
     *
     * @param home a real path
     * @param port empty: any free one
     * @throws EmbeddedFailure when it does not come up
     */
    static EmbeddedKafka start(Path home, OptionalInt port) {
        return start(home, port, Map.of());
    }

    /** The same with some of the broker's settings over ours. */
    static EmbeddedKafka start(Path home, OptionalInt port, Map<String, String> over) {
        Path folder = home.resolve("kafka");
        format(folder);
        endOrderlyOnFaults(folder);
        port.ifPresent(wanted -> Ports.requireFree(
                "127.0.0.1",
                wanted,
                "Kafka wants it: stop what uses it, choose another with -Dplumbline.kafka.port=<port>, or leave the"
                        + " setting out to take any free one."));
        for (int tried = 1; ; tried++) {
            int broker = port.orElseGet(Ports::free);
            Map<String, String> settings = settings(folder, broker, Ports.free());
            settings.putAll(over);
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            try {
                server.startup();
                return new EmbeddedKafka(server, broker);
            } catch (RuntimeException e) {
                server.shutdown();
                server.awaitShutdown();
                if (!portTaken(e) || tried == TRIES) {
                    throw new EmbeddedFailure("Kafka does not start in " + folder + ": " + e.getMessage(), e);
                }
            }
        }
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Stops the broker and waits for its end. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Gives a new log its identity. The folder gets its name when that is complete. */
    private static void format(Path folder) {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path unfinished = folder.resolveSibling("kafka.unfinished");
        try {
            HomeFolder.delete(unfinished);
            Files.createDirectory(unfinished);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setMetadataLogDirectory(unfinished.toString())
                    .addDirectory(unfinished.toString())
                    .run();
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EmbeddedFailure("Kafka's folder " + folder + " cannot be made: " + e.getMessage(), e);
        } catch (Exception e) { // Safe because: the formatter declares no less, and the cause is kept.
            throw new EmbeddedFailure("Kafka's folder " + folder + " cannot be formatted: " + e.getMessage(), e);
        }
    }

    private static boolean portTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> settings(Path folder, int broker, int controller) {
        Map<String, String> all = new HashMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", Integer.toString(NODE));
        all.put("listeners", "BROKER://127.0.0.1:" + broker + ",CONTROLLER://127.0.0.1:" + controller);
        all.put("advertised.listeners", "BROKER://127.0.0.1:" + broker);
        all.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("inter.broker.listener.name", "BROKER");
        all.put("controller.listener.names", "CONTROLLER");
        all.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controller);
        all.put("log.dirs", folder.toString());
        all.put("auto.create.topics.enable", "false");
        all.put("default.replication.factor", "1");
        all.put("min.insync.replicas", "1");
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            all.put(topic + ".replication.factor", "1");
            all.put(topic + ".num.partitions", "1");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        all.put("group.initial.rebalance.delay.ms", "0");
        // After a kill the broker waits for the end of its former session: 9 s by default.
        all.put("broker.session.timeout.ms", "2000");
        all.put("broker.heartbeat.interval.ms", "500");
        // A broker with replicas may leave the disk to the system; alone, it loses at most a second with the power.
        all.put("log.flush.interval.ms", "1000");
        all.put("log.segment.bytes", "67108864");
        // One node needs neither the threads nor the 128 MB of heap of a big one.
        all.put("log.cleaner.dedupe.buffer.size", "4194304");
        all.put("num.network.threads", "2");
        all.put("num.io.threads", "4");
        all.put("background.threads", "2");
        return all;
    }

    /**
     * On a fault such as a full disk Kafka halts the Java machine on the spot, which would leave PostgreSQL behind. Let
     * it end orderly instead.
     */
    private static void endOrderlyOnFaults(Path folder) {
        Exit.Procedure orderly = (status, message) -> {
            String advice = "Kafka cannot go on" + (message == null ? "" : " (" + message + ")")
                    + ". Look for room and permissions in " + folder + ". Plumbline stops.";
            System.getLogger(EmbeddedKafka.class.getName()).log(System.Logger.Level.ERROR, advice);
            new Thread(() -> System.exit(1), "kafka-fault").start();
            throw new EmbeddedFailure(advice);
        };
        Exit.setExitProcedure(orderly);
        Exit.setHaltProcedure(orderly);
    }
}
