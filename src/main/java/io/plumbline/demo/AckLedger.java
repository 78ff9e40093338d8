package io.plumbline.demo;

import io.plumbline.client.EventSender;
import io.plumbline.client.EventSpool;
import io.plumbline.client.Prediction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the server has acknowledged, each event counted once, so that it can be compared with the database to the digit.
 *
 * <p>A line is {@code <source> <sequence> <predictions> <corrections> <rejected>}: of this source everything up to that
 * sequence is answered for; the latest line of a source holds. It is written before the events leave their spool: after
 * a kill in between they are sent and answered again, and the sequence tells that they are counted already. Survives the
 * death of the process, not of the machine. Safe from several threads.
 */
public final class AckLedger {
    private static final long COMPACT_FROM = 4 * 1024 * 1024;

    private final Path file;
    private final Map<String, Line> lines;
    private long bytes;

    private record Line(String source, long through, long predictions, long corrections, long rejected) {
        String text() {
            return source + ' ' + through + ' ' + predictions + ' ' + corrections + ' ' + rejected + '\n';
        }
    }

    /**
     * Sums over all sources.
     *
     * @param predictions predictions that the server accepted
     * @param corrections corrections that it accepted
     * @param rejected events that it refused for good
     */
    public record Totals(long predictions, long corrections, long rejected) {}

    /** Goes on with a ledger, or begins one. */
    AckLedger(Path file) throws IOException {
        this.file = file;
        this.lines = load(file);
        compact();
    }

    /**
     * The sums of a ledger that another process has left.
     *
     * @param file {@code <home>/demo/ledger}
     */
    public static Totals read(Path file) throws IOException {
        return totals(load(file));
    }

    /** The sums up to now. */
    public synchronized Totals totals() {
        return totals(lines);
    }

    /** What writes down the answers for one source. */
    EventSender.Listener of(String source) {
        return (accepted, rejected) -> note(source, accepted, rejected);
    }

    private synchronized void note(String source, List<EventSpool.Event> accepted, List<EventSender.Rejected> rejected)
            throws IOException {
        Line before = lines.getOrDefault(source, new Line(source, 0, 0, 0, 0));
        long through = before.through();
        long predictions = before.predictions();
        long corrections = before.corrections();
        long refused = before.rejected();
        for (EventSpool.Event event : accepted) {
            if (event.sequence() > before.through()) {
                boolean prediction = event.json().contains("\"type\":\"" + Prediction.TYPE + "\"");
                predictions += prediction ? 1 : 0;
                corrections += prediction ? 0 : 1;
                through = Math.max(through, event.sequence());
            }
        }
        for (EventSender.Rejected one : rejected) {
            if (one.event().sequence() > before.through()) {
                refused++;
                through = Math.max(through, one.event().sequence());
            }
        }
        if (through == before.through()) {
            return;
        }
        Line after = new Line(source, through, predictions, corrections, refused);
        byte[] text = after.text().getBytes(StandardCharsets.US_ASCII);
        Files.write(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        lines.put(source, after);
        bytes += text.length;
        if (bytes > COMPACT_FROM) {
            compact();
        }
    }

    private void compact() throws IOException {
        StringBuilder text = new StringBuilder();
        lines.values().forEach(line -> text.append(line.text()));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text, StandardCharsets.US_ASCII);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        bytes = text.length();
    }

    private static Map<String, Line> load(Path file) throws IOException {
        Map<String, Line> lines = new TreeMap<>();
        if (!Files.exists(file)) {
            return lines;
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int start = 0;
        // What stands behind the last line break was torn by a kill; its events are still in their spool.
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            String[] f = text.substring(start, end).split(" ", -1);
            Line line = new Line(
                    f[0], Long.parseLong(f[1]), Long.parseLong(f[2]), Long.parseLong(f[3]), Long.parseLong(f[4]));
            lines.put(line.source(), line);
            start = end + 1;
        }
        return lines;
    }

    private static Totals totals(Map<String, Line> lines) {
        long predictions = 0;
        long corrections = 0;
        long rejected = 0;
        for (Line line : lines.values()) {
            predictions += line.predictions();
            corrections += line.corrections();
            rejected += line.rejected();
        }
        return new Totals(predictions, corrections, rejected);
    }
}
