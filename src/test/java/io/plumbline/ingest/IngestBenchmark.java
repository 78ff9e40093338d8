package io.plumbline.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.load.FleetTraffic;
import io.plumbline.load.Ledger;
import io.plumbline.load.LedgerCheck;
import io.plumbline.load.Sent;
import io.plumbline.testing.TemporaryHome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Draft. */
final class IngestBenchmark {
    public static void main(String[] args) throws Exception {
        int n = Integer.parseInt(args[0]);
        try (TemporaryHome home = new TemporaryHome();
                EmbeddedServers servers = EmbeddedServers.start(home.options())) {
            IngestRig rig = IngestRig.create(servers, "bench");
            FleetTraffic traffic = new FleetTraffic(1, "fleet", FleetTraffic.Mix.FIELD,
                    Instant.parse("2026-11-01T08:00:00Z"), Duration.ofMillis(7), 50_000);
            Ledger ledger = new Ledger(traffic);
            long t0 = System.nanoTime();
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", rig.broker(), "compression.type", "lz4", "linger.ms", 5, "acks", "all"),
                    new ByteArraySerializer(), new ByteArraySerializer())) {
                for (int i = 0; i < n; i++) {
                    Sent sent = traffic.at(i);
                    ledger.add(sent);
                    producer.send(new ProducerRecord<>(rig.topic(), Records.bytes(sent.event().source()), sent.bytes()));
                }
            }
            System.out.printf("prefilled %d in %.1f s%n", n, (System.nanoTime() - t0) / 1e9);
            Thread sampler = new Thread(() -> sample());
            sampler.setDaemon(true);
            long start = System.nanoTime();
            try (IngestRig.Running running = rig.start("", Map.of(), IngestRig.Hooks.NONE)) {
                if (args.length > 1) sampler.start();
                long end = rig.ends();
                while (rig.read() < end) {
                    Thread.sleep(500);
                }
                double s = (System.nanoTime() - start) / 1e9;
                System.out.printf("ingested %d in %.1f s: %.0f events/s%n", n, s, n / s);
            }
            report();
            try (Connection c = DriverManager.getConnection(rig.database().url(), rig.database().user(), rig.database().password())) {
                System.out.println(LedgerCheck.differences(c, "fleet", ledger));
            }
            System.out.println(rig.database().text("select relname, n_tup_ins, n_tup_upd, n_tup_hot_upd, pg_total_relation_size(relid)/1000000 from pg_stat_user_tables where n_tup_ins > 0"));
        }
    }

    static final java.util.concurrent.ConcurrentHashMap<String, Integer> hits = new java.util.concurrent.ConcurrentHashMap<>();

    static void sample() {
        while (true) {
            for (Map.Entry<Thread, StackTraceElement[]> e : Thread.getAllStackTraces().entrySet()) {
                if (!e.getKey().getName().startsWith("plumbline-ingest")) continue;
                StringBuilder b = new StringBuilder(e.getKey().getName());
                int k = 0;
                for (StackTraceElement s : e.getValue()) {
                    if (s.getClassName().startsWith("io.plumbline") && k++ < 4) b.append(" < ").append(s.getClassName().replaceAll(".*\\.", "")).append('.').append(s.getMethodName()).append(':').append(s.getLineNumber());
                }
                hits.merge(b.toString(), 1, Integer::sum);
            }
            try { Thread.sleep(10); } catch (InterruptedException x) { return; }
        }
    }

    static void report() {
        hits.entrySet().stream().sorted((a, b) -> b.getValue() - a.getValue()).limit(25).forEach(e -> System.out.println(e.getValue() + " " + e.getKey()));
    }
}
