package io.plumbline.ui.candidate.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The few forms of Markdown that our model cards have, taken apart to be shown: headings, lists, tables, paragraphs. Whatever else
 * a card of somebody else has is shown as it stands; the template escapes all of it.
 */
public final class CardText {
    private CardText() {}

    /** What a block is. */
    public enum Kind {
        TITLE,
        HEADING,
        LIST,
        TABLE,
        TEXT
    }

    /**
     * A part of a card.
     *
     * @param kind what it is
     * @param lines its text; of a list its items
     * @param rows of a table, the head first; else none
     */
    public record Block(Kind kind, List<String> lines, List<List<String>> rows) {
        /** Copies the lists. */
        public Block {
            lines = List.copyOf(lines);
            rows = List.copyOf(rows);
        }

        public boolean heading() {
            return kind == Kind.TITLE || kind == Kind.HEADING;
        }

        public boolean list() {
            return kind == Kind.LIST;
        }

        public boolean table() {
            return kind == Kind.TABLE;
        }

        /** All of its text. */
        public String text() {
            return String.join(" ", lines);
        }
    }

    /** The blocks of a card. */
    public static List<Block> blocks(String markdown) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        Kind kind = Kind.TEXT;
        for (String raw : (markdown + "\n").split("\n", -1)) {
            String line = raw.strip();
            Kind next = kind(line);
            boolean single = kind == Kind.TITLE || kind == Kind.HEADING;
            if (line.isEmpty() || next != kind || single) {
                end(blocks, kind, lines);
                lines.clear();
            }
            if (!line.isEmpty()) {
                kind = next;
                lines.add(line);
            }
        }
        end(blocks, kind, lines);
        return blocks;
    }

    private static Kind kind(String line) {
        if (line.startsWith("# ")) {
            return Kind.TITLE;
        }
        if (line.startsWith("#")) {
            return Kind.HEADING;
        }
        if (line.startsWith("- ") || line.startsWith("* ")) {
            return Kind.LIST;
        }
        return line.startsWith("|") ? Kind.TABLE : Kind.TEXT;
    }

    private static void end(List<Block> blocks, Kind kind, List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        List<String> plain = lines.stream()
                .map(line -> kind == Kind.TEXT || kind == Kind.TABLE ? line : line.replaceFirst("^[#*-]+\\s+", ""))
                .toList();
        List<List<String>> rows = kind == Kind.TABLE
                ? lines.stream()
                        .filter(line -> !line.matches("[|:\\s-]+"))
                        .map(CardText::cells)
                        .toList()
                : List.of();
        blocks.add(new Block(kind, plain, rows));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.replaceAll("^\\||\\|$", "").split("\\|", -1))
                .map(String::strip)
                .toList();
    }
}
