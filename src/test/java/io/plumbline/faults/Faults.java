package io.plumbline.faults;

import io.plumbline.faults.Fault.Span;
import io.plumbline.load.Ledger;
import io.plumbline.load.LedgerCheck;
import io.plumbline.testing.Await;
import io.plumbline.testing.Child;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Strikes a cluster under load, fault by fault, and compares the database with the ledger after each: {@code docs/faults.md}. */
public final class Faults {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LEFT_OVER =
            "select (select count(*) from outcome o join prediction p using (source, id) where o.dirty)"
                    + " + (select count(*) from profile_delta)";
    private static final String READ = "select coalesce(sum(next_offset), 0)::bigint from consumer_offset";
    private static final int KILLS_A_ROUND = 4;

    private final Cluster cluster;
    private final Load load;
    private final Random random;
    private final Map<Fault, List<Double>> seconds = new EnumMap<>(Fault.class);

    private Faults(Cluster cluster, Load load, long seed) {
        this.cluster = cluster;
        this.load = load;
        this.random = new Random(seed);
    }

    /**
     * Runs it.
     *
     * @param arguments number of faults, seed, and a regular expression: only faults in whose words it is found; a seed of 0 is drawn
     */
    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        int faults = Integer.parseInt(arguments[0]);
        long given = Long.parseLong(arguments[1]);
        Predicate<String> kinds = Pattern.compile(arguments[2]).asPredicate();
        long seed = given == 0 ? System.nanoTime() : given;
        Random order = new Random(seed);
        if (Stream.of(Fault.values()).map(Fault::words).noneMatch(kinds)) {
            throw new IllegalArgumentException("No fault is called like " + arguments[2] + ": "
                    + Stream.of(Fault.values()).map(Fault::words).toList());
        }
        List<Fault> plan = new ArrayList<>();
        while (plan.size() < faults) {
            List<Fault> round = new ArrayList<>(List.of(Fault.values()));
            for (int i = 1; i < KILLS_A_ROUND; i++) {
                round.addAll(List.of(Fault.KILL_APP, Fault.KILL_BROKER, Fault.KILL_POSTGRES));
            }
            round.removeIf(fault -> !kinds.test(fault.words()));
            Collections.shuffle(round, order);
            plan.addAll(round);
        }
        run(plan.subList(0, faults), seed);
        System.exit(0);
    }

    /**
     * Strikes in an order.
     *
     * @throws AssertionError if an event is missing or counted twice, or the application does not catch up
     */
    static void run(List<Fault> plan, long seed) throws IOException, SQLException, InterruptedException {
        System.out.printf("faults: %d of them, seed %d, %d events a second%n", plan.size(), seed, Load.PER_SECOND);
        try (Cluster cluster = new Cluster();
                Load load = new Load(cluster, seed)) {
            load.register();
            Faults faults = new Faults(cluster, load, seed);
            if (cluster.disk().isEmpty()) {
                System.out.println("faults: no full disk, because only root may mount one here");
            }
            for (int i = 0; i < plan.size(); i++) {
                if (plan.get(i).possible(cluster)) {
                    faults.strike(plan.get(i), "%d/%d".formatted(i + 1, plan.size()));
                }
            }
            System.out.println(faults.table());
        }
    }

    private void strike(Fault fault, String number) throws SQLException {
        Span span = new Span(random);
        // One that was killed before may still be starting, and a start is allowed to fail when a server is away.
        cluster.awaitUp(0);
        cluster.awaitUp(1);
        load.begin();
        span.pass(1_000, 4_000);
        System.out.printf("fault %s %s …%n", number, fault.word());
        fault.strike(cluster, span);
        long mended = System.nanoTime();
        try {
            load.rest(PATIENCE);
            awaitCaughtUp(load.ledger());
        } catch (AssertionError e) {
            System.out.println(cluster.report());
            throw e;
        }
        double took = (System.nanoTime() - mended) / 1e9;
        seconds.computeIfAbsent(fault, f -> new ArrayList<>()).add(took);
        List<String> differences = differences();
        System.out.printf(
                Locale.ROOT,
                "fault %s %s: caught up in %.1f s, %,d records acknowledged, %s%n",
                number,
                fault.word(),
                took,
                load.ledger().records(),
                differences.isEmpty() ? "equal" : "NOT EQUAL " + differences);
        if (!differences.isEmpty()) {
            throw new AssertionError(fault.words() + ": " + differences);
        }
        cluster.toBroker().bury();
        cluster.toDatabase().bury();
    }

    private void awaitCaughtUp(Ledger ledger) {
        Await.until("all that was acknowledged is in the tables", PATIENCE, () -> {
            cluster.apps().forEach(Child::requireAlive);
            cluster.broker().requireAlive();
            try {
                return cluster.database().number("select count(*) from prediction") >= ledger.predictions()
                        && cluster.database().number("select count(*) from correction") >= ledger.corrections();
            } catch (SQLException e) {
                return false;
            }
        });
        // What was sent twice too, which might be counted twice.
        long sent = cluster.sent();
        Await.until("all that was sent is read", PATIENCE, () -> {
            try {
                return cluster.database().number(READ) >= sent;
            } catch (SQLException e) {
                return false;
            }
        });
        // Not by the ingest itself but by its chores, seconds later.
        Await.until("what batches left over is counted", PATIENCE, () -> {
            try {
                return cluster.database().number(LEFT_OVER) == 0;
            } catch (SQLException e) {
                return false;
            }
        });
    }

    private List<String> differences() throws SQLException {
        try (Connection c = cluster.database().connect()) {
            c.setAutoCommit(false);
            c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return LedgerCheck.differences(c, Load.MODEL, load.ledger());
        }
    }

    private String table() {
        StringBuilder table =
                new StringBuilder("\n| fault | times | median s until caught up | most |\n|---|---|---|---|\n");
        int all = 0;
        int kills = 0;
        for (Map.Entry<Fault, List<Double>> entry : seconds.entrySet()) {
            double[] sorted = entry.getValue().stream()
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            all += sorted.length;
            kills += entry.getKey().kills() ? sorted.length : 0;
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f |%n",
                    entry.getKey().words(),
                    sorted.length,
                    median(sorted),
                    sorted[sorted.length - 1]));
        }
        Ledger ledger = load.ledger();
        return table.append(String.format(
                        Locale.ROOT,
                        "%n%d faults, %d of them kill -9. Acknowledged: %,d records with %,d different predictions,"
                                + " %,d corrections and %,d dead letters. Answers: %s.",
                        all,
                        kills,
                        ledger.records(),
                        ledger.predictions(),
                        ledger.corrections(),
                        ledger.malformed(),
                        load.answers()))
                .toString();
    }

    private static double median(double[] sorted) {
        double[] middle = Arrays.copyOfRange(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1);
        return Arrays.stream(middle).average().orElse(Double.NaN);
    }
}
