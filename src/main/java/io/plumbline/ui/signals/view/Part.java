package io.plumbline.ui.signals.view;

import io.plumbline.ui.charts.ReliabilityDiagram.Bin;
import java.time.Instant;
import java.util.List;

/** Numbers that are drawn as one chart. */
public sealed interface Part {

    /**
     * A rate over time.
     *
     * @param name what it is
     * @param points in order of time
     * @param before the same at the baseline; NaN where that is not known
     * @param promise highest rate that keeps the promise; NaN for none
     */
    record Rates(String name, List<Rate> points, Level before, double promise) implements Part {
        /** Copies the list. */
        public Rates {
            points = List.copyOf(points);
        }
    }

    /** A rate of one hour or day with its 95 % interval, from n labels of which so many were counted. */
    record Rate(Instant at, double rate, double lower, double upper, long n, long counted) {}

    /** A level with the ends of an interval or a range; NaN where not known. */
    record Level(String name, double value, double lower, double upper) {
        /** Nothing known. */
        public static final Level NONE = new Level("", Double.NaN, Double.NaN, Double.NaN);
    }

    /** The middle of a measure and its quarters over time. */
    record Quartiles(String name, List<Quartile> points, Level before) implements Part {
        /** Copies the list. */
        public Quartiles {
            points = List.copyOf(points);
        }
    }

    /** Quarters of one hour or day. */
    record Quartile(Instant at, double lower, double median, double upper, long n) {}

    /** Numbers or shares of predictions over time. */
    record Volume(String name, boolean share, List<Count> points) implements Part {
        /** Copies the list. */
        public Volume {
            points = List.copyOf(points);
        }
    }

    /** A number or share of one hour or day; n predictions in all. */
    record Count(Instant at, double value, long n) {}

    /**
     * Two densities on equal bins.
     *
     * @param axis what is measured
     * @param first filled; empty if not known
     * @param second a line; empty if there is none
     */
    record Densities(Axis axis, List<Double> first, List<Double> second) implements Part {
        /** Copies the lists. */
        public Densities {
            first = List.copyOf(first);
            second = List.copyOf(second);
        }
    }

    /** What the bins of densities measure, from where to where, and what the two are. */
    record Axis(String name, double low, double high, String first, String second) {}

    /** Shares of classes, of two. */
    record Mix(String first, String second, List<Share> shares) implements Part {
        /** Copies the list. */
        public Mix {
            shares = List.copyOf(shares);
        }
    }

    /** Shares of one class, 0 to 1. */
    record Share(String label, double first, double second) {}

    /** How often one or two models are right against how sure they are. */
    record Calibration(List<Sureness> models) implements Part {
        /** Copies the list. */
        public Calibration {
            models = List.copyOf(models);
        }
    }

    /** The calibration of one. */
    record Sureness(String name, List<Bin> bins) {
        /** Copies the list. */
        public Sureness {
            bins = List.copyOf(bins);
        }
    }
}
