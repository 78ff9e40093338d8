package io.plumbline.profile;

import io.plumbline.stats.Histogram;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a model predicted in one cell, or in several added up. Mutable; one thread. Merging in any order gives the same. */
public final class Profile {
    static final int MOST_INPUTS = 16;

    private final Histogram confidence;
    private final SortedMap<String, Long> labels;
    private final SortedMap<String, Histogram> inputs;

    /** A profile of nothing. */
    public Profile() {
        this(new Histogram(), new TreeMap<>(), new TreeMap<>());
    }

    Profile(Histogram confidence, SortedMap<String, Long> labels, SortedMap<String, Histogram> inputs) {
        this.confidence = confidence;
        this.labels = labels;
        this.inputs = inputs;
    }

    /** A profile of these; they are not to be changed afterwards. Input statistics on {@link InputScale}. */
    public static Profile of(
            Histogram confidence, SortedMap<String, Long> labels, SortedMap<String, Histogram> inputs) {
        return new Profile(confidence, labels, inputs);
    }

    /** Adds another profile to this one. */
    public void merge(Profile other) {
        confidence.merge(other.confidence);
        other.labels.forEach((label, count) -> labels.merge(label, count, Long::sum));
        other.inputs.forEach((name, values) ->
                inputs.computeIfAbsent(name, none -> new Histogram()).merge(values));
        keepFew(inputs);
    }

    /** Forgets all but the first names: whoever invents names without end fills no table, and in any order the same stay. */
    static void keepFew(SortedMap<String, ?> inputs) {
        while (inputs.size() > MOST_INPUTS) {
            inputs.remove(inputs.lastKey());
        }
    }

    /** Number of predictions. */
    public long n() {
        return confidence.count();
    }

    /** How sure the model was; the live histogram, not to be changed. */
    public Histogram confidence() {
        return confidence;
    }

    /**
     * Statistics of the input pictures by name, as far as predictions carried them: at most {@value #MOST_INPUTS}, the first
     * in the order of their names. Values are on {@link InputScale}; the live histograms, not to be changed.
     */
    public SortedMap<String, Histogram> inputs() {
        return Collections.unmodifiableSortedMap(inputs);
    }

    /** Predictions by class, in the order of their names. */
    public SortedMap<String, Long> labels() {
        return Collections.unmodifiableSortedMap(labels);
    }
}
