package io.plumbline.ui.signals.view;

import io.plumbline.kernel.Csv;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.view.Stamp;
import java.time.Instant;
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
     * @param x where it stands: an {@link Instant}, a class's name, or a number
     * @param value the value
     * @param lower lower end of its interval; NaN for none
     * @param upper upper end of it
     * @param n how many it was made from; below 0 for nobody knows
     */
    public record Mark(String series, Object x, double value, double lower, double upper, long n) {}

    /** A mark as people read it. */
    public record Row(String series, String x, Optional<Stamp> at, String value, String range, String n) {}

    /** All values as people read them. */
    public List<Row> rows() {
        return marks.stream()
                .map(mark -> new Row(
                        mark.series(),
                        mark.x() instanceof Double number
                                ? Numbers.measure(number)
                                : mark.x().toString(),
                        mark.x() instanceof Instant at ? Optional.of(Stamp.of(at)) : Optional.empty(),
                        written(mark.value()),
                        Double.isFinite(mark.lower()) ? written(mark.lower()) + " to " + written(mark.upper()) : "",
                        mark.n() < 0 ? "" : Numbers.count(mark.n())))
                .toList();
    }

    /** Every number of some charts in one table, one row a value. Times are in UTC; what is not known is empty. */
    public static String csv(List<Plot> plots) {
        Csv csv = new Csv("chart", "series", "x", "value", "lower", "upper", "n");
        for (Plot plot : plots) {
            for (Mark mark : plot.marks()) {
                Object n = mark.n() < 0 ? "" : (Object) mark.n();
                csv.line(plot.title(), mark.series(), mark.x(), mark.value(), mark.lower(), mark.upper(), n);
            }
        }
        return csv.toString();
    }

    /** Whether it takes the whole width of a page: what runs over time does. */
    public boolean wide() {
        return marks.stream().anyMatch(mark -> mark.x() instanceof Instant) || marks.isEmpty();
    }

    /** Whether any value has an interval. */
    public boolean ranged() {
        return marks.stream().anyMatch(mark -> Double.isFinite(mark.lower()));
    }

    private String written(double value) {
        return share ? Numbers.percent(value) : Numbers.measure(value);
    }
}
