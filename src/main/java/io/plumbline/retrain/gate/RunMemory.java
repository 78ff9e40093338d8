package io.plumbline.retrain.gate;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.process.ChildJava;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Memory that running a model adds to a process at most: the peak of its working set less what it was before the model was
 * loaded. Measured in a process of its own, where nothing else runs; on Linux only, whose kernel tells it.
 */
final class RunMemory {
    private static final Logger LOG = Logger.getLogger(RunMemory.class);
    private static final int HEAP_MIB = 64;
    private static final int HEAP_A_BYTE = 6;
    private static final long PATIENCE_SECONDS = 120;
    private static final List<String> NEEDED = List.of(
            "ai.onnxruntime.OrtEnvironment",
            "ai.djl.engine.Engine",
            "ai.djl.onnxruntime.engine.OrtEngineProvider",
            "org.slf4j.LoggerFactory",
            "com.google.gson.Gson",
            "ai.onnx.proto.OnnxMl",
            "com.google.protobuf.Message",
            "org.jspecify.annotations.NullMarked");

    private RunMemory() {}

    /** Bytes, or empty where that cannot be told. */
    static OptionalLong measure(Bundle bundle) {
        if (!Files.exists(MemoryProbe.STATUS)) {
            return OptionalLong.empty();
        }
        try {
            Path folder = Files.createTempDirectory("plumbline-memory");
            Path model = folder.resolve("model.onnx");
            Path answer = folder.resolve("answer");
            try {
                Files.write(model, bundle.onnx());
                return run(bundle, model, answer);
            } finally {
                Files.deleteIfExists(model);
                Files.deleteIfExists(answer);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The memory of a model could not be measured", e);
        }
    }

    private static OptionalLong run(Bundle bundle, Path model, Path answer) throws IOException {
        ModelDefinition.Input input = bundle.definition().input();
        long heap = HEAP_MIB + HEAP_A_BYTE * (bundle.onnx().length + 4L * input.size()) / (1 << 20);
        List<String> arguments = new ArrayList<>(List.of(
                "-Xms" + heap + "m",
                "-Xmx" + heap + "m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                MemoryProbe.class.getName(),
                model.toString(),
                bundle.definition().output(),
                input.name()));
        for (int each : new int[] {input.channels(), input.height(), input.width()}) {
            arguments.add(Integer.toString(each));
        }
        ProcessBuilder builder =
                ChildJava.of(1, arguments).redirectErrorStream(true).redirectOutput(answer.toFile());
        // The allocator keeps an arena a thread; one makes figures comparable.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(answer, StandardCharsets.UTF_8);
            Optional<String> bytes = said.lines()
                    .filter(line -> line.startsWith(MemoryProbe.ANSWER))
                    .map(line -> line.substring(MemoryProbe.ANSWER.length()))
                    .findFirst();
            if (!ended || process.exitValue() != 0 || bytes.isEmpty()) {
                LOG.warnf("The memory of %s could not be measured: %s", bundle, said);
                return OptionalLong.empty();
            }
            return OptionalLong.of(Long.parseLong(bytes.get()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while memory was measured", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Where the few classes that the probe needs were loaded from. */
    private static String classPath() throws IOException {
        Set<String> places = new LinkedHashSet<>();
        places.add(place(MemoryProbe.class));
        for (String name : NEEDED) {
            try {
                places.add(place(Class.forName(name, false, MemoryProbe.class.getClassLoader())));
            } catch (ClassNotFoundException e) {
                // Safe because: what the probe misses it says, and then memory counts as not measured.
                LOG.debugf(e, "%s is not here", name);
            }
        }
        return String.join(File.pathSeparator, places);
    }

    private static String place(Class<?> type) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IOException("Nobody knows where " + type.getName() + " was loaded from");
        }
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IOException("Not a file: " + source.getLocation(), e);
        }
    }
}
