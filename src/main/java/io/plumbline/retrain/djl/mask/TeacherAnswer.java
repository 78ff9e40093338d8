package io.plumbline.retrain.djl.mask;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What a teacher said of a picture, in a byte a value, as it is kept and learnt from.
 *
 * @param targets share of each pixel that is subject, 0..255; none if the picture could not be read
 * @param weights how much each pixel counts, 0..255; as long
 * @param area share of the picture that is subject, 0 to 1
 * @param unsure share of unsure pixels among those that are unsure or subject, 0 to 1
 * @param doubtful whether it is for a person to draw
 * @param empty whether the teacher is sure that there is no subject
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
record TeacherAnswer(byte[] targets, byte[] weights, double area, double unsure, boolean doubtful, boolean empty) {
    static final TeacherAnswer UNREADABLE = new TeacherAnswer(new byte[0], new byte[0], 0, 0, false, false);

    private static final int VERSION = 1;
    private static final int DOUBT = 1;
    private static final int NOTHING = 2;

    static TeacherAnswer of(PseudoMask mask) {
        return new TeacherAnswer(
                MaskPicture.bytes(mask.target()),
                MaskPicture.bytes(mask.weight()),
                mask.area(),
                mask.unsure(),
                mask.doubtful(),
                mask.empty());
    }

    boolean isUnreadable() {
        return targets.length == 0;
    }

    float[] target() {
        return MaskPicture.fractions(targets);
    }

    float[] weight() {
        return MaskPicture.fractions(weights);
    }

    /**
     * Layout, deflated: version, number of answers, of each its pixels, area, share of unsure ones, 1 for doubt or 2 for no
     * subject, targets, weights.
     */
    static byte[] toBytes(List<TeacherAnswer> answers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(VERSION);
            out.writeInt(answers.size());
            for (TeacherAnswer each : answers) {
                out.writeInt(each.targets.length);
                out.writeDouble(each.area);
                out.writeDouble(each.unsure);
                out.writeByte(each.doubtful ? DOUBT : each.empty ? NOTHING : 0);
                out.write(each.targets);
                out.write(each.weights);
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
    static List<TeacherAnswer> listOf(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException("Unknown layout of a teacher's answers: " + version);
            }
            int n = in.readInt();
            List<TeacherAnswer> answers = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                int pixels = in.readInt();
                double area = in.readDouble();
                double unsure = in.readDouble();
                int said = in.readByte();
                answers.add(new TeacherAnswer(
                        in.readNBytes(pixels), in.readNBytes(pixels), area, unsure, said == DOUBT, said == NOTHING));
            }
            return answers;
        } catch (IOException e) {
            throw new IllegalArgumentException("A teacher's answers are cut off", e);
        }
    }
}
