package io.plumbline.ui.charts;

import java.util.ArrayList;
import java.util.List;

/**
 * Error rates of segments with their intervals, beside the baseline: a forest plot.
 *
 * @param title heading, also read out
 * @param description what can be seen, in a sentence
 * @param baseline error rate at validation; NaN for none
 * @param rows one a segment value, in the order shown
 * @param size room on a wide page; the height follows from the rows
 */
public record SegmentBars(String title, String description, double baseline, List<Row> rows, Size size) {
    private static final double ROW = 42;
    private static final double AXIS = 24;
    private static final double SIDE = 14;

    /** Copies the list. */
    public SegmentBars {
        rows = List.copyOf(rows);
    }

    /**
     * One segment value.
     *
     * @param label what it is
     * @param note what stands at the right end of its line, for instance its share of the excess errors
     * @param rate error rate; NaN where nothing is known
     * @param lower lower end of its 95 % interval
     * @param upper upper end of it
     * @param hot whether it is one to look at
     */
    public record Row(String label, String note, double rate, double lower, double upper, boolean hot) {}

    /** The finished figure. */
    public Picture picture() {
        List<Figure.Key> legend = new ArrayList<>();
        legend.add(new Figure.Key("ln field", "error rate with 95 % interval"));
        if (Double.isFinite(baseline)) {
            legend.add(new Figure.Key("lv baseline", "baseline " + Numbers.percent(baseline)));
        }
        int height = (int) (ROW * Math.max(1, rows.size()) + AXIS);
        Size wide = new Size(size.width(), height);
        return Figure.of(title, legend, wide, new Size(Size.PHONE.width(), height), this::draw);
    }

    private String draw(Size room) {
        Canvas canvas = new Canvas(room, title, description);
        if (rows.isEmpty()) {
            return canvas.text("ax mid", room.width() / 2.0, room.height() / 2.0, "No data yet")
                    .finish();
        }
        double high = Double.isFinite(baseline) ? baseline : 0.05;
        for (Row row : rows) {
            if (Double.isFinite(row.rate())) {
                high = Math.max(high, Math.max(finite(row.rate()), finite(row.upper())));
            }
        }
        double base = room.height() - AXIS;
        Scale x = new Scale(0, Scale.roundUp(Math.max(0.02, Math.min(high, 1)), 6), SIDE, room.width() - SIDE);
        for (double tick : x.ticks(6)) {
            canvas.line("gr", x.at(tick), base - 5, x.at(tick), base);
            canvas.text("ax mid", x.at(tick), base + 16, Numbers.percent(tick));
        }
        for (int i = 0; i < rows.size(); i++) {
            if (Double.isFinite(baseline)) {
                canvas.line("lv baseline", x.at(baseline), i * ROW + 19, x.at(baseline), i * ROW + 37);
            }
            row(canvas, rows.get(i), i * ROW, x, room);
        }
        return canvas.finish();
    }

    private static void row(Canvas canvas, Row row, double y, Scale x, Size room) {
        String tone = row.hot() ? "alarm" : "field";
        canvas.text("lb", 2, y + 14, row.label());
        canvas.text("ax end", room.width() - 2.0, y + 14, row.note());
        double middle = y + 28;
        if (Double.isFinite(row.rate())) {
            if (Double.isFinite(row.lower()) && Double.isFinite(row.upper())) {
                canvas.rect("bd " + tone, x.at(row.lower()), middle - 6, x.at(row.upper()) - x.at(row.lower()), 12);
                canvas.line("ln " + tone, x.at(row.lower()), middle, x.at(row.upper()), middle);
            }
            canvas.circle("dt " + tone, x.at(row.rate()), middle, 4.5);
        }
        String hover = row.label() + "\nerror rate " + Numbers.percent(row.rate()) + ", 95 % interval "
                + Numbers.percent(row.lower()) + " to " + Numbers.percent(row.upper()) + "\n" + row.note();
        canvas.rect("hit", 0, y, room.width(), ROW, hover);
    }

    private static double finite(double share) {
        return Double.isFinite(share) ? Math.max(0, share) : 0;
    }
}
