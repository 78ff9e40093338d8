package io.plumbline.ui.charts;

import java.util.List;

/**
 * Shares of classes, two bars each: baseline above, field below.
 *
 * @param title heading, also read out
 * @param description what can be seen, in a sentence
 * @param names what the two bars of a class are
 * @param rows one a class, in the order shown
 * @param size room on a wide page; the height follows from the rows
 */
public record BarPairs(String title, String description, Names names, List<Row> rows, Size size) {
    private static final double ROW = 34;
    private static final double TOP = 4;
    private static final double NUMBERS = 120;

    /** Copies the list. */
    public BarPairs {
        rows = List.copyOf(rows);
    }

    /** Validation and field. */
    public BarPairs(String title, String description, List<Row> rows, Size size) {
        this(title, description, new Names("baseline (validation)", "field"), rows, size);
    }

    /** What the two bars of a class are, the grey one first. */
    public record Names(String first, String second) {}

    /** Shares of one class, 0 to 1. */
    public record Row(String label, double baseline, double field) {}

    /** The finished figure. */
    public Picture picture() {
        List<Figure.Key> legend =
                List.of(new Figure.Key("sw baseline", names.first()), new Figure.Key("sw field", names.second()));
        int height = (int) Math.max(40, TOP + ROW * Math.max(1, rows.size()) + 4);
        Size wide = new Size(size.width(), height);
        return Figure.of(title, legend, wide, new Size(Size.PHONE.width(), height), this::draw);
    }

    private String draw(Size room) {
        Canvas canvas = new Canvas(room, title, description);
        if (rows.isEmpty()) {
            return canvas.text("ax mid", room.width() / 2.0, room.height() / 2.0, "No data yet")
                    .finish();
        }
        double high = 0.01;
        int longest = 4;
        for (Row row : rows) {
            high = Math.max(high, Math.max(finite(row.baseline()), finite(row.field())));
            longest = Math.max(longest, Math.min(16, row.label().length()));
        }
        double left = longest * 7.2 + 10;
        Scale x = new Scale(0, Math.min(high, 1e12), left, room.width() - NUMBERS);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            double y = TOP + i * ROW;
            canvas.text("lb end", left - 8, y + 19, shorten(row.label()));
            canvas.rect("fl baseline", left, y + 3, x.at(finite(row.baseline())) - left, 10);
            canvas.rect("fl field", left, y + 15, x.at(finite(row.field())) - left, 10);
            canvas.text(
                    "ax",
                    room.width() - NUMBERS + 8,
                    y + 19,
                    Numbers.percent(row.baseline()) + " → " + Numbers.percent(row.field()));
            String hover = row.label() + "\n" + names.first() + " " + Numbers.percent(row.baseline()) + "\n"
                    + names.second() + " " + Numbers.percent(row.field());
            canvas.rect("hit", 0, y, room.width(), ROW, hover);
        }
        canvas.line("zero", left, TOP, left, TOP + rows.size() * ROW - 4);
        return canvas.finish();
    }

    private static double finite(double share) {
        return Double.isFinite(share) ? Math.max(0, share) : 0;
    }

    static String shorten(String label) {
        return label.length() <= 16 ? label : label.substring(0, 15) + "…";
    }
}
