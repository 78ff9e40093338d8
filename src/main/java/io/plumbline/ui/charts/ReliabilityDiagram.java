package io.plumbline.ui.charts;

import java.util.ArrayList;
import java.util.List;

/**
 * How often a model is right, against how sure it is: on the diagonal it means what it says, below it is overconfident.
 *
 * @param title heading, also read out
 * @param description what can be seen, in a sentence
 * @param series one or two models; the second is drawn with squares
 * @param size room on a wide page
 */
public record ReliabilityDiagram(String title, String description, List<Series> series, Size size) {
    private static final double LEFT = 52;
    private static final double RIGHT = 14;
    private static final double TOP = 10;
    private static final double BOTTOM = 38;
    private static final double SMALLEST = 2.6;
    private static final double LARGEST = 7;

    /** Copies the list. */
    public ReliabilityDiagram {
        series = List.copyOf(series);
    }

    /** One model. */
    public record Series(String name, Tone tone, List<Bin> bins) {
        /** Copies the list. */
        public Series {
            bins = List.copyOf(bins);
        }
    }

    /**
     * Answers of about one confidence.
     *
     * @param confidence their mean confidence, 0 to 1
     * @param right share of right ones, 0 to 1
     * @param lower lower end of its 95 % interval
     * @param upper upper end of it
     * @param n how many
     */
    public record Bin(double confidence, double right, double lower, double upper, long n) {
        boolean known() {
            return Double.isFinite(confidence) && Double.isFinite(right);
        }

        boolean banded() {
            return Double.isFinite(lower) && Double.isFinite(upper);
        }
    }

    /** The finished figure. */
    public Picture picture() {
        List<Figure.Key> legend = new ArrayList<>();
        for (Series one : series) {
            legend.add(new Figure.Key("ln " + one.tone().css(), one.name()));
        }
        legend.add(new Figure.Key("lv promise", "as sure as it is right"));
        return Figure.of(title, legend, size, new Size(Size.PHONE.width(), 300), this::draw);
    }

    private String draw(Size room) {
        Canvas canvas = new Canvas(room, title, description);
        double base = room.height() - BOTTOM;
        Scale x = new Scale(0, 1, LEFT, room.width() - RIGHT);
        Scale y = new Scale(0, 1, base, TOP);
        for (double tick : y.ticks(5)) {
            canvas.line("gr", LEFT, y.at(tick), room.width() - RIGHT, y.at(tick));
            canvas.text("ax end", LEFT - 7, y.at(tick) + 4, Numbers.percent(tick));
            canvas.text("ax mid", x.at(tick), base + 17, Numbers.measure(tick));
        }
        canvas.text("ax mid", (LEFT + room.width() - RIGHT) / 2, room.height() - 5.0, "confidence");
        canvas.text("ax", LEFT + 6, TOP + 12, "share of right answers");
        canvas.line("lv promise", x.at(0), y.at(0), x.at(1), y.at(1));
        canvas.line("zero", LEFT, base, room.width() - RIGHT, base);
        if (series.stream().allMatch(one -> one.bins().isEmpty())) {
            return canvas.text("ax mid", room.width() / 2.0, room.height() / 2.0, "No labels yet")
                    .finish();
        }
        for (int i = 0; i < series.size(); i++) {
            draw(canvas, series.get(i), i > 0, x, y);
        }
        return canvas.finish();
    }

    private void draw(Canvas canvas, Series one, boolean square, Scale x, Scale y) {
        List<Bin> bins = one.bins().stream().filter(Bin::known).toList();
        long most = Math.max(1, bins.stream().mapToLong(Bin::n).max().orElse(1));
        String css = one.tone().css();
        StringBuilder path = new StringBuilder();
        for (Bin bin : bins) {
            path.append(Canvas.point(path.isEmpty() ? 'M' : 'L', x.at(bin.confidence()), y.at(bin.right())));
            if (bin.banded()) {
                double at = x.at(bin.confidence());
                canvas.line("wh " + css, at, y.at(bin.lower()), at, y.at(bin.upper()));
            }
        }
        canvas.path("ln " + css, path.toString());
        for (Bin bin : bins) {
            double radius = SMALLEST + (LARGEST - SMALLEST) * Math.sqrt((double) bin.n() / most);
            double at = x.at(bin.confidence());
            if (square) {
                canvas.rect("dt " + css, at - radius, y.at(bin.right()) - radius, 2 * radius, 2 * radius);
            } else {
                canvas.circle("dt " + css, at, y.at(bin.right()), radius);
            }
            String hover = one.name() + "\n" + Numbers.confidence(bin.confidence()) + " sure, right in "
                    + Numbers.percent(bin.right()) + "\n95 %: " + Numbers.percent(bin.lower()) + " to "
                    + Numbers.percent(bin.upper()) + "\n" + Numbers.count(bin.n()) + " labels";
            canvas.rect("hit", at - 9, y.at(bin.right()) - 9, 18, 18, hover);
        }
    }
}
