package io.plumbline.profile;

import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Slice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What profiles need to know of the predictions of a batch, as bytes: some twenty for each.
 *
 * <p>A byte with the version of the format, then for each prediction: model, version, the hour (counted from 1970), the
 * shard, the segment values, whether there is a label, the label, the confidence in eight bytes, and the number of statistics
 * of the picture, for each its name and its value in four bytes (format 1 had none). Whole numbers are
 * varints, signed ones zigzag (as in Protocol Buffers). A text is its number in the order in which texts appear, and follows
 * in modified UTF-8 where it appears for the first time; so is a model, which is followed by its name, the number of its
 * segment keys, and the keys.
 */
final class DeltaCodec {
    private static final int FORMAT = 2;
    private static final int WITHOUT_INPUTS = 1;
    private static final long HOUR_SECONDS = 3600;

    private DeltaCodec() {}

    /** Told of each prediction. */
    interface Reader {
        void prediction(Slice slice, Optional<String> label, double confidence, Map<String, Float> inputs);
    }

    /** Collects predictions. One thread. */
    static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        private final DataOutputStream out = new DataOutputStream(bytes);
        private final Map<ModelCatalog.Facts, Integer> models = new HashMap<>();
        private final Map<String, Integer> texts = new HashMap<>();
        private int predictions;

        Writer() {
            bytes.write(FORMAT);
        }

        void add(Slice slice, Optional<String> label, double confidence, Map<String, Double> inputs) {
            try {
                facts(slice.facts());
                text(slice.version());
                long hour = slice.hour().getEpochSecond() / HOUR_SECONDS;
                varint((hour << 1) ^ (hour >> 63));
                varint(slice.shard());
                for (String value : slice.values()) {
                    text(value);
                }
                varint(label.isPresent() ? 1 : 0);
                if (label.isPresent()) {
                    text(label.get());
                }
                out.writeDouble(confidence);
                varint(inputs.size());
                for (Map.Entry<String, Double> input : inputs.entrySet()) {
                    text(input.getKey());
                    out.writeFloat(single(input.getValue()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            predictions++;
        }

        /** The nearest finite number in single precision. */
        private static float single(double value) {
            return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
        }

        /** Number of predictions added. */
        int predictions() {
            return predictions;
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        private void facts(ModelCatalog.Facts facts) throws IOException {
            int next = models.size();
            Integer number = models.putIfAbsent(facts, next);
            varint(number == null ? next : number);
            if (number == null) {
                text(facts.name());
                varint(facts.segments().size());
                for (String key : facts.segments()) {
                    text(key);
                }
            }
        }

        private void text(String text) throws IOException {
            int next = texts.size();
            Integer number = texts.putIfAbsent(text, next);
            if (number == null) {
                varint(next);
                out.writeUTF(text);
            } else {
                varint(number);
            }
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes.write((int) (rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            bytes.write((int) rest);
        }
    }

    /**
     * Tells of each prediction.
     *
     * @throws IllegalStateException if the bytes are not of this format
     */
    static void read(byte[] delta, Reader reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(delta))) {
            int format = in.read();
            if (format != FORMAT && format != WITHOUT_INPUTS) {
                throw new IllegalStateException("A stored delta of profiles has format " + format + ", not " + FORMAT);
            }
            List<ModelCatalog.Facts> models = new ArrayList<>();
            List<String> texts = new ArrayList<>();
            while (in.available() > 0) {
                ModelCatalog.Facts facts = facts(in, models, texts);
                String version = text(in, texts);
                long hour = varint(in);
                Instant at = Instant.ofEpochSecond(((hour >>> 1) ^ -(hour & 1)) * HOUR_SECONDS);
                int shard = (int) varint(in);
                List<String> values = texts(in, facts.segments().size(), texts);
                Optional<String> label = varint(in) == 0 ? Optional.empty() : Optional.of(text(in, texts));
                double confidence = in.readDouble();
                Map<String, Float> inputs = format == WITHOUT_INPUTS ? Map.of() : inputs(in, texts);
                reader.prediction(new Slice(facts, version, at, shard, values), label, confidence, inputs);
            }
        } catch (IOException e) {
            throw new IllegalStateException("A stored delta of profiles is cut off", e);
        }
    }

    private static Map<String, Float> inputs(DataInputStream in, List<String> texts) throws IOException {
        int n = (int) varint(in);
        if (n == 0) {
            return Map.of();
        }
        Map<String, Float> inputs = new HashMap<>(2 * n);
        for (int i = 0; i < n; i++) {
            inputs.put(text(in, texts), in.readFloat());
        }
        return inputs;
    }

    private static ModelCatalog.Facts facts(DataInputStream in, List<ModelCatalog.Facts> models, List<String> texts)
            throws IOException {
        int number = (int) varint(in);
        if (number == models.size()) {
            String name = text(in, texts);
            models.add(new ModelCatalog.Facts(name, texts(in, (int) varint(in), texts)));
        }
        return models.get(number);
    }

    private static List<String> texts(DataInputStream in, int n, List<String> texts) throws IOException {
        String[] read = new String[n];
        for (int i = 0; i < n; i++) {
            read[i] = text(in, texts);
        }
        return List.of(read);
    }

    private static String text(DataInputStream in, List<String> texts) throws IOException {
        int number = (int) varint(in);
        if (number == texts.size()) {
            texts.add(in.readUTF());
        }
        return texts.get(number);
    }

    private static long varint(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int b = in.readUnsignedByte();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
    }
}
