package io.plumbline.ui.signals.view;

import java.util.List;

/** What charts show, as comma-separated values by RFC 4180: one row a value. */
public final class Csv {
    private static final String END = "\r\n";

    private Csv() {}

    /** One table of all charts. Times are in UTC; what is not known is empty. */
    public static String of(List<Plot> plots) {
        StringBuilder out = new StringBuilder("chart,series,x,value,lower,upper,n").append(END);
        for (Plot plot : plots) {
            for (Plot.Mark mark : plot.marks()) {
                out.append(cell(plot.title()))
                        .append(',')
                        .append(cell(mark.series()))
                        .append(',');
                out.append(cell(mark.x()))
                        .append(',')
                        .append(number(mark.value()))
                        .append(',');
                out.append(number(mark.lower()))
                        .append(',')
                        .append(number(mark.upper()))
                        .append(',');
                out.append(mark.n() < 0 ? "" : mark.n()).append(END);
            }
        }
        return out.toString();
    }

    /** A text in one cell. A leading sign that a spreadsheet takes for a formula is made harmless. */
    public static String cell(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    /** A number with all its digits; empty unless finite. */
    public static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
