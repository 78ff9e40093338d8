package io.plumbline.profile;

import io.plumbline.stats.Histogram;
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
        if (inputs.isEmpty()) {
            return NONE;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 10);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            for (Map.Entry<String, Histogram> input : inputs.entrySet()) {
                byte[] histogram = input.getValue().toBytes();
                out.writeUTF(input.getKey());
                out.writeInt(histogram.length);
                out.write(histogram);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalStateException if the bytes are not of this format */
    static SortedMap<String, Histogram> decode(byte[] bytes) {
        SortedMap<String, Histogram> inputs = new TreeMap<>();
        if (bytes.length == 0) {
            return inputs;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.read();
            if (format != FORMAT) {
                throw new IllegalStateException("Stored input statistics have format " + format + ", not " + FORMAT);
            }
            while (in.available() > 0) {
                inputs.put(in.readUTF(), Histogram.fromBytes(in.readNBytes(in.readInt())));
            }
        } catch (IOException e) {
            throw new IllegalStateException("Stored input statistics are cut off", e);
        }
        return inputs;
    }
}
