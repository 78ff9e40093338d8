package io.plumbline.kernel;

/**
 * A table of comma-separated values as RFC 4180 has it. A text that a spreadsheet would run as a formula is led by an
 * apostrophe; a number is written with all its digits, and is empty unless finite.
 */
public final class Csv {
    private static final String END = "\r\n";
    private static final String FORMULA = "=+-@\t\r";

    private final StringBuilder out = new StringBuilder(4096);

    /** A table with a header. */
    public Csv(String... header) {
        line((Object[]) header);
    }

    /** One row: numbers, and what is text otherwise. */
    public void line(Object... cells) {
        for (int i = 0; i < cells.length; i++) {
            out.append(i == 0 ? "" : ",").append(cell(cells[i]));
        }
        out.append(END);
    }

    private static String cell(Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number) ? number.toString() : "";
        }
        return value instanceof Number ? value.toString() : text(value.toString());
    }

    private static String text(String text) {
        String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    /** The table so far. */
    @Override
    public String toString() {
        return out.toString();
    }
}
