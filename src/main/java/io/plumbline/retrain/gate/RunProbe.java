package io.plumbline.retrain.gate;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Golden;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.onnx.DjlSettings;
import io.plumbline.bundle.onnx.OnnxRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A program that runs a model and says what that costs. First memory: its heap is touched before, so what grows is the model's,
 * weights, plans and the buffers of a run. Then time, beside another model if there is one.
 */
final class RunProbe {
    /** What the kernel tells about this process. */
    static final Path STATUS = Path.of("/proc/self/status");

    /** What is measured. */
    static final String MODEL = "model";

    /** What it is measured beside. */
    static final String BESIDE = "beside";

    /** Argument: measure time, too. */
    static final String TIME = "time";

    private static final Path FORGET_PEAK = Path.of("/proc/self/clear_refs");
    private static final int RUNS = 10;

    private RunProbe() {}

    /**
     * A model, and inputs to run it on.
     *
     * @param inputs at least one
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
    record Sampled(Network network, float[][] inputs) {}

    /** Writes what the program reads. */
    static void write(Path folder, String name, Bundle bundle) throws IOException {
        Files.write(folder.resolve(name + ".json"), bundle.definition().toJson());
        Files.write(folder.resolve(name + ".onnx"), bundle.onnx());
        Files.write(
                folder.resolve(name + ".f32"), Golden.toBytes(bundle.golden().inputs()));
    }

    /** Arguments: the folder, and what to measure beside memory. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Sampled model = read(folder, MODEL).orElseThrow();
        DjlSettings.load();
        if (Files.exists(STATUS)) {
            System.out.println(RunCost.MEMORY + memory(model.network()));
        }
        if (List.of(arguments).contains(TIME)) {
            System.out.println(
                    RunCost.TIME + Latency.measure(read(folder, BESIDE), model).words());
        }
    }

    private static long memory(Network network) throws IOException {
        Files.writeString(FORGET_PEAK, "5");
        long before = kibibytes("VmRSS:");
        try (OnnxRunner runner = network.runner()) {
            float[][] picture = new float[1][network.definition().input().size()];
            for (int run = 0; run < RUNS; run++) {
                runner.run(picture);
            }
        }
        return Math.max(0, kibibytes("VmHWM:") - before) * 1024;
    }

    private static Optional<Sampled> read(Path folder, String name) throws IOException {
        Path json = folder.resolve(name + ".json");
        if (!Files.exists(json)) {
            return Optional.empty();
        }
        ModelDefinition definition = ModelDefinition.fromJson(Files.readAllBytes(json));
        Path inputs = folder.resolve(name + ".f32");
        return Optional.of(new Sampled(
                new Network(definition, Files.readAllBytes(folder.resolve(name + ".onnx"))),
                Golden.fromBytes(
                        inputs.toString(),
                        Files.readAllBytes(inputs),
                        definition.input().size())));
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
