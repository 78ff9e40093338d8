package io.plumbline.demo;

import io.plumbline.kernel.Truth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the simulation knows and a real fleet never would: which predictions were right. Kept in a file; a kill loses the
 * last seconds of it. Safe from several threads.
 */
public final class FleetTruth implements Truth {
    private final Path file;
    private final String model;
    private final SortedMap<Key, long[]> counts = new TreeMap<>();

    private record Key(Instant hour, String version, String segment) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byHour = hour.compareTo(other.hour);
            int byVersion = byHour != 0 ? byHour : version.compareTo(other.version);
            return byVersion != 0 ? byVersion : segment.compareTo(other.segment);
        }
    }

    /**
     * Reads what an earlier run knew.
     *
     * @param file need not exist
     * @param model the only model that anything is known of
     */
    FleetTruth(Path file, String model) throws IOException {
        this.file = file;
        this.model = model;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] f = line.split("\t", -1);
                counts.put(
                        new Key(Instant.parse(f[0]), f[1], f[2]),
                        new long[] {Long.parseLong(f[3]), Long.parseLong(f[4])});
            }
        }
    }

    /** Counts one prediction. */
    synchronized void add(Instant time, String version, String segment, boolean right) {
        Key key = new Key(time.truncatedTo(ChronoUnit.HOURS), version, segment);
        long[] count = counts.computeIfAbsent(key, k -> new long[2]);
        count[0]++;
        count[1] += right ? 0 : 1;
    }

    @Override
    public synchronized List<Point> errors(String ofModel) {
        List<Point> points = new ArrayList<>();
        if (ofModel.equals(model)) {
            counts.forEach((key, count) ->
                    points.add(new Point(key.hour(), key.version(), key.segment(), count[0], count[1])));
        }
        return points;
    }

    /** Keeps everything for the next start. */
    void save() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Point p : errors(model)) {
            text.append(p.hour()).append('\t').append(p.version()).append('\t').append(p.segment());
            text.append('\t').append(p.n()).append('\t').append(p.errors()).append('\n');
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
