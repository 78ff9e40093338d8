package io.plumbline.profile;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.HistogramValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stored form of statistics of input pictures: nothing if there is none; else a byte with the version of the format, then
 * for each statistic in the order of their names the name in modified UTF-8, the length of its histogram in four bytes,
 * big-endian, and the histogram.
 */
final class InputsCodec {
    private static final int FORMAT = 1;
    private static final byte[] NONE = {};

    private InputsCodec() {}

    static byte[] encode(SortedMap<String, Histogram> inputs) {
        SortedMap<String, byte[]> raw = new TreeMap<>();
        inputs.forEach((name, histogram) -> raw.put(name, histogram.toBytes()));
        return write(raw);
    }

    /** @throws IllegalStateException if the bytes are not of this format */
    static SortedMap<String, Histogram> decode(byte[] bytes) {
        SortedMap<String, Histogram> inputs = new TreeMap<>();
        read(bytes).forEach((name, histogram) -> inputs.put(name, Histogram.fromBytes(histogram)));
        return inputs;
    }

    /**
     * Adds values without decoding histograms; of too many statistics the first stay, as in {@link Profile#merge}.
     *
     * @param stored the stored form of statistics; it stays as it is
     * @param more values on {@link InputScale} by name
     * @return the stored form of both together
     * @throws IllegalStateException if the bytes are not of this format
     */
    static byte[] add(byte[] stored, SortedMap<String, HistogramValues> more) {
        if (more.isEmpty()) {
            return stored;
        }
        SortedMap<String, byte[]> raw = read(stored);
        more.forEach((name, values) -> raw.put(name, values.addTo(raw.getOrDefault(name, NONE))));
        Profile.keepFew(raw);
        return write(raw);
    }

    private static byte[] write(SortedMap<String, byte[]> inputs) {
        if (inputs.isEmpty()) {
            return NONE;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 8);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            for (Map.Entry<String, byte[]> input : inputs.entrySet()) {
                out.writeUTF(input.getKey());
                out.writeInt(input.getValue().length);
                out.write(input.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static SortedMap<String, byte[]> read(byte[] bytes) {
        SortedMap<String, byte[]> inputs = new TreeMap<>();
        if (bytes.length == 0) {
            return inputs;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.read();
            if (format != FORMAT) {
                throw new IllegalStateException("Stored input statistics have format " + format + ", not " + FORMAT);
            }
            while (in.available() > 0) {
                String name = in.readUTF();
                byte[] histogram = new byte[in.readInt()];
                in.readFully(histogram);
                inputs.put(name, histogram);
            }
        } catch (IOException e) {
            throw new IllegalStateException("Stored input statistics are cut off", e);
        }
        return inputs;
    }
}
