package io.plumbline.profile;

import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Slice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** Collects predictions. One thread. */
    static final class Writer {
        private static final int LARGEST_VARINT = 10;

        private final Map<ModelCatalog.Facts, Integer> models = new HashMap<>();
        private final Map<String, Integer> texts = new HashMap<>();
        private byte[] bytes = new byte[1 << 16];
        private int size;
        private int predictions;

        /** The model of the prediction before, and its number: mostly that of the next one too. */
        private ModelCatalog.@Nullable Facts latest;

        private int latestNumber;

        Writer() {
            bytes[size++] = FORMAT;
        }

        void add(Slice slice, Optional<String> label, double confidence, Map<String, Double> inputs) {
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
            fixed(Double.doubleToLongBits(confidence), Double.BYTES);
            varint(inputs.size());
            for (Map.Entry<String, Double> input : inputs.entrySet()) {
                text(input.getKey());
                fixed(Float.floatToIntBits(single(input.getValue())), Float.BYTES);
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
            return Arrays.copyOf(bytes, size);
        }

        private void facts(ModelCatalog.Facts facts) {
            if (facts.equals(latest)) {
                varint(latestNumber);
                return;
            }
            int next = models.size();
            Integer number = models.putIfAbsent(facts, next);
            latest = facts;
            latestNumber = number == null ? next : number;
            varint(latestNumber);
            if (number == null) {
                text(facts.name());
                varint(facts.segments().size());
                for (String key : facts.segments()) {
                    text(key);
                }
            }
        }

        private void text(String text) {
            int next = texts.size();
            Integer number = texts.putIfAbsent(text, next);
            varint(number == null ? next : number);
            if (number == null) {
                byte[] modified = modified(text);
                reserve(modified.length);
                System.arraycopy(modified, 0, bytes, size, modified.length);
                size += modified.length;
            }
        }

        private static byte[] modified(String text) {
            ByteArrayOutputStream utf = new ByteArrayOutputStream();
            try {
                new DataOutputStream(utf).writeUTF(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return utf.toByteArray();
        }

        private void varint(long value) {
            reserve(LARGEST_VARINT);
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            bytes[size++] = (byte) rest;
        }

        private void fixed(long bits, int length) {
            reserve(length);
            for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
                bytes[size++] = (byte) (bits >> shift);
            }
        }

        private void reserve(int more) {
            if (more > bytes.length - size) {
                bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(size, more)));
            }
        }
    }

    /** What was noted, prediction by prediction. Texts and models are known by their numbers. One thread. */
    static final class Rows {
        private final byte[] bytes;
        private final boolean withInputs;
        private final List<ModelCatalog.Facts> models = new ArrayList<>();
        private final List<String> texts = new ArrayList<>();
        private int position;

        /** Number of the model of the prediction at hand. */
        int model;

        /** Number of its version's text. */
        int version;

        /** Its hour, counted from 1970. */
        long hour;

        /** The shard of its device. */
        int shard;

        /** Numbers of its segment values, one for each segment key of its model; valid up to there. */
        int[] values = new int[8];

        /** Its class; null where there is none. */
        @Nullable
        String label;

        /** How sure the model was. */
        double confidence;

        /** How many statistics of its picture there are. */
        int inputs;

        /** Their names; valid up to {@link #inputs}. */
        String[] names = new String[8];

        /** Their values; valid up to {@link #inputs}. */
        float[] numbers = new float[8];

        /** @throws IllegalStateException if the bytes are not of a known format */
        Rows(byte[] delta) {
            bytes = delta;
            int format = delta.length == 0 ? -1 : delta[position++];
            if (format != FORMAT && format != WITHOUT_INPUTS) {
                throw new IllegalStateException("A stored delta of profiles has format " + format + ", not " + FORMAT);
            }
            withInputs = format == FORMAT;
        }

        /**
         * Goes on to the next prediction, if there is one.
         *
         * @throws IllegalStateException if the bytes end in the middle of it
         */
        boolean next() {
            if (position == bytes.length) {
                return false;
            }
            try {
                read();
            } catch (IndexOutOfBoundsException | IOException e) {
                throw new IllegalStateException("A stored delta of profiles is cut off", e);
            }
            return true;
        }

        /** What is known of the model of the prediction at hand. */
        ModelCatalog.Facts facts() {
            return models.get(model);
        }

        /** The text of a number. */
        String text(int number) {
            return texts.get(number);
        }

        private void read() throws IOException {
            model = readModel();
            version = readText();
            long zigzag = varint();
            hour = (zigzag >>> 1) ^ -(zigzag & 1);
            shard = (int) varint();
            int keys = facts().segments().size();
            if (keys > values.length) {
                values = new int[keys];
            }
            for (int i = 0; i < keys; i++) {
                values[i] = readText();
            }
            label = varint() == 0 ? null : text(readText());
            confidence = Double.longBitsToDouble(fixed(Double.BYTES));
            inputs = withInputs ? (int) varint() : 0;
            if (inputs > names.length) {
                names = new String[inputs];
                numbers = new float[inputs];
            }
            for (int i = 0; i < inputs; i++) {
                names[i] = text(readText());
                numbers[i] = Float.intBitsToFloat((int) fixed(Float.BYTES));
            }
        }

        private int readModel() throws IOException {
            int number = (int) varint();
            if (number == models.size()) {
                String name = text(readText());
                String[] keys = new String[(int) varint()];
                for (int i = 0; i < keys.length; i++) {
                    keys[i] = text(readText());
                }
                models.add(new ModelCatalog.Facts(name, List.of(keys)));
            }
            return number;
        }

        private int readText() throws IOException {
            int number = (int) varint();
            if (number == texts.size()) {
                int length = Short.BYTES + (((bytes[position] & 0xFF) << 8) | (bytes[position + 1] & 0xFF));
                texts.add(new DataInputStream(new ByteArrayInputStream(bytes, position, length)).readUTF());
                position += length;
            }
            return number;
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                int b = bytes[position++];
                value |= (long) (b & 0x7F) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        private long fixed(int length) {
            long bits = 0;
            for (int i = 0; i < length; i++) {
                bits = (bits << 8) | (bytes[position++] & 0xFF);
            }
            return bits;
        }
    }
}
