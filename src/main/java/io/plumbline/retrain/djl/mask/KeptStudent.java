package io.plumbline.retrain.djl.mask;

import io.plumbline.retrain.djl.mask.DistillationTrainer.Student;
import io.plumbline.retrain.djl.resume.TrainingState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a distillation goes on from: where it stood after an epoch and the best student until then, in one part, so that one is
 * never newer than the other.
 */
record KeptStudent(TrainingState state, Student best) {
    private static final int VERSION = 1;

    /** Layout: version, length of the state, state, epoch of the best, its score (mean, pictures, poor), its graph to the end. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            byte[] training = state.toBytes();
            out.writeInt(VERSION);
            out.writeInt(training.length);
            out.write(training);
            out.writeInt(best.epoch());
            out.writeDouble(best.validation().mean());
            out.writeInt(best.validation().pictures());
            out.writeDouble(best.validation().poor());
            out.write(best.onnx());
        } catch (IOException e) {
            throw new IllegalStateException("Memory can be written to", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is not what {@link #toBytes} writes
     */
    static KeptStudent of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException("Unknown layout of a kept student: " + version);
            }
            TrainingState state = TrainingState.of(in.readNBytes(in.readInt()));
            int epoch = in.readInt();
            MaskScore score = new MaskScore(in.readDouble(), in.readInt(), in.readDouble());
            return new KeptStudent(state, new Student(in.readAllBytes(), epoch, score));
        } catch (IOException e) {
            throw new IllegalArgumentException("A kept student is cut off", e);
        }
    }
}
