package io.plumbline.drift.alarm;

import io.agroal.api.AgroalDataSource;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.alarm.FieldYears.Kind;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.feedback.OutcomeCohorts;
import io.plumbline.feedback.Outcomes;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Stage;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.Transactions;
import io.plumbline.testing.TemporaryHome;
import io.plumbline.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Years of the field in minutes: quarters of stationary traffic and of planted changes go through the database and are evaluated at
 * each midnight. What they show: docs/statistics.md.
 */
public final class SimulatedYears {
    private static final double A_YEAR = 365.25;
    private static final int EVERYTHING = 20;
    private static final String COPY =
            "copy outcome_hour (model, version, hour, segment_key, segment_value, shard, propensity, audited,"
                    + " audited_errors, audited_confident_errors, voluntary, voluntary_errors) from stdin (format binary)";

    private final Transactions transactions;
    private final double budget;
    private final ErrorWatches watches;
    private final Changes changes;
    private final List<Result> results = new ArrayList<>();

    /** An alarm that had an incident of its own, at the end of a day. */
    record Found(Place place, int day) {}

    /** What became of one model. */
    record Result(Kind kind, Place place, List<Long> labels, List<Found> found) {
        /** The first incident after the change. */
        Optional<Found> detection() {
            return kind.harmful()
                    ? found.stream().filter(f -> f.day() > changeDay()).findFirst()
                    : Optional.empty();
        }

        long falseOnes() {
            return kind.harmful()
                    ? found.stream().filter(f -> f.day() <= changeDay()).count()
                    : found.size();
        }

        long labelsUntil(Found detection) {
            return labels.subList(changeDay(), detection.day()).stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        double quietYears() {
            return (kind.harmful() ? changeDay() : FieldYears.DAYS) / A_YEAR;
        }

        static int changeDay() {
            return (int) Duration.between(FieldYears.START, FieldYears.change()).toDays();
        }
    }

    SimulatedYears(Transactions transactions, double falseAlarmsPerYear) {
        this.transactions = transactions;
        this.budget = falseAlarmsPerYear;
        this.watches = new ErrorWatches(transactions, new Checkpoints(), new OutcomeCohorts());
        this.changes = new Changes(new Outcomes(transactions));
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("insert into blob (sha256, media_type, content)"
                        + " values (repeat('0', 64), 'application/zip', '')");
            }
        });
    }

    /**
     * The command.
     *
     * @param arguments number of quiet models, and of each planted kind; with 20 of each the tables go into
     *     docs/statistics.md
     */
    public static void main(String[] arguments) throws SQLException, IOException {
        int quiet = Integer.parseInt(arguments[0]);
        int each = Integer.parseInt(arguments[1]);
        try (TemporaryHome home = new TemporaryHome();
                EmbeddedServers servers = EmbeddedServers.start(home.options().only(true, false))) {
            TestDatabase database = TestDatabase.create(servers, "years");
            try (AgroalDataSource pool = database.pool()) {
                SimulatedYears years = new SimulatedYears(new Transactions(pool), 1);
                for (Kind kind : Kind.values()) {
                    years.run(kind, kind == Kind.NOTHING ? quiet : each);
                }
                Page page = new Page();
                page.add("years", years.table());
                System.out.println(page.print());
                if (each >= EVERYTHING) {
                    page.fill(Path.of("docs", "statistics.md"));
                }
            }
        }
        System.exit(0);
    }

    List<Result> results() {
        return results;
    }

    /** Lets models of a kind live through their quarter. */
    void run(Kind kind, int models) {
        for (int i = 0; i < models; i++) {
            results.add(live(kind, kind.name().toLowerCase(Locale.ROOT) + "-" + i, kind.firstSeed() + i));
            System.err.printf("\r%s: %d of %d   ", kind.words(), i + 1, models);
        }
        System.err.println();
    }

    private Result live(Kind kind, String model, long seed) {
        FieldYears field = new FieldYears(seed, kind);
        Settings settings = field.settings(budget);
        BinaryCopy rows = new BinaryCopy();
        long[] labels = field.write(model, rows);
        transactions.execute(c -> {
            register(
                    c.prepareStatement(
                            "insert into model values (?, 'x', 'classification', '{make,country,app}', now(), 'x')"),
                    model);
            register(
                    c.prepareStatement(
                            "insert into model_version values (?, '1', 'live', now(), repeat('0', 64), 0, '{a,b}',"
                                    + " '{}', null, 'upload', '[]', now(), 'x')"),
                    model);
            rows.send(c, COPY);
        });
        ModelVersion version = version(model);
        Set<Place> known = new HashSet<>();
        List<Found> found = new ArrayList<>();
        for (int day = 1; day <= FieldYears.DAYS; day++) {
            Instant until = FieldYears.START.plus(Duration.ofDays(day));
            List<Standing> standings = watches.upTo(version, settings, List.of("make", "country", "app"), until)
                    .standings();
            for (Standing news : Findings.worthAnIncident(
                    standings, known, segments -> changes.explain(version, settings, until, segments))) {
                known.add(news.place());
                found.add(new Found(news.place(), day));
            }
        }
        return new Result(kind, field.place(), Arrays.stream(labels).boxed().toList(), found);
    }

    private static void register(PreparedStatement insert, String model) throws SQLException {
        try (insert) {
            insert.setString(1, model);
            insert.executeUpdate();
        }
    }

    private static ModelVersion version(String model) {
        return new ModelVersion(
                model,
                "1",
                new Stage.Live(FieldYears.START),
                Sha256.of(new byte[0]),
                0,
                List.of("a", "b"),
                "{}",
                Optional.empty(),
                "upload",
                List.of(),
                FieldYears.START,
                "x");
    }

    private Table table() {
        Table table = new Table(
                "what happens",
                "models",
                "found",
                "days until found",
                "labels until found",
                "place right",
                "false alarms a year");
        for (Kind kind : Kind.values()) {
            List<Result> some = results.stream().filter(r -> r.kind() == kind).toList();
            List<Result> detected =
                    some.stream().filter(r -> r.detection().isPresent()).toList();
            double quiet = some.stream().mapToDouble(Result::quietYears).sum();
            long wrong = some.stream().mapToLong(Result::falseOnes).sum();
            table.row(
                    kind.words(),
                    Integer.toString(some.size()),
                    kind.harmful() ? Integer.toString(detected.size()) : "–",
                    median(detected.stream()
                            .mapToDouble(r -> r.detection().orElseThrow().day() - Result.changeDay())
                            .toArray()),
                    median(detected.stream()
                            .mapToDouble(r -> r.labelsUntil(r.detection().orElseThrow()))
                            .toArray()),
                    kind.harmful()
                            ? Long.toString(detected.stream()
                                    .filter(r ->
                                            r.detection().orElseThrow().place().equals(r.place()))
                                    .count())
                            : "–",
                    String.format(Locale.ROOT, "%d in %.1f years", wrong, quiet));
        }
        return table;
    }

    private static String median(double[] values) {
        Arrays.sort(values);
        return values.length == 0 ? "–" : String.format(Locale.ROOT, "%,.0f", values[values.length / 2]);
    }
}
