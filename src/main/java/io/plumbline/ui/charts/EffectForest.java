package io.plumbline.ui.charts;

import java.util.ArrayList;
import java.util.List;

/**
 * Differences between two models with what is not refuted, beside the margin that each is held to: a forest plot of paired
 * effects. To the right of zero the new model is better.
 *
 * @param title heading, also read out
 * @param description what can be seen, in a sentence
 * @param worse what lies to the left of zero, in two words
 * @param better what lies to the right
 * @param rows one a question, in the order shown
 * @param size room on a wide page; the height follows from the rows
 */
public record EffectForest(
        String title, String description, String worse, String better, List<Row> rows, Size size) {
    private static final double ROW = 42;
    private static final double AXIS = 40;
    private static final double SIDE = 14;
    private static final double LEAST = 0.02;

    /** Copies the list. */
    public EffectForest {
        rows = List.copyOf(rows);
    }

    /**
     * One question.
     *
     * @param label what it is about
     * @param note what stands at the right end of its line
     * @param value difference, −1 to 1
     * @param lower lower end of what is not refuted
     * @param upper upper end of it
     * @param bound what the lower end must exceed; NaN where nothing is asked
     * @param tone what its answer is
     */
    public record Row(String label, String note, double value, double lower, double upper, double bound, Tone tone) {}

    /** The finished figure. */
    public Picture picture() {
        List<Figure.Key> legend = new ArrayList<>();
        legend.add(new Figure.Key("ln field", "difference, and what is not refuted"));
        if (rows.stream().anyMatch(row -> row.tone() == Tone.ALARM)) {
            legend.add(new Figure.Key("ln alarm", "speaks against it"));
        }
        legend.add(new Figure.Key("mo solid release", "the bound: all of the line must be right of it"));
        int height = (int) (ROW * Math.max(1, rows.size()) + AXIS);
        Size wide = new Size(size.width(), height);
        return Figure.of(title, legend, wide, new Size(Size.PHONE.width(), height), this::draw);
    }

    private String draw(Size room) {
        Canvas canvas = new Canvas(room, title, description);
        if (rows.isEmpty()) {
            return canvas.text("ax mid", room.width() / 2.0, room.height() / 2.0, "Nothing was compared")
                    .finish();
        }
        Scale x = scale(room);
        double base = room.height() - AXIS;
        for (double tick : x.ticks(room.width() < 500 ? 5 : 9)) {
            canvas.line("gr", x.at(tick), 20, x.at(tick), base);
            canvas.text("ax mid", x.at(tick), base + 16, points(tick));
        }
        canvas.line("zero", x.at(0), 0, x.at(0), base);
        canvas.text("ax end", x.at(0) - 8, base + 34, "◂ " + worse);
        canvas.text("ax", x.at(0) + 8, base + 34, better + " ▸");
        for (int i = 0; i < rows.size(); i++) {
            row(canvas, rows.get(i), i * ROW, x, room);
        }
        return canvas.finish();
    }

    /** The ends that matter; an interval that is wider than all differences is cut at the edge. */
    private Scale scale(Size room) {
        double low = -LEAST;
        double high = LEAST;
        for (Row row : rows) {
            low = Math.min(low, Math.min(row.lower(), Double.isFinite(row.bound()) ? row.bound() : 0));
            high = Math.max(high, Math.max(row.upper(), row.value()));
        }
        double margin = 0.04 * (high - low);
        return new Scale(
                Math.max(-1, low - margin), Math.min(1, high + margin), SIDE, room.width() - SIDE);
    }

    private static void row(Canvas canvas, Row row, double y, Scale x, Size room) {
        String tone = row.tone().css();
        canvas.text("lb", 2, y + 14, row.label());
        canvas.text("ax end", room.width() - 2.0, y + 14, row.note());
        double middle = y + 28;
        canvas.rect("bd " + tone, x.at(row.lower()), middle - 6, x.at(row.upper()) - x.at(row.lower()), 12);
        canvas.line("ln " + tone, x.at(row.lower()), middle, x.at(row.upper()), middle);
        canvas.circle("dt " + tone, x.at(row.value()), middle, 4.5);
        if (Double.isFinite(row.bound())) {
            canvas.line("mo solid release", x.at(row.bound()), middle - 10, x.at(row.bound()), middle + 10);
        }
        String bound = Double.isFinite(row.bound()) ? "\nmust be above " + points(row.bound()) : "";
        String hover = row.label() + "\n" + points(row.value()) + " points, not refuted: " + points(row.lower()) + " to "
                + points(row.upper()) + bound + "\n" + row.note();
        canvas.rect("hit", 0, y, room.width(), ROW, hover);
    }

    private static String points(double share) {
        return Numbers.points(share);
    }
}
