package io.plumbline.ui.charts;

import java.util.ArrayList;
import java.util.List;

/**
 * Two densities on equal bins of one interval: the first, mostly the baseline, filled, the second as a line above it.
 *
 * @param title heading, also read out
 * @param description what can be seen, in a sentence
 * @param axis what is measured, and what the two are
 * @param baseline shares a bin, at least 0, or none
 * @param field shares a bin, as many as the baseline has, or none
 * @param size room on a wide page
 */
public record DensityPair(
        String title, String description, Axis axis, List<Double> baseline, List<Double> field, Size size) {
    private static final double LEFT = 46;
    private static final double RIGHT = 12;
    private static final double TOP = 10;
    private static final double BOTTOM = 38;

    /** Copies the lists. */
    public DensityPair {
        baseline = List.copyOf(baseline);
        field = List.copyOf(field);
    }

    /** Validation and field on the unit interval. */
    public DensityPair(
            String title, String description, String axis, List<Double> baseline, List<Double> field, Size size) {
        this(title, description, Axis.unit(axis), baseline, field, size);
    }

    /**
     * What is measured, and what the two are.
     *
     * @param name for instance "confidence"
     * @param low lower end of the first bin, finite
     * @param high upper end of the last bin, above low
     * @param first name of the filled density
     * @param second name of the line
     */
    public record Axis(String name, double low, double high, String first, String second) {
        /** Validation and field on the unit interval. */
        public static Axis unit(String name) {
            return new Axis(name, 0, 1, "baseline (validation)", "field");
        }

        /** The same of something else. */
        public Axis between(String one, String other) {
            return new Axis(name, low, high, one, other);
        }

        private double edge(double bin, int bins) {
            return low + (high - low) * bin / bins;
        }
    }

    /** The finished figure. */
    public Picture picture() {
        List<Figure.Key> legend = new ArrayList<>();
        if (!baseline.isEmpty() || field.isEmpty()) {
            legend.add(new Figure.Key("sw baseline", axis.first()));
        }
        legend.add(new Figure.Key("ln field", axis.second()));
        return Figure.of(title, legend, size, this::draw);
    }

    private String draw(Size room) {
        Canvas canvas = new Canvas(room, title, description);
        double base = room.height() - BOTTOM;
        Scale x = new Scale(axis.low(), axis.high(), LEFT, room.width() - RIGHT);
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
        canvas.text("ax mid", (LEFT + room.width() - RIGHT) / 2, room.height() - 5.0, axis.name());
        bars(canvas, x, y, base);
        steps(canvas, x, y, base);
        canvas.line("zero", LEFT, base, room.width() - RIGHT, base);
        hovers(canvas, x, base);
        return canvas.finish();
    }

    private void bars(Canvas canvas, Scale x, Scale y, double base) {
        for (int i = 0; i < baseline.size(); i++) {
            double from = x.at(axis.edge(i, bins()));
            double to = x.at(axis.edge(i + 1.0, bins()));
            double top = y.at(share(baseline, i));
            canvas.rect("fl baseline", from + 0.5, top, to - from - 1, base - top);
        }
    }

    private void steps(Canvas canvas, Scale x, Scale y, double base) {
        if (field.isEmpty()) {
            return;
        }
        StringBuilder path = new StringBuilder(Canvas.point('M', x.at(axis.low()), base));
        for (int i = 0; i < field.size(); i++) {
            double top = y.at(share(field, i));
            path.append(Canvas.point('L', x.at(axis.edge(i, bins())), top));
            path.append(Canvas.point('L', x.at(axis.edge(i + 1.0, bins())), top));
        }
        path.append(Canvas.point('L', x.at(axis.high()), base));
        canvas.path("bd field", path + "Z");
        canvas.path("ln field", path.toString());
    }

    private void hovers(Canvas canvas, Scale x, double base) {
        for (int i = 0; i < bins(); i++) {
            double from = x.at(axis.edge(i, bins()));
            double to = x.at(axis.edge(i + 1.0, bins()));
            String hover = axis.name() + " " + Numbers.measure(axis.edge(i, bins())) + " to "
                    + Numbers.measure(axis.edge(i + 1.0, bins())) + "\n" + told(axis.first(), baseline, i) + "\n"
                    + told(axis.second(), field, i);
            canvas.rect("hit", from, TOP, to - from, base - TOP, hover);
        }
    }

    private static String told(String name, List<Double> shares, int bin) {
        return name + " " + (shares.isEmpty() ? Numbers.NONE : Numbers.percent(share(shares, bin)));
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
