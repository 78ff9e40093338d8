package io.plumbline.load;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.load.Ledger.Counts;
import io.plumbline.load.Ledger.Labelled;
import io.plumbline.load.Ledger.Place;
import io.plumbline.stats.Histogram;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares a database with a ledger: to the row, to the bin. */
public final class LedgerCheck {
    private static final int SHOWN = 10;

    private final Connection connection;
    private final String model;
    private final List<String> differences = new ArrayList<>();

    private LedgerCheck(Connection connection, String model) {
        this.connection = connection;
        this.model = model;
    }

    /** What differs; empty if nothing does. */
    public static List<String> differences(Connection connection, String model, Ledger ledger) throws SQLException {
        LedgerCheck check = new LedgerCheck(connection, model);
        check.count("rows of prediction", "prediction where model = ?", ledger.predictions());
        check.count("rows of correction", "correction where model = ?", ledger.corrections());
        check.count("rows of outcome", "outcome where model = ?", ledger.corrected());
        check.count("dead letters", "dead_letter where ? is not null", ledger.malformed());
        check.compareProfiles(ledger.cells());
        check.compareOutcomes(ledger.labelled());
        return check.differences.size() <= SHOWN
                ? check.differences
                : List.of(check.differences.size() + " differences, the first: " + check.differences.subList(0, SHOWN));
    }

    private void count(String what, String rows, long expected) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(*) from " + rows)) {
            select.setString(1, model);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                compare(what, expected, row.getLong(1));
            }
        }
    }

    private void compare(Object what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            differences.add(what + ": " + shortened(expected) + " expected, " + shortened(actual) + " found");
        }
    }

    private static String shortened(Object value) {
        String text = String.valueOf(value);
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private void compareProfiles(Map<Place, Counts> expected) throws SQLException {
        Map<Place, Histogram> histograms = new HashMap<>();
        Map<Place, Map<String, Long>> labels = new HashMap<>();
        ObjectMapper json = new ObjectMapper();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select version, hour, segment_key, segment_value, n, confidence, labels from profile where model = '"
                                + model + "'")) {
            while (row.next()) {
                Place place = place(row);
                Histogram histogram = Histogram.fromBytes(row.getBytes("confidence"));
                compare(place + " n of a shard", row.getLong("n"), histogram.count());
                histograms.computeIfAbsent(place, p -> new Histogram()).merge(histogram);
                Map<String, Long> sums = labels.computeIfAbsent(place, p -> new HashMap<>());
                json.readValue(row.getString("labels"), new TypeReference<Map<String, Long>>() {})
                        .forEach((label, n) -> sums.merge(label, n, Long::sum));
            }
        } catch (IOException e) {
            throw new IllegalStateException("A profile's labels", e);
        }
        compare("places with a profile", expected.keySet(), histograms.keySet());
        expected.forEach((place, counts) -> {
            Histogram found = histograms.getOrDefault(place, new Histogram());
            compare(place + " labels", counts.labels, labels.get(place));
            if (!Arrays.equals(counts.bins, found.counts())) {
                differences.add(place + ": " + counts.n() + " in other bins than the " + found.count() + " found");
            }
            if (found.count() > 0
                    && Math.abs(found.mean() * found.count() * 10_000 - counts.sum) > 1e-6 * (1 + counts.sum)) {
                differences.add(place + ": a sum of " + counts.sum + " expected, " + found.mean() + " is the mean");
            }
        });
    }

    private void compareOutcomes(Map<Place, Labelled> expected) throws SQLException {
        Map<Place, long[]> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select version, hour, segment_key, segment_value, sum(audited), sum(audited_errors),
                               sum(audited_confident_errors), sum(voluntary), sum(voluntary_errors)
                        from outcome_hour where model = '%s' group by 1, 2, 3, 4
                        """.formatted(model))) {
            while (row.next()) {
                long[] counts = new long[5];
                Arrays.setAll(counts, i -> number(row, 5 + i));
                if (Arrays.stream(counts).anyMatch(n -> n != 0)) {
                    found.put(place(row), counts);
                }
            }
        }
        compare("places with labels", expected.keySet(), found.keySet());
        expected.forEach((place, labelled) ->
                compare(place + " labelled", Arrays.toString(labelled.all()), Arrays.toString(found.get(place))));
    }

    private static long number(ResultSet row, int column) {
        try {
            return row.getLong(column);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(
                row.getString("version"),
                row.getTimestamp("hour").toInstant(),
                row.getString("segment_key"),
                row.getString("segment_value"));
    }
}
