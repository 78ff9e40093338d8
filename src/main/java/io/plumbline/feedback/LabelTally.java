package io.plumbline.feedback;

import io.plumbline.stats.Reference;
import java.util.List;

/**
 * Audited predictions whose label is known, counted by what the model said, what a person said, how sure the model was and how
 * likely the prediction was to be drawn. Tallies of disjoint spans and places add up.
 *
 * @param groups in the order of their keys, each once
 */
public record LabelTally(List<Group> groups) {
    /** Equal bands of the confidence. */
    public static final int BANDS = Reference.BANDS;

    /** The first band of those that are called confident: from 0.9. */
    public static final int CONFIDENT_BAND = 27;

    /** Of nothing. */
    public static final LabelTally NONE = new LabelTally(List.of());

    public LabelTally {
        groups = List.copyOf(groups);
    }

    /**
     * Predictions that are alike.
     *
     * @param predicted class that the model said; empty for a segmenter
     * @param corrected class that a person said; as predicted if that was right
     * @param band thirtieth of the confidence, 0 to {@value #BANDS} − 1
     * @param propensity probability with which each was drawn, over 0 to 1
     * @param n how many, at least 1
     * @param confidence mean confidence, 0 to 1
     */
    public record Group(String predicted, String corrected, int band, double propensity, long n, double confidence) {
        /** Whether the model was wrong. */
        public boolean error() {
            return !predicted.equals(corrected);
        }

        /** Whether the model was wrong and sure of it. */
        public boolean confidentError() {
            return error() && band >= CONFIDENT_BAND;
        }
    }

    /** The band of a confidence from 0 to 1. */
    static int band(double confidence) {
        return Reference.band(confidence);
    }

    /** Number of labels. */
    public long n() {
        return groups.stream().mapToLong(Group::n).sum();
    }

    /** Wrong predictions among them. */
    public long errors() {
        return groups.stream().filter(Group::error).mapToLong(Group::n).sum();
    }

    /** Wrong predictions with a confidence of at least 0.9 among them. */
    public long confidentErrors() {
        return groups.stream().filter(Group::confidentError).mapToLong(Group::n).sum();
    }
}
