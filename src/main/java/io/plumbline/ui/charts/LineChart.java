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

    /**
     * How much room and help a chart gets.
     *
     * @param size room on a wide page
     * @param ceiling upper end of the scale, so that neighbours can be compared; NaN for one of its own
     * @param legend whether it explains its lines; not where a neighbour already does
     */
    public record Look(Size size, double ceiling, boolean legend) {
        /** A chart that stands alone. */
        public static Look alone(Size size) {
            return new Look(size, Double.NaN, true);
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
     * @param value share, 0 to 1; NaN leaves a gap
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

    /** A vertical line with a short label. */
    public record Moment(Instant at, String label, Tone tone) {}

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
                legend.add(new Figure.Key(
                        "lv " + level.tone().css(), level.name() + " " + Numbers.percent(level.value())));
            }
        }
    }
}
