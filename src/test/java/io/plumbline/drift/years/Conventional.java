package io.plumbline.drift.years;

import io.plumbline.drift.years.FieldYears.Sent;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.detector.Adwin;
import io.plumbline.stats.detector.Ddm;
import io.plumbline.stats.detector.Detector;
import io.plumbline.stats.detector.Signal;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.CountDistances;
import io.plumbline.stats.distance.Distances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What monitors with fixed thresholds would have said of the same predictions. Each day is compared with the first fortnight, the
 * whole fleet and each segment value on its own; DDM and ADWIN read the audited labels in the order in which they come. An alarm
 * that goes on for several days is one.
 */
final class Conventional {
    private static final int FORTNIGHT = 14;
    private static final int DECILES = 10;
    private static final int JS_CELLS = 20;
    private static final String FLEET = "fleet";

    private final Map<String, Counted> reference = new TreeMap<>();
    private final Set<String> ringing = new HashSet<>();
    private final Detector ddm = new Ddm();
    private final Detector adwin = new Adwin(Adwin.Settings.RESETTING);
    private final List<Alarm> alarms = new ArrayList<>();

    /** The measures that are told of. */
    enum Measure {
        PSI_10("PSI of confidence ≥ 0.1", false),
        PSI_25("PSI of confidence ≥ 0.25", false),
        KS("KS of confidence, p < 0.05", false),
        JS("JS distance of confidence ≥ 0.1", false),
        PSI_CLASSES("PSI of classes ≥ 0.1", false),
        JS_CLASSES("JS distance of classes ≥ 0.1", false),
        PSI_10_SEGMENTS("PSI of confidence ≥ 0.1", true),
        PSI_25_SEGMENTS("PSI of confidence ≥ 0.25", true),
        KS_SEGMENTS("KS of confidence, p < 0.05", true),
        JS_SEGMENTS("JS distance of confidence ≥ 0.1", true),
        PSI_CLASSES_SEGMENTS("PSI of classes ≥ 0.1", true),
        JS_CLASSES_SEGMENTS("JS distance of classes ≥ 0.1", true),
        DDM("DDM of audited errors", false),
        ADWIN("ADWIN of audited errors", false);

        private final String words;
        private final boolean segments;

        Measure(String words, boolean segments) {
            this.words = words;
            this.segments = segments;
        }

        /** For people. */
        String words() {
            return words + (segments ? ", each segment" : "");
        }

        private Measure at(boolean segment) {
            return segment ? valueOf(name() + "_SEGMENTS") : this;
        }
    }

    /** The first day of an alarm. */
    record Alarm(Measure measure, int day) {}

    /** Predictions of a place, counted. */
    private static final class Counted {
        private final Histogram confidence = new Histogram();
        private final long[] classes = new long[FieldYears.CLASSES];

        private void add(Sent sent) {
            confidence.add(sent.confidence());
            classes[FieldYears.label(sent.predicted())]++;
        }
    }

    /**
     * Looks at a day when it is over.
     *
     * @param sent the predictions of the day
     * @param labels audited predictions whose label came on the day
     */
    void day(int day, List<Sent> sent, List<Sent> labels) {
        Map<String, Counted> today = day < FORTNIGHT ? reference : new HashMap<>();
        for (Sent each : sent) {
            today.computeIfAbsent(FLEET, place -> new Counted()).add(each);
            for (int key = 0; key < FieldYears.KEYS.size(); key++) {
                String place = FieldYears.KEYS.get(key) + each.slice().values().get(key);
                today.computeIfAbsent(place, any -> new Counted()).add(each);
            }
        }
        if (day >= FORTNIGHT) {
            today.forEach((place, counted) -> {
                if (reference.containsKey(place)) {
                    compare(day, place, reference.get(place), counted);
                }
            });
        }
        boolean ddmRang = false;
        boolean adwinRang = false;
        for (Sent label : labels.stream()
                .sorted(Comparator.comparing(l -> l.slice().hour()))
                .toList()) {
            double x = label.wrong() ? 1 : 0;
            ddmRang |= ddm.update(x) == Signal.DRIFT;
            adwinRang |= adwin.update(x) == Signal.DRIFT;
        }
        ring(Measure.DDM, FLEET, day, ddmRang);
        ring(Measure.ADWIN, FLEET, day, adwinRang);
    }

    private void compare(int day, String place, Counted before, Counted now) {
        boolean segment = !place.equals(FLEET);
        double psi = psi(before.confidence, now.confidence);
        ring(Measure.PSI_10.at(segment), place, day, psi >= 0.1);
        ring(Measure.PSI_25.at(segment), place, day, psi >= 0.25);
        ring(Measure.KS.at(segment), place, day, significant(before.confidence, now.confidence));
        ring(Measure.JS.at(segment), place, day, js(before.confidence, now.confidence) >= 0.1);
        double classes = CountDistances.populationStability(before.classes, now.classes);
        ring(Measure.PSI_CLASSES.at(segment), place, day, classes >= 0.1);
        double distance = CountDistances.jensenShannon(before.classes, now.classes);
        ring(Measure.JS_CLASSES.at(segment), place, day, distance >= 0.1);
    }

    private void ring(Measure measure, String place, int day, boolean rings) {
        if (!rings) {
            ringing.remove(measure + place);
        } else if (ringing.add(measure + place)) {
            alarms.add(new Alarm(measure, day));
        }
    }

    /** Over the deciles of the reference, as everybody computes it. */
    private static double psi(Histogram before, Histogram now) {
        long[] first = before.counts();
        long[] second = now.counts();
        long[] cells = new long[DECILES];
        long[] current = new long[DECILES];
        long sum = 0;
        for (int bin = 0; bin < Histogram.BINS; bin++) {
            int decile = (int) Math.min(DECILES - 1, sum * DECILES / before.count());
            cells[decile] += first[bin];
            current[decile] += second[bin];
            sum += first[bin];
        }
        return CountDistances.populationStability(cells, current);
    }

    private static double js(Histogram before, Histogram now) {
        return CountDistances.jensenShannon(equal(before.counts()), equal(now.counts()));
    }

    private static long[] equal(long[] bins) {
        int width = bins.length / JS_CELLS;
        long[] cells = new long[JS_CELLS];
        Arrays.setAll(
                cells, i -> Arrays.stream(bins, i * width, (i + 1) * width).sum());
        return cells;
    }

    private static boolean significant(Histogram before, Histogram now) {
        return Distances.kolmogorovSmirnov(before, now) instanceof Comparison.Measured m && m.p() < 0.05;
    }

    /** The alarms so far, in the order of their first days. */
    List<Alarm> alarms() {
        return List.copyOf(alarms);
    }
}
