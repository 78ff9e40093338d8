package io.plumbline.ui.charts;

import java.time.Instant;
import java.util.Locale;

/** Writes one SVG element. Coordinates must be finite; texts are escaped here and nowhere else. */
final class Canvas {
    private final StringBuilder out = new StringBuilder(4096);

    Canvas(Size size, String title, String description) {
        out.append("<svg viewBox=\"0 0 ").append(size.width()).append(' ').append(size.height());
        out.append("\" role=\"img\" aria-label=\"").append(escape(title)).append("\">");
        out.append("<desc>").append(escape(description)).append("</desc>");
    }

    Canvas line(String css, double x1, double y1, double x2, double y2) {
        open("line", css);
        attribute("x1", x1);
        attribute("y1", y1);
        attribute("x2", x2);
        attribute("y2", y2);
        out.append("/>");
        return this;
    }

    Canvas rect(String css, double x, double y, double width, double height) {
        rectStart(css, x, y, width, height);
        out.append("/>");
        return this;
    }

    /** A rectangle that tells something when hovered. */
    Canvas rect(String css, double x, double y, double width, double height, String hover) {
        rectStart(css, x, y, width, height);
        out.append("><title>").append(escape(hover)).append("</title></rect>");
        return this;
    }

    /** A rectangle that tells of a moment when hovered; a script adds the reader's own time. */
    Canvas moment(String css, Box box, String hover, Instant at) {
        rectStart(css, box.x(), box.y(), box.width(), box.height());
        out.append(" data-at=\"").append(at).append("\"><title>");
        out.append(escape(hover)).append("</title></rect>");
        return this;
    }

    /** Where a rectangle lies. */
    record Box(double x, double y, double width, double height) {}

    Canvas circle(String css, double x, double y, double radius) {
        open("circle", css);
        attribute("cx", x);
        attribute("cy", y);
        attribute("r", radius);
        out.append("/>");
        return this;
    }

    /** A path of data that {@link #point} wrote. */
    Canvas path(String css, String data) {
        if (!data.isEmpty()) {
            open("path", css);
            out.append(" d=\"").append(data).append("\"/>");
        }
        return this;
    }

    Canvas text(String css, double x, double y, String text) {
        open("text", css);
        attribute("x", x);
        attribute("y", y);
        out.append('>').append(escape(text)).append("</text>");
        return this;
    }

    String finish() {
        return out.append("</svg>").toString();
    }

    /** A path command with one point. */
    static String point(char command, double x, double y) {
        return command + number(x) + " " + number(y);
    }

    static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("A coordinate must be finite, not " + value);
        }
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0
                ? Long.toString(tenths / 10)
                : String.format(
                        Locale.ROOT, "%s%d.%d", tenths < 0 ? "-" : "", Math.abs(tenths) / 10, Math.abs(tenths) % 10);
    }

    /** Makes any text harmless in HTML and SVG, in elements and in quoted attributes. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    private void rectStart(String css, double x, double y, double width, double height) {
        open("rect", css);
        attribute("x", x);
        attribute("y", y);
        attribute("width", Math.max(0, width));
        attribute("height", Math.max(0, height));
    }

    private void open(String element, String css) {
        out.append('<').append(element).append(" class=\"").append(css).append('"');
    }

    private void attribute(String name, double value) {
        out.append(' ').append(name).append("=\"").append(number(value)).append('"');
    }
}
