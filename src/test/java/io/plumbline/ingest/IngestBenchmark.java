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
            System.out.printf("bare copy: %.0f rows/s%n", bareCopy(rig, traffic, n));
            Thread sampler = new Thread(() -> sample());
            sampler.setDaemon(true);
            if (args.length > 1) try (Connection c = DriverManager.getConnection(rig.database().url(), rig.database().user(), rig.database().password()); java.sql.Statement st = c.createStatement()) { st.execute("alter database bench set log_statement_stats = on"); }
            Map<String, Double> cpu0 = cpu();
            long start = System.nanoTime();
            try (IngestRig.Running running = rig.start("", Map.of(), IngestRig.Hooks.NONE)) {
                if (args.length > 1) sampler.start();
                long end = rig.ends();
                while (rig.read() < end) {
                    Thread.sleep(500);
                }
                double s = (System.nanoTime() - start) / 1e9;
                Map<String, Double> cpu1 = cpu();
                cpu1.forEach((k, v) -> { double d = v - cpu0.getOrDefault(k, 0.0); if (d > 0.2) System.out.printf("cpu %-40s %.2f s  %.1f us/event%n", k, d, d * 1e6 / n); });
                System.out.printf("ingested %d in %.1f s: %.0f events/s%n", n, s, n / s);
            }
            report();
            if (args.length > 1) try (var files = java.nio.file.Files.walk(home.folder())) { for (var f : files.filter(x -> x.getFileName().toString().equals("server.log")).toList()) java.nio.file.Files.copy(f, java.nio.file.Path.of("/tmp/server.log"), java.nio.file.StandardCopyOption.REPLACE_EXISTING); }
            try (Connection c = DriverManager.getConnection(rig.database().url(), rig.database().user(), rig.database().password())) {
                System.out.println(LedgerCheck.differences(c, "fleet", ledger));
            }
            System.out.println(rig.database().text("select relname, n_tup_ins, n_tup_upd, n_tup_hot_upd, pg_total_relation_size(relid)/1000000 from pg_stat_user_tables where n_tup_ins > 0"));
        }
    }

    static Map<String, Double> cpu() throws Exception {
        Map<String, Double> all = new java.util.TreeMap<>();
        java.lang.management.ThreadMXBean bean = java.lang.management.ManagementFactory.getThreadMXBean();
        double known = 0;
        for (long id : bean.getAllThreadIds()) {
            var info = bean.getThreadInfo(id);
            if (info == null) continue;
            double s = bean.getThreadCpuTime(id) / 1e9;
            all.merge("java " + info.getThreadName().replaceAll("[0-9]+", "#"), s, Double::sum);
            known += s;
        }
        double total = ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
        all.put("java gc+jit+native", total - known);
        try (var dirs = java.nio.file.Files.newDirectoryStream(java.nio.file.Path.of("/proc"), "[0-9]*")) {
            for (java.nio.file.Path dir : dirs) {
                try {
                    String cmd = new String(java.nio.file.Files.readAllBytes(dir.resolve("cmdline")));
                    if (!cmd.startsWith("postgres:") || !cmd.contains(" bench ")) continue;
                    String[] f = java.nio.file.Files.readString(dir.resolve("stat")).replaceAll(".*\\) ", "").split(" ");
                    all.merge("pg backends", (Long.parseLong(f[11]) + Long.parseLong(f[12])) / 100.0, Double::sum);
                } catch (java.io.IOException e) { continue; }
            }
        }
        return all;
    }

    static double bareCopy(IngestRig rig, FleetTraffic traffic, int n) throws Exception {
        long nanos = 0;
        long rows = 0;
        try (Connection c = DriverManager.getConnection(rig.database().url(), rig.database().user(), rig.database().password());
                java.sql.Statement st = c.createStatement()) {
            st.execute("create table bare (like prediction including defaults including constraints); create unique index on bare (source, id)");
            c.setAutoCommit(false);
            EventEncoding encoding = new EventEncoding();
            for (int from = 0; from < n; ) {
                io.plumbline.store.BinaryCopy copy = new io.plumbline.store.BinaryCopy();
                for (; from < n && copy.rows() < 10_000; from++) {
                    Sent sent = traffic.at(from);
                    if (sent.origin() == from && sent.event() instanceof Sent.Predicted) {
                        encoding.prediction(copy, new Received<>((io.plumbline.event.Prediction) io.plumbline.event.EventParser.parse(sent.bytes()), Instant.now()));
                    }
                }
                long t = System.nanoTime();
                rows += copy.send(c, "copy bare (" + EventEncoding.PREDICTION_COLUMNS + ") from stdin (format binary)");
                c.commit();
                nanos += System.nanoTime() - t;
            }
        }
        return rows * 1e9 / nanos;
    }

    static final java.util.concurrent.ConcurrentHashMap<String, Integer> hits = new java.util.concurrent.ConcurrentHashMap<>();

    static void sample() {
        while (true) {
            for (Map.Entry<Thread, StackTraceElement[]> e : Thread.getAllStackTraces().entrySet()) {
                if (!e.getKey().getName().startsWith("plumbline-ingest")) continue;
                StringBuilder b = new StringBuilder(e.getKey().getName());
                java.util.List<String> frames = new java.util.ArrayList<>();
                for (StackTraceElement s : e.getValue()) {
                    if (s.getClassName().startsWith("io.plumbline") && !s.getMethodName().startsWith("lambda")) frames.add(s.getClassName().replaceAll(".*\\.", "") + "." + s.getMethodName() + ":" + s.getLineNumber());
                }
                java.util.Collections.reverse(frames);
                frames.removeIf(f -> f.startsWith("IngestWorker") || f.startsWith("EventConsumer.write") || f.contains("$$Lambda") || f.startsWith("Transactions.run:") || f.startsWith("IngestMetrics"));
                for (int k = 0; k < Math.min(4, frames.size()); k++) b.append(" > ").append(frames.get(k));
                StackTraceElement top = e.getValue().length > 0 ? e.getValue()[0] : null;
                if (top != null && (top.getMethodName().contains("read") || top.getMethodName().contains("write0") || top.getMethodName().contains("poll") || top.getMethodName().equals("park"))) b.append("   [").append(top.getMethodName()).append("]");
                hits.merge(b.toString(), 1, Integer::sum);
            }
            try { Thread.sleep(10); } catch (InterruptedException x) { return; }
        }
    }

    static void report() {
        hits.entrySet().stream().sorted((a, b) -> b.getValue() - a.getValue()).limit(45).forEach(e -> System.out.println(e.getValue() + " " + e.getKey()));
    }
}
