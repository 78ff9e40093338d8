package io.plumbline.retrain.work;

import io.plumbline.kernel.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Embeddings by the address of their picture, as bytes: version, n, width, then of each its digest and its floats. */
public final class EmbeddingFile {
    private static final int VERSION = 0x504C4531; // "PLE1"
    private static final int DIGEST = 32;

    private EmbeddingFile() {}

    /** Writes embeddings of equal width; in the order of their addresses, so that the same give the same bytes. */
    public static byte[] toBytes(Map<Sha256, float[]> embeddings) {
        Map<String, float[]> sorted = new TreeMap<>();
        embeddings.forEach((image, features) -> sorted.put(image.hex(), features));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            out.writeInt(sorted.size());
            out.writeInt(
                    sorted.values().stream().mapToInt(f -> f.length).findFirst().orElse(0));
            for (Map.Entry<String, float[]> each : sorted.entrySet()) {
                out.write(HexFormat.of().parseHex(each.getKey()));
                for (float feature : each.getValue()) {
                    out.writeFloat(feature);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("Memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads them.
     *
     * @throws IOException if they are not what {@link #toBytes} writes
     */
    public static Map<Sha256, float[]> of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IOException("Unknown layout of embeddings: " + Integer.toHexString(version));
            }
            int n = in.readInt();
            int width = in.readInt();
            Map<Sha256, float[]> embeddings = new HashMap<>();
            for (int i = 0; i < n; i++) {
                Sha256 image = new Sha256(HexFormat.of().formatHex(in.readNBytes(DIGEST)));
                float[] features = new float[width];
                for (int f = 0; f < width; f++) {
                    features[f] = in.readFloat();
                }
                embeddings.put(image, features);
            }
            return embeddings;
        }
    }
}
