package io.plumbline.load;

import io.plumbline.load.Sent.Corrected;
import io.plumbline.load.Sent.Malformed;
import io.plumbline.load.Sent.Predicted;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must be in the database once some records of the traffic are acknowledged: counts by hour and segment, worked out
 * from what was sent and not by the code under test. One thread.
 */
public final class Ledger {
    private static final int BINS = 1000;

    private final FleetTraffic traffic;
    private final BitSet seen = new BitSet();
    private final Map<Place, Counts> cells = new HashMap<>();
    private final Map<Long, Corrected> lastWord = new HashMap<>();
    private long records;
    private long predictions;
    private long corrections;
    private long malformed;

    /** Where something is counted: an hour of a version, and a segment; all device shards together. */
    public record Place(String version, Instant hour, String key, String value) {}

    /** Predictions of one place. */
    public static final class Counts {
        final Map<String, Long> labels = new TreeMap<>();
        final long[] bins = new long[BINS];
        /** Sum of the confidences, in ten-thousandths. */
        long sum;

        long n() {
            return Arrays.stream(bins).sum();
        }
    }

    /** Labelled predictions of one place. */
    public static final class Labelled {
        long audited;
        long auditedErrors;
        long auditedConfidentErrors;
        long voluntary;
        long voluntaryErrors;

        long[] all() {
            return new long[] {audited, auditedErrors, auditedConfidentErrors, voluntary, voluntaryErrors};
        }
    }

    public Ledger(FleetTraffic traffic) {
        this.traffic = traffic;
    }

    /** Notes that the gateway has told the sender that a record is malformed: nothing of it is stored. */
    public void refused() {
        records++;
    }

    /** Notes that a record is in the topic; what was seen before counts no second time. */
    public void add(Sent sent) {
        records++;
        if (sent.event() instanceof Malformed) {
            malformed++;
            return;
        }
        if (seen.get((int) sent.origin())) {
            return;
        }
        seen.set((int) sent.origin());
        if (sent.event() instanceof Predicted prediction) {
            predictions++;
            count(prediction);
        } else if (sent.event() instanceof Corrected correction) {
            corrections++;
            lastWord.merge(
                    correction.of(),
                    correction,
                    (one, other) -> Comparator.comparing(Corrected::time)
                                            .thenComparing(Corrected::id)
                                            .compare(one, other)
                                    >= 0
                            ? one
                            : other);
        }
    }

    private void count(Predicted prediction) {
        count(prediction, "", "");
        prediction.segment().forEach((key, value) -> count(prediction, key, value));
    }

    private void count(Predicted prediction, String key, String value) {
        Counts counts = cells.computeIfAbsent(
                new Place(prediction.version(), hour(prediction), key, value), place -> new Counts());
        counts.labels.merge(prediction.label(), 1L, Long::sum);
        counts.bins[Math.min(BINS - 1, prediction.confidence() / (10_000 / BINS))]++;
        counts.sum += prediction.confidence();
    }

    private static Instant hour(Predicted prediction) {
        return prediction.time().truncatedTo(ChronoUnit.HOURS);
    }

    /** Records, duplicates and malformed ones among them. */
    public long records() {
        return records;
    }

    /** Different predictions. */
    public long predictions() {
        return predictions;
    }

    /** Different corrections. */
    public long corrections() {
        return corrections;
    }

    /** Records in the topic that cannot be taken, each time that they were sent: the dead letters. */
    public long malformed() {
        return malformed;
    }

    /** Predictions with a correction, whether they are here or not. */
    public long corrected() {
        return lastWord.size();
    }

    Map<Place, Counts> cells() {
        return cells;
    }

    /** Corrected predictions that are here, by place. */
    Map<Place, Labelled> labelled() {
        Map<Place, Labelled> labelled = new HashMap<>();
        lastWord.forEach((of, correction) -> {
            if (seen.get(of.intValue()) && traffic.at(of).event() instanceof Predicted prediction) {
                label(labelled, prediction, correction, "", "");
                prediction.segment().forEach((key, value) -> label(labelled, prediction, correction, key, value));
            }
        });
        return labelled;
    }

    private static void label(
            Map<Place, Labelled> labelled, Predicted prediction, Corrected correction, String key, String value) {
        Labelled counts = labelled.computeIfAbsent(
                new Place(prediction.version(), hour(prediction), key, value), place -> new Labelled());
        boolean error = !prediction.label().equals(correction.label());
        if (prediction.audited()) {
            counts.audited++;
            counts.auditedErrors += error ? 1 : 0;
            counts.auditedConfidentErrors += error && prediction.confidence() >= 9_000 ? 1 : 0;
        } else {
            counts.voluntary++;
            counts.voluntaryErrors += error ? 1 : 0;
        }
    }
}
