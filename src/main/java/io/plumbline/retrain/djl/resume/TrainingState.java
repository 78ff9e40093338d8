package io.plumbline.retrain.djl.resume;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a training stood at the end of an epoch.
 *
 * @param epoch the last one that is done, from 1
 * @param updates of each parameter so far
 * @param facts numbers that the training needs beside
 * @param arrays weights, moments and whatever else, in an order that the training knows
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
public record TrainingState(int epoch, int updates, double[] facts, List<float[]> arrays) {
    private static final int VERSION = 1;

    /** Layout: version, epoch, updates, number of facts, facts, number of arrays, of each its length and its floats. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeInt(epoch);
            out.writeInt(updates);
            out.writeInt(facts.length);
            for (double fact : facts) {
                out.writeDouble(fact);
            }
            out.writeInt(arrays.size());
            for (float[] array : arrays) {
                ByteBuffer floats = ByteBuffer.allocate(Math.multiplyExact(array.length, Float.BYTES));
                floats.asFloatBuffer().put(array);
                out.writeInt(array.length);
                out.write(floats.array());
            }
        } catch (IOException e) {
            throw new IllegalStateException("Memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if they are not what {@link #toBytes} writes
     */
    public static TrainingState of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException("Unknown layout of a checkpoint: " + version);
            }
            int epoch = in.readInt();
            int updates = in.readInt();
            double[] facts = new double[in.readInt()];
            for (int i = 0; i < facts.length; i++) {
                facts[i] = in.readDouble();
            }
            int n = in.readInt();
            List<float[]> arrays = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                float[] array = new float[in.readInt()];
                ByteBuffer.wrap(in.readNBytes(array.length * Float.BYTES))
                        .asFloatBuffer()
                        .get(array);
                arrays.add(array);
            }
            return new TrainingState(epoch, updates, facts, arrays);
        } catch (IOException e) {
            throw new IllegalArgumentException("A checkpoint is cut off", e);
        }
    }
}
