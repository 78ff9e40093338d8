package io.plumbline.ui.charts;

import io.plumbline.ui.charts.LineChart.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values by step, such as a training's loss by epoch.
 *
 * @param title heading, also read out
 * @param description what can be seen, in a sentence, for those who cannot see it
 * @param step what the steps are, for instance "epoch"
 * @param curves lines; none may be empty
 * @param unit what the vertical axis counts in
 */
public record CurveChart(String title, String description, String step, List<Curve> curves, Unit unit) {
    private static final double LEFT = 46;
    private static final double RIGHT = 12;
    private static final double TOP = 14;
    private static final double BOTTOM = 26;
    private static final int DOTS_UP_TO = 40;

    /** Copies the list. */
    public CurveChart {
        curves = List.copyOf(curves);
    }

    /**
     * A line.
     *
     * @param name what it is
     * @param tone what it means
     * @param points finite values by step; a step that is left out is drawn through
     */
    public record Curve(String name, Tone tone, SortedMap<Integer, Double> points) {
        /** Copies the map. */
        public Curve {
            points = new TreeMap<>(points);
        }
    }

    /** The finished figure. */
    public Picture picture() {
        List<Figure.Key> legend = new ArrayList<>();
        for (Curve curve : curves) {
            double last = curve.points().get(curve.points().lastKey());
            legend.add(new Figure.Key("ln " + curve.tone().css(), curve.name() + " " + written(last)));
        }
        return Figure.of(title, legend, Size.HALF, this::draw);
    }

    private String draw(Size size) {
        Canvas canvas = new Canvas(size, title, description);
        int first = Integer.MAX_VALUE;
        int last = Integer.MIN_VALUE;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Curve curve : curves) {
            first = Math.min(first, curve.points().firstKey());
            last = Math.max(last, curve.points().lastKey());
            for (double value : curve.points().values()) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        double base = size.height() - BOTTOM;
        double room = Math.max((high - low) * 0.1, Math.abs(high) * 1e-3 + 1e-6);
        double top = unit == Unit.SHARE && high <= 1 ? Math.min(1, high + room) : high + room;
        Scale y = new Scale(low >= 0 ? Math.max(0, low - room) : low - room, top, base, TOP);
        Scale x = new Scale(first, Math.max(first + 1, last), LEFT + 6, size.width() - RIGHT - 6);
        for (double tick : y.ticks(5)) {
            canvas.line("gr", LEFT, y.at(tick), size.width() - RIGHT, y.at(tick));
            canvas.text("ax end", LEFT - 7, y.at(tick) + 4, written(tick));
        }
        canvas.line("zero", LEFT, base, size.width() - RIGHT, base);
        for (double tick : x.ticks(size.width() / 70)) {
            // Half a step is none.
            if (tick == Math.rint(tick) && x.at(tick) < size.width() - RIGHT - 50) {
                canvas.line("zero", x.at(tick), base, x.at(tick), base + 4);
                canvas.text("ax mid", x.at(tick), base + 18, Numbers.count((long) tick));
            }
        }
        canvas.text("ax end", size.width() - 2.0, base + 18, step);
        curves.forEach(curve -> line(canvas, curve, x, y));
        hovers(canvas, size, x);
        return canvas.finish();
    }

    private static void line(Canvas canvas, Curve curve, Scale x, Scale y) {
        StringBuilder path = new StringBuilder();
        curve.points()
                .forEach((step, value) ->
                        path.append(Canvas.point(path.isEmpty() ? 'M' : 'L', x.at(step), y.at(value))));
        canvas.path("ln " + curve.tone().css(), path.toString());
        if (curve.points().size() <= DOTS_UP_TO) {
            curve.points()
                    .forEach((step, value) -> canvas.circle("dt " + curve.tone().css(), x.at(step), y.at(value), 2.2));
        }
    }

    /** Full-height strips, one a step, so that a finger or a mouse need not hit a dot. */
    private void hovers(Canvas canvas, Size size, Scale x) {
        TreeMap<Integer, String> texts = new TreeMap<>();
        for (Curve curve : curves) {
            curve.points()
                    .forEach((at, value) ->
                            texts.merge(at, curve.name() + " " + written(value), (a, b) -> a + "\n" + b));
        }
        List<Map.Entry<Integer, String>> steps = List.copyOf(texts.entrySet());
        for (int i = 0; i < steps.size(); i++) {
            double at = x.at(steps.get(i).getKey());
            double from = i == 0 ? LEFT : (x.at(steps.get(i - 1).getKey()) + at) / 2;
            double to = i == steps.size() - 1
                    ? size.width() - RIGHT
                    : (x.at(steps.get(i + 1).getKey()) + at) / 2;
            String hover =
                    step + " " + steps.get(i).getKey() + "\n" + steps.get(i).getValue();
            canvas.rect("hit", from, TOP, to - from, size.height() - TOP - BOTTOM, hover);
        }
    }

    private String written(double value) {
        return unit == Unit.SHARE && value <= 1 ? Numbers.percent(value) : Numbers.measure(value);
    }
}
