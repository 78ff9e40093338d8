package io.plumbline.bundle;

import io.plumbline.kernel.Rejection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A handful of inputs and the outputs that a model must give for them, whoever runs it.
 *
 * <p>In the bundle: {@code golden/inputs.f32} and {@code golden/outputs.f32}, raw little-endian float32 without header,
 * one case after the other. Inputs are normalised pictures in the model's layout, outputs what the graph gives for them.
 *
 * <p>The arrays are owned by the record: do not write to them.
 *
 * @param inputs shape (cases, channels × height × width)
 * @param outputs shape (cases, size of the output)
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: golden cases are never compared nor used as keys.
public record Golden(float[][] inputs, float[][] outputs) {
    /** Greatest difference allowed between an expected and a computed logit, plus as much of its size. */
    public static final double TOLERANCE = 1e-4;

    /** Most cases a bundle may hold. */
    public static final int MOST_CASES = 64;

    /** @throws IllegalArgumentException if there are none, too many, or not as many outputs as inputs */
    public Golden {
        if (inputs.length < 1 || inputs.length > MOST_CASES || inputs.length != outputs.length) {
            throw new IllegalArgumentException("Golden cases must be 1 to " + MOST_CASES + " with an output each: "
                    + inputs.length + " inputs, " + outputs.length + " outputs");
        }
    }

    /**
     * Greatest difference between the expected outputs and some computed ones, each divided by {@code max(1, |expected|)}.
     *
     * @return at least 0; infinite if a computed output is not a number or the shapes differ
     */
    public double greatestDifference(float[][] computed) {
        if (computed.length != outputs.length) {
            return Double.POSITIVE_INFINITY;
        }
        double greatest = 0;
        for (int i = 0; i < computed.length; i++) {
            if (computed[i].length != outputs[i].length) {
                return Double.POSITIVE_INFINITY;
            }
            for (int c = 0; c < computed[i].length; c++) {
                double size = Math.max(1, Math.abs(outputs[i][c]));
                double difference = Math.abs((double) computed[i][c] - outputs[i][c]) / size;
                greatest = Math.max(greatest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
            }
        }
        return greatest;
    }

    /** Inputs or outputs as the bytes of their file. */
    public static byte[] toBytes(float[][] rows) {
        ByteBuffer raw =
                ByteBuffer.allocate(rows.length * rows[0].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            raw.asFloatBuffer().put(row);
            raw.position(raw.position() + row.length * Float.BYTES);
        }
        return raw.array();
    }

    /**
     * Reads such bytes.
     *
     * @param file its name, for people
     * @param rowLength values of each case
     * @throws Rejection REFUSED, {@code bundle-golden-wrong}
     */
    public static float[][] fromBytes(String file, byte[] raw, int rowLength) {
        int rowBytes = rowLength * Float.BYTES;
        int rows = raw.length / rowBytes;
        if (raw.length == 0 || raw.length % rowBytes != 0 || rows > MOST_CASES) {
            throw wrong(file + " has " + raw.length + " bytes, not 1 to " + MOST_CASES + " times " + rowBytes);
        }
        float[][] all = new float[rows][rowLength];
        ByteBuffer buffer = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : all) {
            for (int i = 0; i < rowLength; i++) {
                row[i] = buffer.getFloat();
                if (!Float.isFinite(row[i])) {
                    throw wrong(file + " contains " + row[i]);
                }
            }
        }
        return all;
    }

    static Rejection wrong(String what) {
        return new Rejection(Rejection.Kind.REFUSED, "bundle-golden-wrong", what + ".");
    }
}
