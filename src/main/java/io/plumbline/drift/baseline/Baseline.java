package io.plumbline.drift.baseline;

import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.stats.Histogram;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a version is measured against: what it did while it was known to be well.
 *
 * @param origin where it was seen
 * @param labels predictions whose label is known, at least 1: of those drawn with different propensities so many as tell as much
 *     when drawn alike, see {@link Tallied}
 * @param errors wrong ones among so many
 * @param tally the labels by what was said and how sure the model was; {@link LabelTally#NONE} if only their sums are known
 * @param confidence confidences of predictions, labelled or not; not to be changed
 * @param classes predictions by class
 * @param inputs statistics of the input pictures by name, on {@link io.plumbline.profile.InputScale}; empty if unknown; not
 *     to be changed
 */
public record Baseline(
        Origin origin,
        long labels,
        long errors,
        LabelTally tally,
        Histogram confidence,
        SortedMap<String, Long> classes,
        SortedMap<String, Histogram> inputs) {

    /** Where a baseline was seen. */
    public sealed interface Origin {
        /** By the trainer, on pictures that were not learnt from. */
        record Validation() implements Origin {}

        /**
         * In the field, between two full hours of event time.
         *
         * @param from start of the first hour
         * @param until end of the last one, exclusive
         */
        record Field(Instant from, Instant until) implements Origin {}

        /** Hour before which labels are no evidence against it, as they are in it; the beginning of time if none is. */
        default Instant settled() {
            return this instanceof Field field ? field.until() : Instant.EPOCH;
        }
    }

    /** Wrong ones with a confidence of at least 0.9 among {@link #labels}; empty if only sums are known. */
    public Optional<Long> confidentErrors() {
        return tally.n() == 0
                ? Optional.empty()
                : Optional.of(Math.round(
                        Tallied.of(tally.groups(), Group::confidentError).errors()));
    }

    /** Share of wrong predictions, 0 to 1. */
    public double errorRate() {
        return (double) errors / labels;
    }
}
