package io.plumbline.snapshot;

import io.plumbline.kernel.Rejection;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The files of a zip that somebody sent. Nothing is ever unpacked by their names, and none is believed to be as long as it says. */
final class ImportedFiles implements Closeable {
    private static final int MOST_FILES = 200_000;
    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_TABLE_BYTES = 256 << 20;

    private final ZipFile zip;
    private final SortedMap<String, ZipEntry> files = new TreeMap<>();

    /** @throws Rejection {@code zip-broken}, {@code zip-too-large}, {@code zip-path-unsafe}, {@code zip-empty} */
    ImportedFiles(Path file) throws IOException {
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new Rejection(Rejection.Kind.INVALID, "zip-broken", "This is no readable zip: " + e.getMessage(), e);
        }
        try {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                add(entries.nextElement());
            }
            if (files.isEmpty()) {
                throw Rejection.invalid("zip-empty", "The zip holds no files.");
            }
        } catch (Rejection e) {
            zip.close();
            throw e;
        }
    }

    private void add(ZipEntry entry) {
        String name = entry.getName();
        if (entry.isDirectory()
                || name.startsWith("__MACOSX/")
                || name.substring(name.lastIndexOf('/') + 1).startsWith(".")) {
            return;
        }
        if (name.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))
                || List.of(name.split("/", -1)).stream().anyMatch(part -> part.equals("..") || part.equals("."))) {
            throw Rejection.invalid(
                    "zip-path-unsafe",
                    "'" + name.replaceAll("\\p{Cntrl}", "?")
                            + "' is no plain path: folder and file name alone are needed.");
        }
        if (files.size() == MOST_FILES) {
            throw new Rejection(
                    Rejection.Kind.TOO_LARGE, "zip-too-large", "The zip holds more than " + MOST_FILES + " files.");
        }
        files.put(name, entry);
    }

    /** Their names, in order. */
    List<String> names() {
        return List.copyOf(files.keySet());
    }

    boolean has(String name) {
        return files.containsKey(name);
    }

    /** A picture. */
    byte[] bytes(String name) {
        try (InputStream in = zip.getInputStream(entry(name))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new Rejection(Rejection.Kind.TOO_LARGE, "zip-too-large", "'" + name + "' has more than 8 MiB.");
            }
            return bytes;
        } catch (IOException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID, "zip-broken", "'" + name + "' cannot be read: " + e.getMessage(), e);
        }
    }

    /** A table, from its beginning. */
    InputStream open(String name) throws IOException {
        return new Limited(zip.getInputStream(entry(name)), name);
    }

    /** A table as text. */
    BufferedReader reader(String name) throws IOException {
        return new BufferedReader(new InputStreamReader(open(name), StandardCharsets.UTF_8));
    }

    private ZipEntry entry(String name) {
        return Optional.ofNullable(files.get(name))
                .orElseThrow(() -> Rejection.invalid("file-missing", "The zip has no file '" + name + "'."));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Ends with a rejection where a table is longer than any could be. */
    private static final class Limited extends java.io.FilterInputStream {
        private final String name;
        private long left = MOST_TABLE_BYTES;

        Limited(InputStream in, String name) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int read = super.read(to, from, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw new Rejection(Rejection.Kind.TOO_LARGE, "zip-too-large", "'" + name + "' has more than 256 MiB.");
            }
        }
    }
}
