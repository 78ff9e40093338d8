package io.plumbline.retrain.gate;

import io.plumbline.bundle.Bundle;
import io.plumbline.process.ChildClassPath;
import io.plumbline.process.ChildJava;
import io.plumbline.process.MemoryWatch;
import io.plumbline.process.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What running a model costs, measured in a process of its own, where nothing else runs.
 *
 * @param memory bytes that running it adds to a process at most: the peak of its working set less what it was before the model was
 *     loaded; empty where that cannot be told, other than on Linux, whose kernel tells it
 * @param latency empty where it was not asked for, or the process did not end well
 */
record RunCost(OptionalLong memory, Optional<Latency> latency) {
    /** What the word of memory begins with. */
    static final String MEMORY = "peak-bytes ";

    /** What the word of time begins with. */
    static final String TIME = "time ";

    private static final Logger LOG = Logger.getLogger(RunCost.class);
    private static final int HEAP_MIB = 64;
    private static final int HEAP_A_BYTE = 6;
    private static final long PATIENCE_SECONDS = 600;

    /**
     * Memory alone.
     *
     * @param most bytes that a model may take here; one that takes more is ended and not measured
     */
    static OptionalLong memory(Bundle bundle, long most) {
        return measured(bundle, Optional.empty(), List.of(), most).memory();
    }

    /**
     * Memory and time.
     *
     * @param beside what to compare the time with, if there is something
     * @param most bytes that each may take here; one that takes more is ended and not measured
     */
    static RunCost measure(Bundle bundle, Optional<Bundle> beside, long most) {
        return measured(bundle, beside, List.of(RunProbe.TIME), most);
    }

    private static RunCost measured(Bundle bundle, Optional<Bundle> beside, List<String> what, long most) {
        try (TemporaryFolder folder = TemporaryFolder.create("plumbline-cost")) {
            RunProbe.write(folder.path(), RunProbe.MODEL, bundle);
            if (beside.isPresent()) {
                RunProbe.write(folder.path(), RunProbe.BESIDE, beside.get());
            }
            return run(bundle, beside.orElse(bundle), what, most, folder.path());
        } catch (IOException e) {
            throw new UncheckedIOException("The cost of running a model could not be measured", e);
        }
    }

    private static RunCost run(Bundle bundle, Bundle beside, List<String> what, long most, Path folder)
            throws IOException {
        long heap = HEAP_MIB + HEAP_A_BYTE * Math.max(size(bundle), size(beside)) / (1 << 20);
        List<String> arguments = new ArrayList<>(List.of(
                "-Xms" + heap + "m",
                "-Xmx" + heap + "m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                ChildClassPath.find(),
                RunProbe.class.getName(),
                folder.toString()));
        arguments.addAll(what);
        Path answer = folder.resolve("answer");
        ProcessBuilder builder =
                ChildJava.of(1, arguments).redirectErrorStream(true).redirectOutput(answer.toFile());
        // The allocator keeps an arena a thread; one makes figures comparable.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        Process process = builder.start();
        MemoryWatch watch = new MemoryWatch(process, 2 * most + (heap << 20));
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(answer, StandardCharsets.UTF_8);
            if (!ended || watch.ended() || process.exitValue() != 0) {
                LOG.warnf("What it costs to run %s could not be measured: %s", bundle, said);
            }
            return new RunCost(
                    word(said, MEMORY)
                            .map(Long::parseLong)
                            .map(OptionalLong::of)
                            .orElse(OptionalLong.empty()),
                    word(said, TIME).map(Latency::of));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while it was measured", e);
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static Optional<String> word(String said, String begin) {
        return said.lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .findFirst();
    }

    private static long size(Bundle bundle) {
        return bundle.onnx().length + 4L * bundle.definition().input().size();
    }
}
