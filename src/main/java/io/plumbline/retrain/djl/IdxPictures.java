package io.plumbline.retrain.djl;

import io.plumbline.bundle.ModelDefinition.Input;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.retrain.djl.whole.PictureSet;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Grey pictures and their labels, as the gzipped IDX files that MNIST made usual hold them.
 *
 * <p>The arrays are owned by the record: do not write to them.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pictures each height × width samples, 0 to 255 as unsigned bytes, row by row
 * @param labels one for each picture, 0 to 255
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: picture sets are never compared nor used as keys.
public record IdxPictures(int width, int height, byte[][] pictures, int[] labels) implements PictureSet {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;
    private static final int MOST = 1_000_000;

    /** @throws IllegalArgumentException if there are not as many labels as pictures */
    public IdxPictures {
        if (pictures.length != labels.length) {
            throw new IllegalArgumentException(pictures.length + " pictures but " + labels.length + " labels");
        }
    }

    /**
     * Reads a pair of gzipped files; closes neither stream.
     *
     * @throws IOException if one of them is not such a file or ends early
     */
    public static IdxPictures read(InputStream imagesGz, InputStream labelsGz) throws IOException {
        DataInputStream images = new DataInputStream(new GZIPInputStream(imagesGz, 1 << 16));
        int n = head(images, IMAGES);
        int height = images.readInt();
        int width = images.readInt();
        if (height < 1 || width < 1 || height > 4096 || width > 4096) {
            throw new IOException("An IDX file claims pictures of " + width + " × " + height);
        }
        byte[][] pictures = new byte[n][height * width];
        for (byte[] picture : pictures) {
            images.readFully(picture);
        }
        DataInputStream stream = new DataInputStream(new GZIPInputStream(labelsGz, 1 << 14));
        int[] labels = new int[head(stream, LABELS)];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = stream.readUnsignedByte();
        }
        return new IdxPictures(width, height, pictures, labels);
    }

    private static int head(DataInputStream stream, int magic) throws IOException {
        int found = stream.readInt();
        int n = stream.readInt();
        if (found != magic || n < 0 || n > MOST) {
            throw new IOException("Not an IDX file: it starts with " + Integer.toHexString(found) + ", count " + n);
        }
        return n;
    }

    @Override
    public Input input() {
        return Input.grey(OnnxWriter.INPUT, width, height);
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public byte[] samples(int number) {
        return pictures[number];
    }

    @Override
    public int label(int number) {
        return labels[number];
    }

    @Override
    public float weight(int number) {
        return 1;
    }

    /** The pictures at some places, in that order. */
    public IdxPictures pick(int[] indices) {
        byte[][] some = new byte[indices.length][];
        int[] someLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            some[i] = pictures[indices[i]];
            someLabels[i] = labels[indices[i]];
        }
        return new IdxPictures(width, height, some, someLabels);
    }

    /** Network inputs: samples divided by 255; shape (pictures, height × width). */
    public float[][] inputs() {
        float[][] inputs = new float[pictures.length][width * height];
        for (int i = 0; i < pictures.length; i++) {
            for (int p = 0; p < inputs[i].length; p++) {
                inputs[i][p] = (pictures[i][p] & 0xFF) / 255f;
            }
        }
        return inputs;
    }

    /** The pictures as a gzipped IDX file; the same pictures give the same bytes. */
    public byte[] imagesGz() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(all))) {
            out.writeInt(IMAGES);
            out.writeInt(pictures.length);
            out.writeInt(height);
            out.writeInt(width);
            for (byte[] picture : pictures) {
                out.write(picture);
            }
        }
        return all.toByteArray();
    }

    /** The labels as a gzipped IDX file; the same labels give the same bytes. */
    public byte[] labelsGz() throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(8 + labels.length);
        raw.putInt(LABELS).putInt(labels.length);
        for (int label : labels) {
            raw.put((byte) label);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(all)) {
            out.write(raw.array());
        }
        return all.toByteArray();
    }
}
