package io.plumbline.ui.charts;

import java.util.ArrayList;
import java.util.List;

/**
 * Two densities on equal bins of the unit interval: the baseline filled, the field as a line above it.
 *
 * @param title heading, also read out
 * @param description what can be seen, in a sentence
 * @param axis what the unit interval measures, for instance "confidence"
 * @param baseline shares a bin, at least 0
 * @param field shares a bin, as many as the baseline has, or none
 * @param size room on a wide page
 */
public record DensityPair(
        String title, String description, String axis, List<Double> baseline, List<Double> field, Size size) {
    private static final double LEFT = 46;
    private static final double RIGHT = 12;
    private static final double TOP = 10;
    private static final double BOTTOM = 38;

    /** Copies the lists. */
    public DensityPair {
        baseline = List.copyOf(baseline);
        field = List.copyOf(field);
    }

    /** The finished figure. */
    public Picture picture() {
        List<Figure.Key> legend = new ArrayList<>();
        legend.add(new Figure.Key("sw baseline", "baseline (validation)"));
        legend.add(new Figure.Key("ln field", "field"));
        return Figure.of(title, legend, size, this::draw);
    }

    private String draw(Size room) {
        Canvas canvas = new Canvas(room, title, description);
        double base = room.height() - BOTTOM;
        Scale x = new Scale(0, 1, LEFT, room.width() - RIGHT);
        double high = 0.01;
        for (int i = 0; i < bins(); i++) {
            high = Math.max(high, Math.max(share(baseline, i), share(field, i)));
        }
        Scale y = new Scale(0, Scale.roundUp(Math.min(high, 1e12) * 1.05, 4), base, TOP);
        if (bins() == 0) {
            canvas.line("zero", LEFT, base, room.width() - RIGHT, base);
            canvas.text("ax mid", room.width() / 2.0, room.height() / 2.0, "No data yet");
            return canvas.finish();
        }
        for (double tick : y.ticks(4)) {
            canvas.line("gr", LEFT, y.at(tick), room.width() - RIGHT, y.at(tick));
            canvas.text("ax end", LEFT - 7, y.at(tick) + 4, Numbers.percent(tick));
        }
        for (double tick : x.ticks(5)) {
            canvas.text("ax mid", x.at(tick), base + 17, Numbers.measure(tick));
        }
        canvas.text("ax mid", (LEFT + room.width() - RIGHT) / 2, room.height() - 5.0, axis);
        bars(canvas, x, y, base);
        steps(canvas, x, y, base);
        canvas.line("zero", LEFT, base, room.width() - RIGHT, base);
        hovers(canvas, x, base);
        return canvas.finish();
    }

    private void bars(Canvas canvas, Scale x, Scale y, double base) {
        for (int i = 0; i < baseline.size(); i++) {
            double from = x.at((double) i / bins());
            double to = x.at((i + 1.0) / bins());
            double top = y.at(share(baseline, i));
            canvas.rect("fl baseline", from + 0.5, top, to - from - 1, base - top);
        }
    }

    private void steps(Canvas canvas, Scale x, Scale y, double base) {
        if (field.isEmpty()) {
            return;
        }
        StringBuilder path = new StringBuilder(Canvas.point('M', x.at(0), base));
        for (int i = 0; i < field.size(); i++) {
            double top = y.at(share(field, i));
            path.append(Canvas.point('L', x.at((double) i / bins()), top));
            path.append(Canvas.point('L', x.at((i + 1.0) / bins()), top));
        }
        path.append(Canvas.point('L', x.at(1), base));
        canvas.path("bd field", path + "Z");
        canvas.path("ln field", path.toString());
    }

    private void hovers(Canvas canvas, Scale x, double base) {
        for (int i = 0; i < bins(); i++) {
            double from = x.at((double) i / bins());
            double to = x.at((i + 1.0) / bins());
            String hover = axis + " " + Numbers.confidence((double) i / bins()) + " to "
                    + Numbers.confidence((i + 1.0) / bins()) + "\nbaseline " + Numbers.percent(share(baseline, i))
                    + "\nfield " + (field.isEmpty() ? Numbers.NONE : Numbers.percent(share(field, i)));
            canvas.rect("hit", from, TOP, to - from, base - TOP, hover);
        }
    }

    private int bins() {
        return Math.max(baseline.size(), field.size());
    }

    private static double share(List<Double> shares, int bin) {
        if (bin >= shares.size()) {
            return 0;
        }
        double share = shares.get(bin);
        return Double.isFinite(share) ? Math.max(0, share) : 0;
    }
}
