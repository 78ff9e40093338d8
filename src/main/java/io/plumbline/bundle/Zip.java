package io.plumbline.bundle;

import io.plumbline.kernel.Rejection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a zip (PKWARE APPNOTE 6.3) so strictly that every reader sees the same files in it.
 *
 * <p>Some programs go by the local headers, others by the directory at the end. Here both must agree, entries must
 * follow each other without gaps from the first byte, and nothing may stand behind the end. No encryption, no Zip64, no
 * other methods than stored and deflated.
 */
final class Zip {
    static final int LOCAL = 0x04034b50;
    static final int CENTRAL = 0x02014b50;
    static final int END = 0x06054b50;

    private static final int DESCRIPTOR = 0x08074b50;
    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL_SIZE = 46;
    private static final int END_SIZE = 22;
    private static final int MOST_NAME = 200;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    /** Bit 3: sizes follow the data. Bit 11: names are UTF-8. Bits 1 and 2: how hard the deflater tried. */
    private static final int ALLOWED_FLAGS = 1 << 3 | 1 << 11 | 0b110;

    private static final int FILE_TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;

    private final ByteBuffer zip;
    private final Limits limits;
    private long total;

    /** What a zip may hold. */
    record Limits(int entries, int entryBytes, int totalBytes, int ratio) {}

    private record Entry(String name, int flags, int method, int crc, int packed, int size, int offset) {}

    private Zip(byte[] bytes, Limits limits) {
        this.zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.limits = limits;
    }

    /**
     * The files of a zip, in its order; a name ending in '/' is a folder.
     *
     * @throws Rejection REFUSED, {@code bundle-not-a-zip}, {@code bundle-name-twice}, {@code bundle-link-inside} or
     *     {@code bundle-bomb}
     */
    static Map<String, byte[]> read(byte[] bytes, Limits limits) {
        return new Zip(bytes, limits).files();
    }

    private Map<String, byte[]> files() {
        int end = zip.capacity() - END_SIZE;
        if (end < 0 || zip.getInt(end) != END) {
            throw broken("it does not end with a zip directory (comments are not allowed)");
        }
        int count = zip.getShort(end + 10) & 0xFFFF;
        int directory = zip.getInt(end + 16);
        boolean oneDisk = zip.getInt(end + 4) == 0 && (zip.getShort(end + 8) & 0xFFFF) == count;
        if (!oneDisk || zip.getShort(end + 20) != 0 || directory < 0 || directory > end) {
            throw broken("its directory is damaged");
        }
        if (zip.getInt(end + 12) != end - directory) {
            throw broken("its directory does not fill the space before the end");
        }
        if (count > limits.entries()) {
            throw bomb("it lists " + count + " files, at most " + limits.entries() + " are allowed");
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        int at = directory;
        int local = 0;
        for (int i = 0; i < count; i++) {
            Entry entry = central(at, end);
            at += CENTRAL_SIZE + zip.getShort(at + 28) + zip.getShort(at + 30);
            if (entry.offset() != local) {
                throw broken("its files do not follow each other without gaps");
            }
            int data = local(entry, directory);
            byte[] content = content(entry, data);
            local = behind(entry, data + entry.packed(), directory);
            if (files.put(entry.name(), content) != null) {
                throw refused("bundle-name-twice", "'" + entry.name() + "' is in the bundle twice.");
            }
        }
        if (at != end || local != directory) {
            throw broken("there are bytes between its files and its directory");
        }
        return files;
    }

    private Entry central(int at, int end) {
        if (at + CENTRAL_SIZE > end || zip.getInt(at) != CENTRAL) {
            throw broken("its directory is damaged");
        }
        int nameLength = zip.getShort(at + 28);
        int extra = zip.getShort(at + 30);
        if (nameLength < 1 || extra < 0 || zip.getShort(at + 32) != 0 || at + CENTRAL_SIZE + nameLength + extra > end) {
            throw broken("its directory is damaged");
        }
        if (nameLength > MOST_NAME) {
            throw refused(
                    "bundle-name-too-long",
                    "A file in the bundle has a name of " + nameLength + " bytes, at most " + MOST_NAME + " are allowed.");
        }
        String name = name(at + CENTRAL_SIZE, nameLength);
        int mode = zip.getShort(at + 40) & FILE_TYPE;
        boolean unix = (zip.getShort(at + 4) >> 8) == 3;
        if (unix && mode != 0 && mode != REGULAR && mode != DIRECTORY) {
            throw refused("bundle-link-inside", "'" + name + "' is a link or a device, only plain files are allowed.");
        }
        Entry entry = new Entry(
                name,
                zip.getShort(at + 8) & 0xFFFF,
                zip.getShort(at + 10) & 0xFFFF,
                zip.getInt(at + 16),
                zip.getInt(at + 20),
                zip.getInt(at + 24),
                zip.getInt(at + 42));
        boolean streamed = (entry.flags() & 1 << 3) != 0;
        if ((entry.flags() & ~ALLOWED_FLAGS) != 0
                || (entry.method() != DEFLATED && (entry.method() != STORED || streamed))) {
            throw broken("'" + name + "' is encrypted or packed in a way that not every reader knows");
        }
        bounds(entry);
        return entry;
    }

    private void bounds(Entry entry) {
        if (entry.packed() < 0 || entry.size() < 0 || entry.offset() < 0) {
            throw broken("'" + entry.name() + "' claims an impossible size");
        }
        total += entry.size();
        if (entry.size() > limits.entryBytes() || total > limits.totalBytes()) {
            throw bomb("'" + entry.name() + "' brings it to " + total + " bytes unpacked, at most "
                    + limits.entryBytes() + " a file and " + limits.totalBytes() + " in all are allowed");
        }
        if (entry.size() > 4096 && entry.size() / limits.ratio() > entry.packed()) {
            throw bomb("'" + entry.name() + "' unpacks " + entry.packed() + " bytes to " + entry.size());
        }
    }

    /** Checks that the local header says the same as the directory; returns where the data begins. */
    private int local(Entry entry, int directory) {
        int at = entry.offset();
        if (at + LOCAL_SIZE > directory || zip.getInt(at) != LOCAL) {
            throw broken("'" + entry.name() + "' is not where the directory says");
        }
        int nameLength = zip.getShort(at + 26);
        int extra = zip.getShort(at + 28);
        long data = (long) at + LOCAL_SIZE + nameLength + extra;
        if (nameLength < 1 || extra < 0 || data + entry.packed() > directory) {
            throw broken("'" + entry.name() + "' is cut short");
        }
        boolean streamed = (entry.flags() & 1 << 3) != 0;
        boolean same = name(at + LOCAL_SIZE, nameLength).equals(entry.name())
                && (zip.getShort(at + 6) & 0xFFFF) == entry.flags()
                && (zip.getShort(at + 8) & 0xFFFF) == entry.method()
                && agrees(zip.getInt(at + 14), entry.crc(), streamed)
                && agrees(zip.getInt(at + 18), entry.packed(), streamed)
                && agrees(zip.getInt(at + 22), entry.size(), streamed);
        if (!same) {
            throw broken("'" + entry.name() + "' is described in two ways");
        }
        return (int) data;
    }

    private static boolean agrees(int local, int central, boolean streamed) {
        return local == central || (streamed && local == 0);
    }

    /** Where the next entry begins: behind the data and, for a streamed entry, its descriptor. */
    private int behind(Entry entry, int at, int directory) {
        if ((entry.flags() & 1 << 3) == 0) {
            return at;
        }
        boolean signed = at + 4 <= directory && zip.getInt(at) == DESCRIPTOR;
        int from = signed ? at + 4 : at;
        if (from + 12 > directory
                || zip.getInt(from) != entry.crc()
                || zip.getInt(from + 4) != entry.packed()
                || zip.getInt(from + 8) != entry.size()) {
            throw broken("'" + entry.name() + "' is described in two ways");
        }
        return from + 12;
    }

    private byte[] content(Entry entry, int data) {
        byte[] content = new byte[entry.size()];
        if (entry.method() == STORED) {
            if (entry.packed() != entry.size()) {
                throw broken("'" + entry.name() + "' is stored in another size than its own");
            }
            zip.get(data, content);
        } else {
            inflate(entry, data, content);
        }
        CRC32 crc = new CRC32();
        crc.update(content);
        if ((int) crc.getValue() != entry.crc()) {
            throw broken("'" + entry.name() + "' does not match its checksum");
        }
        return content;
    }

    private void inflate(Entry entry, int data, byte[] content) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(zip.array(), data, entry.packed());
            int done = 0;
            // One byte of room beyond the claimed size shows a file that is longer than it says.
            byte[] spare = new byte[1];
            while (!inflater.finished()) {
                int n = done < content.length
                        ? inflater.inflate(content, done, content.length - done)
                        : inflater.inflate(spare);
                done += n;
                if (done > content.length || (n == 0 && !inflater.finished())) {
                    throw broken("'" + entry.name() + "' does not unpack to the size it claims");
                }
            }
            if (done != content.length || inflater.getBytesRead() != entry.packed()) {
                throw broken("'" + entry.name() + "' does not unpack to the size it claims");
            }
        } catch (DataFormatException e) {
            throw broken("'" + entry.name() + "' is not deflated data");
        } finally {
            inflater.end();
        }
    }

    private String name(int at, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(zip.slice(at, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw broken("a file name is not UTF-8");
        }
    }

    private static Rejection broken(String what) {
        return refused("bundle-not-a-zip", "The bundle is not a plain zip: " + what + ".");
    }

    private static Rejection bomb(String what) {
        return refused("bundle-bomb", "The bundle would unpack to too much: " + what + ".");
    }

    static Rejection refused(String code, String detail) {
        return new Rejection(Rejection.Kind.REFUSED, code, detail);
    }
}
