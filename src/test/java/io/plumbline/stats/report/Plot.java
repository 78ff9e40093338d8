package io.plumbline.stats.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A picture of lines or labelled points that needs no style sheet: SVG, 720 wide, on white.
 *
 * @param title heading
 * @param x horizontal axis
 * @param y vertical axis
 * @param series what is drawn, in the order of the legend
 * @param bands marked stretches of the vertical axis
 */
public record Plot(String title, Axis x, Axis y, List<Series> series, List<Band> bands) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 430;
    private static final double LEFT = 66;
    private static final double RIGHT = 38;
    private static final double BOTTOM = 52;
    private static final double LINE = 20;
    private static final double CHARACTER = 6.7;
    private static final String[] COLOURS = {
        "#0b62a4", "#d1540a", "#0a8a5f", "#b0508f", "#a87900", "#3f9bd6", "#5d5d66", "#7a5cc0", "#9c3030"
    };
    private static final String[] SHAPES = {"circle", "square", "diamond", "triangle"};

    /** Copies the lists. */
    public Plot {
        series = List.copyOf(series);
        bands = List.copyOf(bands);
    }

    /** Points of one kind, joined by a line or not. */
    public record Series(String name, boolean joined, List<Point> points) {
        /** Copies the list. */
        public Series {
            points = List.copyOf(points);
        }
    }

    /** One point; the label may be empty. */
    public record Point(double x, double y, String label) {
        /** A point without a label. */
        public Point(double x, double y) {
            this(x, y, "");
        }
    }

    /** From lower to upper, what is wanted; a line if both are the same. */
    public record Band(String name, double lower, double upper) {}

    /** The picture. */
    public String svg() {
        StringBuilder out = new StringBuilder(8192);
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" "
                        + "font-family=\"system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif\" "
                        + "font-size=\"12.5\" fill=\"#3a3a42\">%n<title>%s</title>%n",
                WIDTH,
                HEIGHT,
                WIDTH,
                escape(title)));
        out.append("<rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"#fff\"/>\n");
        text(out, LEFT, 28, "start", "font-size=\"16\" font-weight=\"600\" fill=\"#1d1d22\"", title);
        double top = legend(out) + 18;
        frame(out, top);
        Labels labels = new Labels(LEFT, WIDTH - RIGHT, top, HEIGHT - BOTTOM);
        for (Series one : series) {
            for (Point point : one.points()) {
                labels.occupy(across(point.x()), down(point.y(), top));
            }
        }
        for (int i = 0; i < series.size(); i++) {
            draw(out, i, top, labels);
        }
        return out.append("</svg>\n").toString();
    }

    /** The height of its lowest line. */
    private double legend(StringBuilder out) {
        double at = LEFT;
        double line = 52;
        for (int i = 0; i < series.size() + bands.size(); i++) {
            boolean band = i >= series.size();
            String name =
                    band ? bands.get(i - series.size()).name() : series.get(i).name();
            double width = 30 + name.length() * CHARACTER + 14;
            if (at > LEFT && at + width > WIDTH - RIGHT + 14) {
                at = LEFT;
                line += LINE;
            }
            if (band) {
                out.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"22\" height=\"8\" fill=\"#e4efe6\" "
                                + "stroke=\"#8db597\" stroke-dasharray=\"3 2\"/>%n",
                        at,
                        line - 8));
            } else {
                if (series.get(i).joined()) {
                    path(out, i, "M" + number(at) + " " + number(line - 4) + "h22");
                }
                marker(out, i, at + 11, line - 4);
            }
            text(out, at + 28, line, "start", "", name);
            at += width;
        }
        return line;
    }

    private void frame(StringBuilder out, double top) {
        for (Band band : bands) {
            double upper = down(band.upper(), top);
            out.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#e4efe6\" stroke=\"#8db597\" "
                            + "stroke-dasharray=\"3 2\"/>%n",
                    LEFT,
                    upper,
                    WIDTH - LEFT - RIGHT,
                    Math.max(0.01, down(band.lower(), top) - upper)));
        }
        for (Axis.Tick tick : y.ticks()) {
            double at = down(tick.value(), top);
            rule(out, "#e3e3e8", LEFT, at, WIDTH - RIGHT, at);
            text(out, LEFT - 8, at + 4, "end", "", tick.label());
        }
        double base = HEIGHT - BOTTOM;
        rule(out, "#77777f", LEFT, base, WIDTH - RIGHT, base);
        for (Axis.Tick tick : x.ticks()) {
            double at = across(tick.value());
            rule(out, "#77777f", at, base, at, base + 5);
            text(out, at, base + 20, "middle", "", tick.label());
        }
        text(out, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "middle", "font-weight=\"600\"", x.label());
        double middle = (top + base) / 2;
        String turned = String.format(Locale.ROOT, "font-weight=\"600\" transform=\"rotate(-90 16 %.1f)\"", middle);
        text(out, 16, middle, "middle", turned, y.label());
    }

    private void draw(StringBuilder out, int index, double top, Labels labels) {
        Series one = series.get(index);
        if (one.joined()) {
            List<String> steps = new ArrayList<>();
            for (Point point : one.points()) {
                steps.add(number(across(point.x())) + " " + number(down(point.y(), top)));
            }
            path(out, index, "M" + String.join("L", steps));
        }
        for (Point point : one.points()) {
            double at = across(point.x());
            double height = down(point.y(), top);
            marker(out, index, at, height);
            if (!point.label().isEmpty()) {
                Labels.Place place = labels.place(at, height, point.label().length() * CHARACTER);
                String halo = " stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\"";
                text(out, place.x(), place.y(), "start", "fill=\"" + colour(index) + "\"" + halo, point.label());
            }
        }
    }

    private static void path(StringBuilder out, int index, String data) {
        out.append(String.format(
                Locale.ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\"%s/>%n",
                data,
                colour(index),
                index >= COLOURS.length / 2 ? " stroke-dasharray=\"6 3\"" : ""));
    }

    private static void marker(StringBuilder out, int index, double x, double y) {
        String data =
                switch (SHAPES[index % SHAPES.length]) {
                    case "circle" -> "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0";
                    case "square" -> "m-3.5 -3.5h7v7h-7z";
                    case "diamond" -> "m0 -5l5 5l-5 5l-5 -5z";
                    default -> "m0 -5l5 8.5h-10z";
                };
        out.append(String.format(
                Locale.ROOT,
                "<path d=\"M%.1f %.1f%s\" fill=\"%s\" stroke=\"#fff\" stroke-width=\"0.8\"/>%n",
                x,
                y,
                data,
                colour(index)));
    }

    private static void rule(StringBuilder out, String colour, double x1, double y1, double x2, double y2) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String extra, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
                x,
                y,
                anchor,
                extra,
                escape(text)));
    }

    private double across(double value) {
        return LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
    }

    private double down(double value, double top) {
        return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - BOTTOM - top);
    }

    private static String colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
