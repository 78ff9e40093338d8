package io.plumbline.ui.charts;

/**
 * The evidence of an alarm in years, against the years from which it is one, on a logarithmic scale from an hour on.
 *
 * @param years once in how many years chance alone reaches as much, at least 0; NaN where there is nothing yet
 * @param needed years of the alarm, above 0
 */
public record EvidenceGauge(double years, double needed) {
    private static final Size ROOM = new Size(480, 74);
    private static final double SIDE = 16;
    private static final double TOP = 26;
    private static final double HEIGHT = 16;
    private static final double HOUR = 1 / 8766.0;
    private static final int SPARE = 1;

    private static final double[] MARKS = {HOUR, 24 * HOUR, 168 * HOUR, 1 / 12.0, 1, 10, 100, 1e3, 1e4, 1e5};

    /** @throws IllegalArgumentException if the years of the alarm are not positive and finite */
    public EvidenceGauge {
        if (!(needed > 0) || !Double.isFinite(needed)) {
            throw new IllegalArgumentException("The years of an alarm must be positive and finite, not " + needed);
        }
    }

    /** The finished gauge. */
    public Picture picture() {
        boolean crossed = years >= needed;
        String alarm = "alarm: once in " + Numbers.span(needed);
        String words = Double.isNaN(years) || years < HOUR
                ? "nothing unusual; " + alarm
                : "as unusual as once in " + Numbers.span(years) + "; " + alarm;
        Canvas canvas = new Canvas(ROOM, "Evidence of the alarm", words);
        double highest = Math.log10(needed) + SPARE;
        Scale x = new Scale(Math.min(Math.log10(HOUR), highest - 2 * SPARE), highest, SIDE, ROOM.width() - SIDE);
        double line = x.at(Math.log10(needed));
        canvas.rect("track", SIDE, TOP, line - SIDE, HEIGHT);
        canvas.rect("danger", line, TOP, ROOM.width() - SIDE - line, HEIGHT);
        if (years > 0) {
            double end = x.at(Math.min(300, Math.log10(years)));
            canvas.rect("fl " + (crossed ? "alarm" : "field"), SIDE, TOP + 3, Math.max(3, end - SIDE), HEIGHT - 6);
            canvas.circle("dt " + (crossed ? "alarm" : "field"), Math.max(SIDE + 3, end), TOP + HEIGHT / 2, 6);
        }
        for (double mark : MARKS) {
            if (mark == HOUR || Math.log10(mark) < highest) {
                double at = x.at(Math.log10(mark));
                canvas.line("zero", at, TOP + HEIGHT, at, TOP + HEIGHT + 4);
                canvas.text(mark == HOUR ? "ax" : "ax mid", at, TOP + HEIGHT + 18, Numbers.span(mark));
            }
        }
        canvas.line("mo alarm solid", line, TOP - 6, line, TOP + HEIGHT + 2);
        canvas.text("mt end alarm", ROOM.width() - SIDE, TOP - 10, alarm);
        canvas.rect("hit", 0, 0, ROOM.width(), ROOM.height(), words);
        return new Picture("<div class=\"gauge\">" + canvas.finish() + "</div>");
    }
}
