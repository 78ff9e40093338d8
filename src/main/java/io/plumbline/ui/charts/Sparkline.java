package io.plumbline.ui.charts;

import java.util.List;

/**
 * A word-sized line.
 *
 * @param title what it is, read out
 * @param values at least 0, in order of time; what is not finite counts as 0
 * @param hovers what hovering a value tells, one each
 */
public record Sparkline(String title, List<Double> values, List<String> hovers) {
    private static final Size ROOM = new Size(300, 56);

    /** @throws IllegalArgumentException if values and hovers differ in number */
    public Sparkline {
        values = List.copyOf(values);
        hovers = List.copyOf(hovers);
        if (values.size() != hovers.size()) {
            throw new IllegalArgumentException(values.size() + " values, but " + hovers.size() + " hovers");
        }
    }

    /** The finished line. */
    public Picture picture() {
        Canvas canvas = new Canvas(ROOM, title, values.size() + " values");
        double base = ROOM.height() - 3.0;
        if (values.isEmpty()) {
            canvas.line("zero", 0, base, ROOM.width(), base);
            return wrapped(canvas);
        }
        double high = 1e-9;
        for (double value : values) {
            high = Math.max(high, finite(value));
        }
        Scale y = new Scale(0, high, base, 6);
        double step = (ROOM.width() - 8.0) / Math.max(1, values.size() - 1);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            line.append(Canvas.point(i == 0 ? 'M' : 'L', 2 + i * step, y.at(finite(values.get(i)))));
        }
        double end = 2 + (values.size() - 1) * step;
        canvas.path("bd field", line + Canvas.point('L', end, base) + Canvas.point('L', 2, base) + "Z");
        canvas.path("ln field", line.toString());
        canvas.circle("dt field", end, y.at(finite(values.get(values.size() - 1))), 3);
        for (int i = 0; i < values.size(); i++) {
            canvas.rect("hit", 2 + (i - 0.5) * step, 0, step, ROOM.height(), hovers.get(i));
        }
        return wrapped(canvas);
    }

    private static Picture wrapped(Canvas canvas) {
        return new Picture("<div class=\"spark\">" + canvas.finish() + "</div>");
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? Math.max(0, Math.min(value, 1e12)) : 0;
    }
}
