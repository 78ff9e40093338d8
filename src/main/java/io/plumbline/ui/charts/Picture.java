package io.plumbline.ui.charts;

/**
 * Finished markup, safe to put into a page as it stands: all texts in it were escaped.
 *
 * @param markup a piece of HTML with inline SVG; empty where there is nothing to show
 */
public record Picture(String markup) {
    /** Nothing to show. */
    public static final Picture NONE = new Picture("");

    /** Whether there is anything to show. */
    public boolean shown() {
        return !markup.isEmpty();
    }
}
