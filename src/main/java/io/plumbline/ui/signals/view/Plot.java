package io.plumbline.ui.signals.view;

import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.view.Stamp;
import java.util.List;
import java.util.Optional;

/**
 * A chart, and the numbers in it.
 *
 * @param title heading
 * @param picture the chart
 * @param across what its horizontal axis is
 * @param share whether its values are shares, written in per cent
 * @param marks every value that is drawn
 */
public record Plot(String title, Picture picture, String across, boolean share, List<Mark> marks) {

    /** Copies the list. */
    public Plot {
        marks = List.copyOf(marks);
    }

    /**
     * One value.
     *
     * @param series what it belongs to
     * @param x where it stands: a moment in ISO 8601, a class, a number
     * @param at the same if it is a moment
     * @param value the value
     * @param lower lower end of its interval; NaN for none
     * @param upper upper end of it
     * @param n how many it was made from; below 0 for nobody knows
     */
    public record Mark(String series, String x, Optional<Stamp> at, double value, double lower, double upper, long n) {}

    /** A mark as people read it. */
    public record Row(String series, String x, Optional<Stamp> at, String value, String range, String n) {}

    /** All values as people read them. */
    public List<Row> rows() {
        return marks.stream()
                .map(mark -> new Row(
                        mark.series(),
                        mark.x(),
                        mark.at(),
                        written(mark.value()),
                        Double.isFinite(mark.lower()) ? written(mark.lower()) + " to " + written(mark.upper()) : "",
                        mark.n() < 0 ? "" : Numbers.count(mark.n())))
                .toList();
    }

    /** Whether it takes the whole width of a page: what runs over time does. */
    public boolean wide() {
        return marks.stream().anyMatch(mark -> mark.at().isPresent()) || marks.isEmpty();
    }

    /** Whether any value has an interval. */
    public boolean ranged() {
        return marks.stream().anyMatch(mark -> Double.isFinite(mark.lower()));
    }

    private String written(double value) {
        return share ? Numbers.percent(value) : Numbers.measure(value);
    }
}
