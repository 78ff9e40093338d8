package io.plumbline.stats;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a classifier did on a set of labelled pictures: the baseline against which the field is measured.
 *
 * @param n number of pictures, at least 1
 * @param errors how many it got wrong, 0 to n
 * @param confidence its confidences, one a picture; held as a copy, and handed out as one
 * @param labels how often it predicted which label, counts at least 0 with sum n; unmodifiable
 */
public record Reference(long n, long errors, Histogram confidence, SortedMap<String, Long> labels) {
    /** @throws IllegalArgumentException if the numbers do not fit each other */
    public Reference {
        if (n < 1) {
            throw new IllegalArgumentException("A reference needs at least one picture, not " + n);
        }
        if (errors < 0 || errors > n) {
            throw new IllegalArgumentException("Errors of a reference must be from 0 to " + n + ", not " + errors);
        }
        confidence.requireUnitRange();
        if (confidence.count() != n) {
            throw new IllegalArgumentException(
                    "A reference of " + n + " pictures came with " + confidence.count() + " confidences");
        }
        long total = 0;
        for (Map.Entry<String, Long> label : labels.entrySet()) {
            if (label.getValue() < 0 || label.getValue() > n - total) {
                throw new IllegalArgumentException("A reference of " + n + " pictures cannot have label '"
                        + label.getKey() + "' " + label.getValue() + " times after " + total + " others");
            }
            total += label.getValue();
        }
        if (total != n) {
            throw new IllegalArgumentException("A reference of " + n + " pictures came with " + total + " labels");
        }
        confidence = confidence.copy();
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    @Override
    public Histogram confidence() {
        return confidence.copy();
    }

    /** Share of wrong predictions, 0 to 1. */
    public double errorRate() {
        return (double) errors / n;
    }
}
