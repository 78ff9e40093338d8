package io.plumbline.ui.charts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Draws a {@link LineChart} into one room. */
final class LinePlot {
    private static final double LEFT = 46;
    private static final double BEFORE = 74;
    private static final double RIGHT = 12;
    private static final double TOP = 30;
    private static final double BOTTOM = 26;
    private static final int DOTS_UP_TO = 60;

    private final LineChart chart;
    private final Size size;
    private final Canvas canvas;
    private final double left;

    LinePlot(LineChart chart, Size size) {
        this.chart = chart;
        this.size = size;
        this.canvas = new Canvas(size, chart.title(), chart.description());
        this.left = LEFT + (chart.look().before().known() ? BEFORE : 0);
    }

    String draw() {
        List<LineChart.Point> points = new ArrayList<>();
        for (LineChart.Series series : chart.series()) {
            for (LineChart.Point point : series.points()) {
                if (Double.isFinite(point.value())) {
                    points.add(point);
                }
            }
        }
        Scale y = values(points);
        if (points.isEmpty()) {
            canvas.line("zero", LEFT, size.height() - BOTTOM, size.width() - RIGHT, size.height() - BOTTOM);
            canvas.text("ax mid", size.width() / 2.0, size.height() / 2.0, "No data yet");
            return canvas.finish();
        }
        Scale x = timeScale(points);
        valueAxis(y);
        timeAxis(x);
        before(y);
        levels(y);
        chart.series().forEach(series -> band(series, x, y));
        moments(x);
        for (int i = 0; i < chart.series().size(); i++) {
            line(chart.series().get(i), x, y, i == 0);
        }
        hovers(x);
        return canvas.finish();
    }

    private Scale values(List<LineChart.Point> points) {
        double base = size.height() - BOTTOM;
        if (chart.look().unit() != LineChart.Unit.MEASURE || points.isEmpty()) {
            return new Scale(0, top(points), base, TOP);
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (LineChart.Point point : points) {
            low = Math.min(low, point.banded() ? Math.min(point.lower(), point.value()) : point.value());
            high = Math.max(high, point.banded() ? Math.max(point.upper(), point.value()) : point.value());
        }
        LineChart.Before before = chart.look().before();
        if (before.known()) {
            low = Math.min(low, before.banded() ? before.lower() : before.value());
            high = Math.max(high, before.banded() ? before.upper() : before.value());
        }
        double room = Math.max((high - low) * 0.08, Math.max(Math.abs(low), Math.abs(high)) * 1e-3 + 1e-9);
        // What cannot be below 0 gets no axis below it.
        return new Scale(low >= 0 ? Math.max(0, low - room) : low - room, high + room, base, TOP);
    }

    /** The largest value counts in full; an interval only up to twice that, lest a small n flatten the rest. */
    private double top(List<LineChart.Point> points) {
        if (chart.look().ceiling() > 0 && Double.isFinite(chart.look().ceiling())) {
            return Scale.roundUp(Math.min(chart.look().ceiling(), 1e12), 5);
        }
        double high = Math.max(
                0.02, chart.look().before().known() ? chart.look().before().value() * 1.15 : 0);
        for (LineChart.Point point : points) {
            high = Math.max(high, point.value());
        }
        for (LineChart.Level level : chart.levels()) {
            if (Double.isFinite(level.value())) {
                high = Math.max(high, level.value() * 1.15);
            }
        }
        double wanted = high * 1.08;
        for (LineChart.Point point : points) {
            if (point.banded()) {
                wanted = Math.max(wanted, Math.min(point.upper(), high * 2));
            }
        }
        // Shares end at 1, and so does their scale.
        boolean share = chart.look().unit() == LineChart.Unit.SHARE && high <= 1;
        return Scale.roundUp(Math.min(wanted, share ? 1 : 1e12), 5);
    }

    private Scale timeScale(List<LineChart.Point> points) {
        Instant first = points.get(0).at();
        Instant last = first;
        for (LineChart.Point point : points) {
            first = point.at().isBefore(first) ? point.at() : first;
            last = point.at().isAfter(last) ? point.at() : last;
        }
        if (Duration.between(first, last).toMinutes() < 1) {
            first = first.minusSeconds(1800);
            last = last.plusSeconds(1800);
        }
        return new Scale(millis(first), millis(last), left + 6, size.width() - RIGHT - 6);
    }

    /** Exact: milliseconds of our time need 41 of a double's 53 bits. */
    private static double millis(Instant at) {
        return (double) at.toEpochMilli();
    }

    private void valueAxis(Scale y) {
        for (double tick : y.ticks(5)) {
            canvas.line("gr", LEFT, y.at(tick), size.width() - RIGHT, y.at(tick));
            canvas.text("ax end", LEFT - 7, y.at(tick) + 4, chart.written(tick));
        }
    }

    private void timeAxis(Scale x) {
        double base = size.height() - BOTTOM;
        canvas.line("zero", LEFT, base, size.width() - RIGHT, base);
        Instant from = Instant.ofEpochMilli((long) x.low());
        Instant to = Instant.ofEpochMilli((long) x.high());
        int ticks = (int) Math.max(2, (size.width() - left) / 85);
        for (TimeTicks.Tick tick : TimeTicks.between(from, to, ticks)) {
            double at = x.at(millis(tick.at()));
            canvas.line("zero", at, base, at, base + 4);
            if (at > left + 12 && at < size.width() - RIGHT - 42) {
                canvas.text("ax mid", at, base + 18, tick.label());
            }
        }
        canvas.text("ax end", size.width() - 2.0, base + 18, "UTC");
    }

    /** What was seen before the field, in a strip of its own beyond a divider. */
    private void before(Scale y) {
        LineChart.Before before = chart.look().before();
        if (!before.known()) {
            return;
        }
        double base = size.height() - BOTTOM;
        canvas.rect("strip", LEFT, TOP, BEFORE, base - TOP);
        if (before.banded()) {
            canvas.rect("bd baseline", LEFT, y.at(before.upper()), BEFORE, y.at(before.lower()) - y.at(before.upper()));
        }
        canvas.line("ln baseline", LEFT, y.at(before.value()), left, y.at(before.value()));
        canvas.line("split", left, TOP - 3, left, base + 5);
        canvas.text("ax mid", LEFT + BEFORE / 2, base + 18, before.name());
        String range =
                before.banded() ? "\n" + chart.written(before.lower()) + " to " + chart.written(before.upper()) : "";
        String hover = before.name() + "\n" + chart.written(before.value()) + range;
        canvas.rect("hit", LEFT, TOP, BEFORE, base - TOP, hover);
    }

    private void levels(Scale y) {
        for (LineChart.Level level : chart.levels()) {
            if (Double.isFinite(level.value())) {
                double at = y.at(level.value());
                canvas.line("lv " + level.tone().css(), left, at, size.width() - RIGHT, at);
            }
        }
    }

    private void band(LineChart.Series series, Scale x, Scale y) {
        StringBuilder upper = new StringBuilder();
        StringBuilder lower = new StringBuilder();
        for (LineChart.Point point : series.points()) {
            if (!point.banded() || !Double.isFinite(point.value())) {
                closeBand(series, upper, lower);
                continue;
            }
            double at = x.at(millis(point.at()));
            upper.append(Canvas.point(upper.isEmpty() ? 'M' : 'L', at, y.at(point.upper())));
            lower.insert(0, Canvas.point('L', at, y.at(point.lower())));
        }
        closeBand(series, upper, lower);
    }

    private void closeBand(LineChart.Series series, StringBuilder upper, StringBuilder lower) {
        if (!upper.isEmpty()) {
            canvas.path(
                    "bd " + series.tone().css(), upper.append(lower).append('Z').toString());
        }
        upper.setLength(0);
        lower.setLength(0);
    }

    private void line(LineChart.Series series, Scale x, Scale y, boolean main) {
        StringBuilder path = new StringBuilder();
        boolean gap = true;
        boolean dots = main && series.points().size() <= DOTS_UP_TO;
        for (LineChart.Point point : series.points()) {
            if (Double.isFinite(point.value())) {
                path.append(Canvas.point(gap ? 'M' : 'L', x.at(millis(point.at())), y.at(point.value())));
                gap = false;
            } else {
                gap = true;
            }
        }
        canvas.path("ln " + series.tone().css(), path.toString());
        for (LineChart.Point point : series.points()) {
            if ((dots || series.points().size() == 1) && Double.isFinite(point.value())) {
                canvas.circle("dt " + series.tone().css(), x.at(millis(point.at())), y.at(point.value()), 2.6);
            }
        }
    }

    /** Labels stand above the plot in two rows; one that fits into neither is left to hovering. */
    private void moments(Scale x) {
        double[] taken = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        List<LineChart.Moment> inOrder = new ArrayList<>(chart.moments());
        inOrder.sort(Comparator.comparing(LineChart.Moment::at));
        for (LineChart.Moment moment : inOrder) {
            double millis = millis(moment.at());
            if (millis < x.low() || millis > x.high()) {
                continue;
            }
            double at = x.at(millis);
            if (moment.from().isBefore(moment.to())) {
                double from = x.at(millis(moment.from()));
                double to = x.at(millis(moment.to()));
                canvas.rect("bd " + moment.tone().css(), from, TOP, to - from, size.height() - BOTTOM - TOP);
            }
            canvas.line("mo " + moment.tone().css(), at, TOP - 3, at, size.height() - BOTTOM);
            double half = moment.label().length() * 3.6 + 3;
            double middle = Math.min(size.width() - half, Math.max(half, at));
            for (int row = 0; row < 2; row++) {
                if (middle - half > taken[row]) {
                    canvas.text("mt mid " + moment.tone().css(), middle, TOP - 7 - 13 * row, moment.label());
                    taken[row] = middle + half;
                    break;
                }
            }
        }
    }

    /** Full-height strips, one a moment, so that a finger or a mouse need not hit a dot. */
    private void hovers(Scale x) {
        Map<Instant, String> texts = new TreeMap<>();
        for (LineChart.Series series : chart.series()) {
            for (LineChart.Point point : series.points()) {
                texts.merge(point.at(), point.hover(), (a, b) -> a + "\n" + b);
            }
        }
        List<Instant> moments = List.copyOf(texts.keySet());
        for (int i = 0; i < moments.size(); i++) {
            double at = x.at(millis(moments.get(i)));
            double from = i == 0 ? left : (x.at(millis(moments.get(i - 1))) + at) / 2;
            double to = i == moments.size() - 1 ? size.width() - RIGHT : (x.at(millis(moments.get(i + 1))) + at) / 2;
            String hover = String.valueOf(texts.get(moments.get(i)));
            Canvas.Box box = new Canvas.Box(from, TOP, to - from, size.height() - TOP - BOTTOM);
            canvas.moment("hit", box, hover, moments.get(i));
        }
    }
}
