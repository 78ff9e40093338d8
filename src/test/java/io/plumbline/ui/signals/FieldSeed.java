package io.plumbline.ui.signals;

import io.plumbline.profile.InputScale;
import io.plumbline.profile.ProfileSeed;
import io.plumbline.stats.Histogram;
import io.plumbline.testing.ProfileDays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Fills the tables that ingest fills, with days of a fleet whose first version goes wrong on one device make. */
final class FieldSeed {
    /** One moment for all that a run seeds. */
    @SuppressWarnings("TimeInStaticInitializer") // Safe because: whenever the class is loaded is a good moment.
    static final Instant END = Instant.now().truncatedTo(ChronoUnit.HOURS);

    private static final int DAYS = 10;
    private static final int DEVICES = 32;
    private static final List<String> CLASSES = List.of("bag", "boot", "coat", "dress", "shirt", "sneaker");
    private static final double PROPENSITY = 0.02;

    private final Random random = new Random(17);
    private final SortedMap<String, long[]> outcomes = new TreeMap<>();
    private final SortedMap<String, double[]> labels = new TreeMap<>();
    private final SortedMap<String, Seen> profiles = new TreeMap<>();

    /** What one cell of a profile holds. */
    private static final class Seen {
        private final Histogram confidence = new Histogram();
        private final SortedMap<String, Long> classes = new TreeMap<>();
        private final SortedMap<String, Histogram> inputs = new TreeMap<>();
    }

    /** Name of a device, the busiest first. */
    static String device(int i) {
        return i == 0
                ? "Tecno KC8"
                : i == 1 ? "Nokia 2.4" : i == 2 ? "Pixel 4a" : "Handset " + (char) ('A' + i % 26) + i;
    }

    void into(Connection c) throws SQLException {
        Instant start = END.minus(DAYS, ChronoUnit.DAYS);
        for (int h = 0; h < DAYS * 24; h++) {
            Instant hour = start.plus(h, ChronoUnit.HOURS);
            double day = 1 + 0.6 * Math.sin(2 * Math.PI * h / 24);
            for (int d = 0; d < DEVICES; d++) {
                double share = 16.0 / (d + 1);
                boolean first = h < (DAYS - 2) * 24;
                boolean second = h >= (DAYS - 3) * 24;
                live(hour, d, first ? poisson(share * day * (second ? 0.5 : 1)) : 0, "1");
                live(hour, d, second ? poisson(share * day * (first ? 0.5 : 1)) : 0, "2");
            }
        }
        write(c);
    }

    private void live(Instant hour, int d, int n, String version) {
        boolean bad = version.equals("1") && d == 0 && hour.isAfter(END.minus(6, ChronoUnit.DAYS));
        for (int i = 0; i < n; i++) {
            boolean error = random.nextDouble() < (bad ? 0.42 : version.equals("1") ? 0.11 : 0.085);
            double sure =
                    Math.min(0.999, Math.max(0.2, 0.93 - (error ? 0.18 : 0) - Math.abs(random.nextGaussian()) * 0.13));
            String predicted = CLASSES.get(random.nextInt(bad ? 3 : CLASSES.size()));
            String corrected = error ? CLASSES.get((CLASSES.indexOf(predicted) + 1) % CLASSES.size()) : predicted;
            String[] places = {"\t", "device\t" + device(d), "os\tandroid-" + (27 + d % 4)};
            for (String place : places) {
                count(hour, version, place, d % 8, new Answer(error, sure, predicted, corrected));
                seen(hour, version, place, d % 8, sure, predicted, bad);
            }
        }
    }

    /** One audited prediction. */
    private record Answer(boolean error, double sure, String predicted, String corrected) {}

    private void count(Instant hour, String version, String place, int shard, Answer answer) {
        long[] sums = outcomes.computeIfAbsent(version + "\t" + hour + "\t" + place + "\t" + shard, k -> new long[5]);
        sums[0]++;
        sums[1] += answer.error() ? 1 : 0;
        sums[2] += answer.error() && answer.sure() >= 0.9 ? 1 : 0;
        if (random.nextInt(4) == 0) {
            sums[3]++;
            sums[4] += answer.error() || random.nextInt(3) == 0 ? 1 : 0;
        }
        int band = Math.min(29, (int) (answer.sure() * 30));
        double[] said = labels.computeIfAbsent(
                version + "\t" + hour + "\t" + place + "\t" + answer.predicted() + "\t" + answer.corrected() + "\t"
                        + band,
                k -> new double[2]);
        said[0]++;
        said[1] += answer.sure();
    }

    private void seen(
            Instant hour, String version, String place, int shard, double sure, String predicted, boolean bad) {
        Seen cell = profiles.computeIfAbsent(version + "\t" + hour + "\t" + place + "\t" + shard, k -> new Seen());
        for (int i = 0; i < 6; i++) {
            cell.confidence.add(Math.min(1, Math.max(0, sure + 0.03 * random.nextGaussian())));
            cell.classes.merge(predicted, 1L, Long::sum);
            input(cell, "brightness", (bad ? 0.31 : 0.52) + 0.08 * random.nextGaussian());
            input(cell, "sharpness", Math.abs(0.4 + 0.1 * random.nextGaussian()));
            input(cell, "iso", 100 * Math.exp(Math.abs(random.nextGaussian()) + (bad ? 0.8 : 0)));
        }
    }

    private static void input(Seen cell, String name, double value) {
        cell.inputs.computeIfAbsent(name, k -> new Histogram()).add(InputScale.unit(value));
    }

    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        int n = 0;
        for (double p = random.nextDouble(); p > limit; p *= random.nextDouble()) {
            n++;
        }
        return n;
    }

    private void write(Connection c) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("""
            insert into outcome_hour (model, version, hour, segment_key, segment_value, shard, propensity,
                audited, audited_errors, audited_confident_errors, voluntary, voluntary_errors)
            values ('garments', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
            for (Map.Entry<String, long[]> cell : outcomes.entrySet()) {
                List<String> key = place(insert, cell.getKey());
                insert.setInt(5, Integer.parseInt(key.get(4)));
                insert.setDouble(6, PROPENSITY);
                for (int i = 0; i < 5; i++) {
                    insert.setLong(7 + i, cell.getValue()[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement insert = c.prepareStatement("""
            insert into label_hour (model, version, hour, segment_key, segment_value, predicted, corrected, band,
                propensity, n, confidence_units) values ('garments', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
            for (Map.Entry<String, double[]> cell : labels.entrySet()) {
                List<String> key = place(insert, cell.getKey());
                insert.setString(5, key.get(4));
                insert.setString(6, key.get(5));
                insert.setInt(7, Integer.parseInt(key.get(6)));
                insert.setDouble(8, PROPENSITY);
                insert.setLong(9, Math.round(cell.getValue()[0]));
                insert.setLong(10, Math.round(cell.getValue()[1] * (1 << 30)));
                insert.addBatch();
            }
            insert.executeBatch();
        }
        try (PreparedStatement insert = c.prepareStatement("""
            insert into profile (model, version, hour, segment_key, segment_value, shard, n, confidence, labels, inputs)
            values ('garments', ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)\
            """)) {
            for (Map.Entry<String, Seen> cell : profiles.entrySet()) {
                List<String> key = place(insert, cell.getKey());
                insert.setInt(5, Integer.parseInt(key.get(4)));
                insert.setLong(6, cell.getValue().confidence.count());
                insert.setBytes(7, cell.getValue().confidence.toBytes());
                insert.setString(8, json(cell.getValue().classes));
                insert.setBytes(9, ProfileSeed.inputs(cell.getValue().inputs));
                insert.addBatch();
            }
            insert.executeBatch();
            ProfileDays.note(c);
        }
    }

    private static List<String> place(PreparedStatement insert, String cell) throws SQLException {
        List<String> key = new ArrayList<>(List.of(cell.split("\t", -1)));
        insert.setString(1, key.get(0));
        insert.setTimestamp(2, Timestamp.from(Instant.parse(key.get(1))));
        insert.setString(3, key.get(2));
        insert.setString(4, key.get(3));
        return key;
    }

    private static String json(Map<String, Long> classes) {
        StringBuilder json = new StringBuilder("{");
        classes.forEach((name, n) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":")
                .append(n));
        return json.append('}').toString();
    }
}
