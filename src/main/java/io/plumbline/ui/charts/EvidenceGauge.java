package io.plumbline.ui.charts;

/**
 * An e-value against the bound from which it is an alarm, on a logarithmic scale.
 *
 * @param eValue evidence against the promise, at least 0; NaN where there is none yet
 * @param bound e-value of the alarm, above 0
 */
public record EvidenceGauge(double eValue, double bound) {
    private static final Size ROOM = new Size(480, 74);
    private static final double SIDE = 16;
    private static final double TOP = 26;
    private static final double HEIGHT = 16;

    /** @throws IllegalArgumentException if the bound is not positive and finite */
    public EvidenceGauge {
        if (!(bound > 0) || !Double.isFinite(bound)) {
            throw new IllegalArgumentException("The bound of an alarm must be positive and finite, not " + bound);
        }
    }

    /** The finished gauge. */
    public Picture picture() {
        boolean crossed = eValue >= bound;
        String words = Double.isNaN(eValue)
                ? "no evidence yet; alarm at " + Numbers.measure(bound)
                : "e-value " + Numbers.measure(eValue) + "; alarm at " + Numbers.measure(bound);
        Canvas canvas = new Canvas(ROOM, "Evidence of the alarm", words);
        double highest = Math.ceil(Math.log10(bound) + 1);
        Scale x = new Scale(-2, highest, SIDE, ROOM.width() - SIDE);
        double line = x.at(Math.log10(bound));
        canvas.rect("track", SIDE, TOP, line - SIDE, HEIGHT);
        canvas.rect("danger", line, TOP, ROOM.width() - SIDE - line, HEIGHT);
        if (eValue > 0) {
            double end = x.at(Math.min(300, Math.log10(eValue)));
            canvas.rect("fl " + (crossed ? "alarm" : "field"), SIDE, TOP + 3, Math.max(3, end - SIDE), HEIGHT - 6);
            canvas.circle("dt " + (crossed ? "alarm" : "field"), Math.max(SIDE + 3, end), TOP + HEIGHT / 2, 6);
        }
        for (int power = -2; power <= highest; power++) {
            canvas.line("zero", x.at(power), TOP + HEIGHT, x.at(power), TOP + HEIGHT + 4);
            canvas.text("ax mid", x.at(power), TOP + HEIGHT + 18, label(power));
        }
        canvas.line("mo alarm solid", line, TOP - 6, line, TOP + HEIGHT + 2);
        canvas.text("mt mid alarm", line, TOP - 10, "alarm at " + Numbers.measure(bound));
        canvas.rect("hit", 0, 0, ROOM.width(), ROOM.height(), words);
        return new Picture("<div class=\"gauge\">" + canvas.finish() + "</div>");
    }

    private static String label(int power) {
        return power < 0
                ? (power == -1 ? "0.1" : "0.01")
                : power <= 3 ? Numbers.count((long) Math.pow(10, power)) : "1e" + power;
    }
}
