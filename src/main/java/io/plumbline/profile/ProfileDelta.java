package io.plumbline.profile;

import io.plumbline.stats.HistogramValues;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What many batches add to one cell. Mostly a few values, which a histogram would hold in eight kilobytes. One thread. */
final class ProfileDelta {
    private final HistogramValues confidence = new HistogramValues();
    private final Map<String, Count> labels = new HashMap<>(4);

    /** Names of statistics, in no order, and their values: a handful, so that looking through them is the quickest. */
    private String[] names = {};

    private HistogramValues[] inputs = {};

    private static final class Count {
        private long n;
    }

    /**
     * Adds a prediction.
     *
     * @param confidence its {@link HistogramValues#place}
     */
    void add(long confidence, @Nullable String label) {
        this.confidence.add(confidence);
        if (label != null) {
            labels.computeIfAbsent(label, none -> new Count()).n++;
        }
    }

    /**
     * Adds a value of a statistic.
     *
     * @param place the {@link HistogramValues#place} of its {@link InputScale#unit}
     */
    void addInput(String name, long place) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                inputs[i].add(place);
                return;
            }
        }
        int at = names.length;
        if (at < Profile.MOST_INPUTS) {
            names = Arrays.copyOf(names, at + 1);
            inputs = Arrays.copyOf(inputs, at + 1);
        } else {
            at = lastName();
            if (names[at].compareTo(name) < 0) {
                return;
            }
        }
        names[at] = name;
        inputs[at] = new HistogramValues();
        inputs[at].add(place);
    }

    /** Where the last name in their order is: the first one to be forgotten, as in {@link Profile#merge}. */
    private int lastName() {
        int last = 0;
        for (int i = 1; i < names.length; i++) {
            last = names[i].compareTo(names[last]) > 0 ? i : last;
        }
        return last;
    }

    /** Number of predictions. */
    int n() {
        return confidence.n();
    }

    /** The confidences. */
    HistogramValues confidence() {
        return confidence;
    }

    /** Adds to the predictions by class. */
    void addLabelsTo(SortedMap<String, Long> counts) {
        labels.forEach((label, count) -> counts.merge(label, count.n, Long::sum));
    }

    /** Statistics of the pictures by name: of many the first. */
    SortedMap<String, HistogramValues> inputs() {
        SortedMap<String, HistogramValues> all = new TreeMap<>();
        for (int i = 0; i < names.length; i++) {
            all.put(names[i], inputs[i]);
        }
        return all;
    }
}
