package io.plumbline.load;

import io.plumbline.load.FleetTraffic.Mix;
import io.plumbline.stats.report.Axis;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Plot;
import io.plumbline.stats.report.Plot.Point;
import io.plumbline.stats.report.Plot.Series;
import io.plumbline.stats.report.Table;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import io.plumbline.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Ingest at an even rate for a long time: what it holds of memory and files, and how far it is behind. */
public final class Soak {
    private static final long SEED = 77;
    private static final String NAME = "soak";
    private static final int EVERY_SECONDS = 5;
    private static final Pattern AFTER = Pattern.compile("\\d+M->(\\d+)M\\(\\d+M\\)");

    private final Stage stage;
    private final int rate;
    private final int minutes;
    private final List<Point> lag = new ArrayList<>();
    private final List<Point> heap = new ArrayList<>();
    private final List<Point> files = new ArrayList<>();
    private final List<Point> resident = new ArrayList<>();
    private volatile long sent;

    private Soak(Stage stage, int rate, int minutes) {
        this.stage = stage;
        this.rate = rate;
        this.minutes = minutes;
    }

    /**
     * The command.
     *
     * @param arguments events a second, and minutes; with twenty minutes or more, table and plot go into docs
     */
    public static void main(String[] arguments) throws Exception {
        int rate = Integer.parseInt(arguments[0]);
        int minutes = Integer.parseInt(arguments[1]);
        try (Stage stage = new Stage()) {
            Page page = new Soak(stage, rate, minutes).run();
            System.out.println(page.print());
            if (minutes >= 20) {
                page.fill(Path.of("docs", "performance.md"));
                page.writePlots(Path.of("docs", "images", "performance"));
            }
        }
    }

    private Page run() throws Exception {
        TestDatabase database = stage.database(NAME);
        stage.makeTopic(NAME, 4);
        long events = 60L * rate * minutes;
        FleetTraffic traffic = Stage.traffic(SEED, Mix.FIELD, events);
        Ledger ledger = new Ledger(traffic);
        try (Child app = stage.app(NAME, database, NAME, IngestRun.settings(NAME, 0))) {
            Thread phones = new Thread(() -> send(traffic, ledger, events), "phones");
            phones.start();
            long start = System.nanoTime();
            while (phones.isAlive()) {
                phones.join(Duration.ofSeconds(EVERY_SECONDS).toMillis());
                app.requireAlive();
                sample(app, database, (System.nanoTime() - start) / 60e9);
            }
            System.err.println();
            Await.until("all is read", Duration.ofMinutes(5), () -> read(database) >= events);
            Await.until("profiles count it", Duration.ofMinutes(1), () -> database.number(IngestRun.NOT_PROFILED) == 0);
            IngestRun.check(NAME, ledger, database);
        }
        requireFlat("records behind", lag, 5.0 * rate);
        requireFlat("heap after a collection, MiB", heap, 60);
        requireFlat("open files", files, 20);
        return page();
    }

    /** The most of the last quarter is hardly more than that of the second. */
    private static void requireFlat(String what, List<Point> points, double tolerance) {
        int quarter = points.size() / 4;
        double before = most(points.subList(quarter, 2 * quarter));
        double after = most(points.subList(points.size() - quarter, points.size()));
        if (after > before + tolerance) {
            throw new AssertionError(
                    what + " grow: " + before + " at most in the second quarter, " + after + " in the last");
        }
    }

    private static double most(List<Point> points) {
        return points.stream().mapToDouble(Point::y).max().orElse(0);
    }

    private void send(FleetTraffic traffic, Ledger ledger, long events) {
        long start = System.nanoTime();
        try (KafkaProducer<byte[], byte[]> producer = stage.producer()) {
            for (long i = 0; i < events; i++) {
                long due = start + (long) (i * 1e9 / rate);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                Sent record = traffic.at(i);
                ledger.add(record);
                stage.send(producer, NAME, record);
                sent = i + 1;
            }
        }
    }

    private static long read(TestDatabase database) {
        return database.number("select coalesce(sum(next_offset), 0) from consumer_offset");
    }

    private void sample(Child app, TestDatabase database, double minute) {
        lag.add(new Point(minute, Math.max(0, sent - read(database))));
        heap.add(new Point(minute, heapAfterCollection()));
        files.add(new Point(minute, openFiles(app)));
        resident.add(new Point(minute, residentMiB(app)));
        System.err.printf(
                Locale.ROOT,
                "\r%.1f of %d minutes: %,.0f behind, heap %.0f MiB, %.0f files, %.0f MiB resident   ",
                minute,
                minutes,
                last(lag),
                last(heap),
                last(files),
                last(resident));
    }

    private static double last(List<Point> points) {
        return points.get(points.size() - 1).y();
    }

    private double heapAfterCollection() {
        try {
            Matcher after = AFTER.matcher(Files.readString(stage.gcLog(NAME)));
            double last = 0;
            while (after.find()) {
                last = Double.parseDouble(after.group(1));
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double openFiles(Child app) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(app.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double residentMiB(Child app) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(app.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Page page() {
        Page page = new Page();
        Table table = new Table(
                String.format(Locale.ROOT, "%,d events/s", rate),
                "after a quarter",
                "after half",
                "at the end",
                "most");
        row(table, "records behind", lag);
        row(table, "heap after a collection, MiB", heap);
        row(table, "resident, MiB", resident);
        row(table, "open files", files);
        page.add(NAME, table);
        double most = Stream.of(heap, resident, files)
                .flatMap(List::stream)
                .mapToDouble(Point::y)
                .max()
                .orElse(1);
        page.add(
                NAME,
                new Plot(
                        String.format(Locale.ROOT, "Ingest of %,d events a second for %d minutes", rate, minutes),
                        Axis.linear("minutes", 0, minutes),
                        Axis.linear("MiB, files, thousands of records", 0, Math.ceil(most / 100) * 100),
                        List.of(
                                new Series("heap after a collection, MiB", true, heap),
                                new Series("resident, MiB", true, resident),
                                new Series("open files", true, files),
                                new Series("records behind, thousands", true, thousands(lag))),
                        List.of()));
        return page;
    }

    private static List<Point> thousands(List<Point> points) {
        return points.stream().map(p -> new Point(p.x(), p.y() / 1_000)).toList();
    }

    private static void row(Table table, String what, List<Point> points) {
        table.row(
                what,
                number(points.get(points.size() / 4).y()),
                number(points.get(points.size() / 2).y()),
                number(last(points)),
                number(most(points)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
