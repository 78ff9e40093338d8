package io.plumbline.retrain.gate;

import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.OnnxRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * A program that runs a model and says how much memory that took. Its heap is touched before, so what grows is the model's:
 * weights, plans and the buffers of a run.
 */
final class MemoryProbe {
    /** What the kernel tells about this process. */
    static final Path STATUS = Path.of("/proc/self/status");

    /** What the answer begins with. */
    static final String ANSWER = "peak-bytes ";

    private static final Path FORGET_PEAK = Path.of("/proc/self/clear_refs");
    private static final int RUNS = 10;

    private MemoryProbe() {}

    /** Arguments: file, output, input, channels, height, width. */
    public static void main(String[] arguments) throws IOException {
        byte[] onnx = Files.readAllBytes(Path.of(arguments[0]));
        int channels = Integer.parseInt(arguments[3]);
        ModelDefinition.Input input = new ModelDefinition.Input(
                arguments[2],
                Integer.parseInt(arguments[5]),
                Integer.parseInt(arguments[4]),
                channels,
                "NCHW",
                Collections.nCopies(channels, 0f),
                Collections.nCopies(channels, 1f));
        DjlSettings.load();
        Files.writeString(FORGET_PEAK, "5");
        long before = kibibytes("VmRSS:");
        try (OnnxRunner runner = new OnnxRunner(onnx, input.port(), arguments[1])) {
            float[][] picture = new float[1][input.size()];
            for (int run = 0; run < RUNS; run++) {
                runner.run(picture);
            }
        }
        long peak = kibibytes("VmHWM:");
        System.out.println(ANSWER + Math.max(0, peak - before) * 1024);
    }

    private static long kibibytes(String key) throws IOException {
        List<String> lines = Files.readAllLines(STATUS);
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("The kernel does not tell " + key));
    }
}
