package io.plumbline.ui.charts;

/**
 * What a mark means; the style sheet gives each meaning a colour-blind-safe colour and a stroke of its own, so that
 * none is told by colour alone.
 */
public enum Tone {
    /** What validation measured: grey, dashed. */
    BASELINE("baseline"),
    /** What the field shows: blue. */
    FIELD("field"),
    /** What was promised: green, long dashes. */
    PROMISE("promise"),
    /** An alarm: vermilion. */
    ALARM("alarm"),
    /** The estimated moment of change: orange, dashed. */
    CHANGE("change"),
    /** A release: green. */
    RELEASE("release"),
    /** What only a simulation knows: purple, dotted. */
    TRUTH("truth");

    private final String css;

    Tone(String css) {
        this.css = css;
    }

    /** The name of the style sheet's class. */
    String css() {
        return css;
    }
}
