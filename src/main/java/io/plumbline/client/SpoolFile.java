package io.plumbline.client;

import java.io.Closeable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The file below an {@link EventSpool}: lines, each with its own checksum. Not safe from several threads.
 *
 * <p>Version 1: the line {@code plumbline-spool 1}, then {@code +<sequence> <crc32> <event>} for an appended event and
 * {@code -<sequence> <crc32> <dropped>} once everything up to that sequence is gone, <dropped> of all of them unsent.
 */
final class SpoolFile implements Closeable {
    private static final byte[] HEADER = "plumbline-spool 1\n".getBytes(StandardCharsets.US_ASCII);

    /** Offset of the first line. */
    static final long START = HEADER.length;

    private final File path;
    private final boolean fsync;
    private RandomAccessFile file;
    private long length;

    SpoolFile(File path, boolean fsync) throws IOException {
        this.path = path;
        this.fsync = fsync;
        this.file = new RandomAccessFile(path, "rw");
        boolean usable = false;
        try {
            length = file.length();
            byte[] header = new byte[(int) Math.min(length, HEADER.length)];
            file.readFully(header);
            if (!Arrays.equals(header, Arrays.copyOf(HEADER, header.length))) {
                throw new IOException("Not a spool of events (version 1): " + path);
            }
            if (length < HEADER.length) {
                file.seek(0);
                file.write(HEADER);
                length = HEADER.length;
            }
            usable = true;
        } finally {
            if (!usable) {
                file.close();
            }
        }
    }

    static byte[] eventLine(long sequence, String json) {
        if (json.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("An event is one line: " + json);
        }
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        if (body.length > EventSpool.LONGEST_EVENT) {
            throw new IllegalArgumentException(
                    "An event has at most " + EventSpool.LONGEST_EVENT + " bytes, this one " + body.length);
        }
        return line('+', sequence, body);
    }

    static byte[] removalLine(long through, long dropped) {
        return line('-', through, Long.toString(dropped).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] line(char kind, long sequence, byte[] body) {
        String crc = Long.toHexString(0x1_0000_0000L | checksum(kind, sequence, body, 0, body.length));
        byte[] prefix =
                (kind + Long.toString(sequence) + ' ' + crc.substring(1) + ' ').getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(prefix, prefix.length + body.length + 1);
        System.arraycopy(body, 0, line, prefix.length, body.length);
        line[line.length - 1] = '\n';
        return line;
    }

    private static long checksum(char kind, long sequence, byte[] body, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update((kind + Long.toString(sequence)).getBytes(StandardCharsets.US_ASCII));
        crc.update(body, from, to - from);
        return crc.getValue();
    }

    /** Adds a line, or nothing at all. */
    void append(byte[] line) throws IOException {
        boolean done = false;
        try {
            file.seek(length);
            file.write(line);
            if (fsync) {
                file.getFD().sync();
            }
            done = true;
        } finally {
            if (!done) {
                truncate(length);
            }
        }
        length += line.length;
    }

    void truncate(long end) throws IOException {
        file.setLength(end);
        length = end;
    }

    long length() {
        return length;
    }

    /** Swaps the whole content in one step: a kill leaves the old file or the new one. */
    void replace(List<byte[]> lines) throws IOException {
        File fresh = new File(path.getPath() + ".new");
        FileOutputStream out = new FileOutputStream(fresh);
        long written = HEADER.length;
        try {
            out.write(HEADER);
            for (byte[] line : lines) {
                out.write(line);
                written += line.length;
            }
            if (fsync) {
                out.getFD().sync();
            }
        } finally {
            out.close();
        }
        if (!fresh.renameTo(path)) {
            throw new IOException("Could not rename " + fresh + " to " + path);
        }
        file.close();
        file = new RandomAccessFile(path, "rw");
        length = written;
    }

    Lines lines(long from) {
        return new Lines(from);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Walks over the lines from an offset on. A line without its end is not given. */
    final class Lines {
        private byte[] buffer = new byte[16 * 1024];
        private int start;
        private int limit;
        private int stop;
        private int body;
        private long offset;
        private char kind;
        private long sequence;

        private Lines(long from) {
            this.offset = from;
        }

        /** Moves to the next line, if there is a whole one. */
        boolean next() throws IOException {
            offset += stop - start;
            start = stop;
            int at = start;
            while (true) {
                while (at < limit && buffer[at] != '\n') {
                    at++;
                }
                if (at < limit) {
                    stop = at + 1;
                    parse(at);
                    return true;
                }
                int scanned = at - start;
                if (!fill()) {
                    stop = start;
                    return false;
                }
                at = start + scanned;
            }
        }

        private boolean fill() throws IOException {
            System.arraycopy(buffer, start, buffer, 0, limit - start);
            limit -= start;
            stop = 0;
            start = 0;
            if (limit == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
            file.seek(offset + limit);
            int read = file.read(buffer, limit, (int) Math.min(buffer.length - limit, length - offset - limit));
            if (read <= 0) {
                return false;
            }
            limit += read;
            return true;
        }

        private void parse(int end) {
            kind = '?';
            int first = indexOfSpace(start, end);
            int second = first < 0 ? -1 : indexOfSpace(first + 1, end);
            if (second != first + 9 || (buffer[start] != '+' && buffer[start] != '-')) {
                return;
            }
            try {
                sequence = Long.parseLong(ascii(start + 1, first));
                long crc = Long.parseLong(ascii(first + 1, second), 16);
                if (crc == checksum((char) buffer[start], sequence, buffer, second + 1, end)) {
                    kind = (char) buffer[start];
                    body = second + 1;
                }
            } catch (NumberFormatException e) {
                kind = '?';
            }
        }

        private int indexOfSpace(int from, int to) {
            for (int i = from; i < to; i++) {
                if (buffer[i] == ' ') {
                    return i;
                }
            }
            return -1;
        }

        private String ascii(int from, int to) {
            return new String(buffer, from, to - from, StandardCharsets.US_ASCII);
        }

        boolean isEvent() {
            return kind == '+';
        }

        boolean isRemoval() {
            return kind == '-';
        }

        long sequence() {
            return sequence;
        }

        long dropped() {
            return Long.parseLong(ascii(body, stop - 1));
        }

        String json() {
            return new String(buffer, body, stop - 1 - body, StandardCharsets.UTF_8);
        }

        int length() {
            return stop - start;
        }

        /** Offset behind the present line, or behind the last whole one when there is none left. */
        long end() {
            return offset + (stop - start);
        }
    }
}
