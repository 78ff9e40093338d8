package io.plumbline.retrain.work;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What two models say about the pictures to judge by, in the order of the list. Unreadable pictures are left out.
 *
 * @param index of each picture in the list
 * @param truth class of each, as the new model counts them
 * @param champion the champion's logits, shape (n, its classes)
 * @param challenger the new model's logits, shape (n, its classes)
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
public record Judged(int[] index, int[] truth, float[][] champion, float[][] challenger) {
    private static final int VERSION = 0x504C4A32; // "PLJ2"

    /** The bytes of {@link WorkFolder#JUDGED}: version, n, classes of either model, then for each picture index, truth and both logits. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeInt(index.length);
            out.writeInt(index.length == 0 ? 0 : champion[0].length);
            out.writeInt(index.length == 0 ? 0 : challenger[0].length);
            for (int i = 0; i < index.length; i++) {
                out.writeInt(index[i]);
                out.writeInt(truth[i]);
                for (float[] row : new float[][] {champion[i], challenger[i]}) {
                    for (float logit : row) {
                        out.writeFloat(logit);
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("Memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    /** One after another. */
    public static Judged concat(List<Judged> parts) {
        return new Judged(
                parts.stream().flatMapToInt(p -> Arrays.stream(p.index)).toArray(),
                parts.stream().flatMapToInt(p -> Arrays.stream(p.truth)).toArray(),
                parts.stream().flatMap(p -> Arrays.stream(p.champion)).toArray(float[][]::new),
                parts.stream().flatMap(p -> Arrays.stream(p.challenger)).toArray(float[][]::new));
    }

    /**
     * Reads them.
     *
     * @throws IOException if they are not what {@link #toBytes} writes
     */
    public static Judged of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IOException("Unknown layout of judged pictures: " + Integer.toHexString(version));
            }
            int n = in.readInt();
            int old = in.readInt();
            int fresh = in.readInt();
            Judged judged = new Judged(new int[n], new int[n], new float[n][old], new float[n][fresh]);
            for (int i = 0; i < n; i++) {
                judged.index[i] = in.readInt();
                judged.truth[i] = in.readInt();
                for (float[] row : new float[][] {judged.champion[i], judged.challenger[i]}) {
                    for (int c = 0; c < row.length; c++) {
                        row[c] = in.readFloat();
                    }
                }
            }
            return judged;
        }
    }
}
