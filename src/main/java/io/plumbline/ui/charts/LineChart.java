package io.plumbline.ui.charts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Values over time: lines with bands, level lines, moments marked.
 *
 * @param title heading, also read out
 * @param description what can be seen, in a sentence, for those who cannot see it
 * @param series lines; the first is the main one and gets dots
 * @param levels horizontal lines
 * @param moments vertical lines; those outside the time of the series are left out
 * @param look room, scale and legend
 */
public record LineChart(
        String title, String description, List<Series> series, List<Level> levels, List<Moment> moments, Look look) {

    /** Copies the lists. */
    public LineChart {
        series = List.copyOf(series);
        levels = List.copyOf(levels);
        moments = List.copyOf(moments);
    }

    /** What the vertical axis counts in. */
    public enum Unit {
        /** Shares, 0 to 1, written in per cent; from 0. */
        SHARE,
        /** Numbers of things; from 0. */
        COUNT,
        /** A measure on a range of its own. */
        MEASURE
    }

    /**
     * What was seen before the field, drawn left of it beyond a divider.
     *
     * @param name what it is, for instance "validation"
     * @param value its level; nothing is drawn unless finite
     * @param lower lower end of its interval or range; NaN for none
     * @param upper upper end of it
     */
    public record Before(String name, double value, double lower, double upper) {
        /** Nothing. */
        public static final Before NONE = new Before("", Double.NaN, Double.NaN, Double.NaN);

        boolean known() {
            return Double.isFinite(value);
        }

        boolean banded() {
            return Double.isFinite(lower) && Double.isFinite(upper);
        }
    }

    /**
     * How much room and help a chart gets.
     *
     * @param size room on a wide page
     * @param ceiling upper end of the scale, so that neighbours can be compared; NaN for one of its own
     * @param legend whether it explains its lines; not where a neighbour already does
     * @param unit what the vertical axis counts in
     * @param before what is drawn left of the field
     */
    public record Look(Size size, double ceiling, boolean legend, Unit unit, Before before) {
        /** Of shares, without anything before. */
        public Look(Size size, double ceiling, boolean legend) {
            this(size, ceiling, legend, Unit.SHARE, Before.NONE);
        }

        /** A chart that stands alone. */
        public static Look alone(Size size) {
            return new Look(size, Double.NaN, true);
        }

        /** The same, counted in something. */
        public Look in(Unit other) {
            return new Look(size, ceiling, legend, other, before);
        }

        /** The same, with what was seen before. */
        public Look after(Before baseline) {
            return new Look(size, ceiling, legend, unit, baseline);
        }
    }

    /**
     * One line.
     *
     * @param name what it is
     * @param tone what it means
     * @param points in order of time; values that are not finite leave a gap
     */
    public record Series(String name, Tone tone, List<Point> points) {
        /** Copies the list. */
        public Series {
            points = List.copyOf(points);
        }
    }

    /**
     * One value.
     *
     * @param at when
     * @param value in the unit of the axis; NaN leaves a gap
     * @param lower lower end of its interval; NaN for none
     * @param upper upper end of its interval; NaN for none
     * @param hover what hovering tells
     */
    public record Point(Instant at, double value, double lower, double upper, String hover) {
        /** A value without an interval. */
        public static Point of(Instant at, double value, String hover) {
            return new Point(at, value, Double.NaN, Double.NaN, hover);
        }

        boolean banded() {
            return Double.isFinite(lower) && Double.isFinite(upper);
        }
    }

    /** A horizontal line; left out unless finite. */
    public record Level(String name, Tone tone, double value) {}

    /**
     * A vertical line with a short label.
     *
     * @param from where a band around it begins, for a moment that is not known for sure; {@code at} for none
     * @param to where the band ends
     */
    public record Moment(Instant at, String label, Tone tone, Instant from, Instant to) {
        /** One that is known for sure. */
        public Moment(Instant at, String label, Tone tone) {
            this(at, label, tone, at, at);
        }
    }

    /** The finished figure. */
    public Picture picture() {
        List<Figure.Key> legend = new ArrayList<>();
        if (look.legend()) {
            explain(legend);
        }
        return Figure.of(title, legend, look.size(), room -> new LinePlot(this, room).draw());
    }

    private void explain(List<Figure.Key> legend) {
        for (Series one : series) {
            legend.add(new Figure.Key("ln " + one.tone().css(), one.name()));
        }
        for (Level level : levels) {
            if (Double.isFinite(level.value())) {
                legend.add(new Figure.Key("lv " + level.tone().css(), level.name() + " " + written(level.value())));
            }
        }
        // A level line of that name explains it already.
        boolean told = levels.stream()
                .anyMatch(level -> level.name().equals(look.before().name()));
        if (look.before().known() && !told) {
            legend.add(new Figure.Key(
                    "ln baseline",
                    look.before().name() + " " + written(look.before().value())));
        }
    }

    /** A value of the axis as people read it. */
    String written(double value) {
        return switch (look.unit()) {
            case SHARE -> value > 10 ? Numbers.measure(value) : Numbers.percent(value);
            case COUNT -> value >= 1e6 ? Numbers.measure(value) : Numbers.count(Math.round(value));
            case MEASURE -> Numbers.measure(value);
        };
    }
}
