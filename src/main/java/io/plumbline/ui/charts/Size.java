package io.plumbline.ui.charts;

/**
 * The coordinate space of a chart; the page scales it to the room there is.
 *
 * @param width units of the view box, at least 120
 * @param height units of the view box, at least 40
 */
public record Size(int width, int height) {
    /** The whole width of a page. */
    public static final Size FULL = new Size(1000, 300);
    /** One of two columns. */
    public static final Size HALF = new Size(520, 260);
    /** One of three columns. */
    public static final Size THIRD = new Size(300, 200);
    /** A phone. */
    public static final Size PHONE = new Size(350, 240);

    /** @throws IllegalArgumentException if there is no room for axes */
    public Size {
        if (width < 120 || height < 40) {
            throw new IllegalArgumentException("No chart fits into " + width + " x " + height);
        }
    }
}
