package io.plumbline.profile;

import io.plumbline.stats.Histogram;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a model predicted in one cell, or in several added up. Mutable; one thread. Merging in any order gives the same. */
public final class Profile {
    private final Histogram confidence;
    private final SortedMap<String, Long> labels;

    /** A profile of nothing. */
    public Profile() {
        this(new Histogram(), new TreeMap<>());
    }

    Profile(Histogram confidence, SortedMap<String, Long> labels) {
        this.confidence = confidence;
        this.labels = labels;
    }

    /** Adds another profile to this one. */
    public void merge(Profile other) {
        confidence.merge(other.confidence);
        addLabels(other.labels);
    }

    void addLabels(Map<String, Long> counts) {
        counts.forEach((label, count) -> labels.merge(label, count, Long::sum));
    }

    /** Number of predictions. */
    public long n() {
        return confidence.count();
    }

    /** How sure the model was; the live histogram, not to be changed. */
    public Histogram confidence() {
        return confidence;
    }

    /** Predictions by class, in the order of their names. */
    public SortedMap<String, Long> labels() {
        return Collections.unmodifiableSortedMap(labels);
    }
}
