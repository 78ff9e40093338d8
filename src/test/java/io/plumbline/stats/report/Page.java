package io.plumbline.stats.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tables and plots for a page of the documentation. The page's words are written by hand; a table goes to its place between
 * {@code <!-- table: name -->} and {@code <!-- end -->}, a plot to the file {@code name.svg}.
 */
public final class Page {
    private static final Pattern PLACE =
            Pattern.compile("(<!-- table: ([a-z-]+) -->\\n).*?(<!-- end -->)", Pattern.DOTALL);

    private final Map<String, String> tables = new LinkedHashMap<>();
    private final Map<String, Plot> plots = new LinkedHashMap<>();

    /** Adds a table; names are of small letters and hyphens. */
    public void add(String name, Table table) {
        tables.put(name, table.markdown());
    }

    /** Adds a plot; names are of small letters and hyphens. */
    public void add(String name, Plot plot) {
        plots.put(name, plot);
    }

    /** All tables, each under its name. */
    public String print() {
        StringBuilder out = new StringBuilder();
        tables.forEach(
                (name, table) -> out.append(name).append("\n\n").append(table).append('\n'));
        return out.toString();
    }

    /** Names of the plots. */
    public Iterable<String> plots() {
        return plots.keySet();
    }

    /** Writes each plot into a folder. */
    public void writePlots(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, Plot> plot : plots.entrySet()) {
            Files.writeString(
                    folder.resolve(plot.getKey() + ".svg"), plot.getValue().svg());
        }
    }

    /** Puts the tables into a page. */
    public void fill(Path page) throws IOException {
        Files.writeString(page, filled(Files.readString(page)));
    }

    /**
     * The page with the tables in their places; other tables stay as they are.
     *
     * @throws IllegalArgumentException if it has no place, or several, for a table
     */
    public String filled(String page) {
        Matcher places = PLACE.matcher(page);
        StringBuilder filled = new StringBuilder();
        int found = 0;
        while (places.find()) {
            String table = tables.get(places.group(2));
            // A page may show what several programs have found.
            String place = table == null ? places.group() : places.group(1) + table + places.group(3);
            places.appendReplacement(filled, Matcher.quoteReplacement(place));
            found += table == null ? 0 : 1;
        }
        places.appendTail(filled);
        if (found != tables.size()) {
            throw new IllegalArgumentException("The page has places for " + found + " tables of " + tables.keySet());
        }
        return filled.toString();
    }
}
