package io.plumbline.retrain.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What was heard; told of each checkpoint after it was taken. */
public final class HeardTraining implements TrainingListener {
    public final Map<String, byte[]> parts = new TreeMap<>();
    public final List<String> log = new ArrayList<>();
    public final List<Double> fractions = new ArrayList<>();
    public final List<Integer> steps = new ArrayList<>();
    public final NavigableMap<Integer, Map<String, Double>> points = new TreeMap<>();
    private final Consumer<String> atCheckpoint;

    /** Tells of each checkpoint. */
    public HeardTraining(Consumer<String> atCheckpoint) {
        this.atCheckpoint = atCheckpoint;
    }

    @Override
    public void progress(double fraction, String message) {
        assertThat(fraction).as(message).isBetween(0.0, 1.0);
        fractions.add(fraction);
    }

    @Override
    public void log(String line) {
        log.add(line);
    }

    @Override
    public void point(int step, Map<String, Double> values) {
        steps.add(step);
        points.put(step, values);
    }

    @Override
    public void checkpoint(String name, byte[] content) {
        parts.put(name, content);
        atCheckpoint.accept(name);
    }

    /** A child process that trains with so much memory on one thread, as {@code 128M} or {@code 1G}. */
    public static TrainingChild child(String memory) {
        return new TrainingChild(config(memory));
    }

    /** As above, on that device. */
    public static TrainingChild child(String memory, TrainingConfig.Device device) {
        return new TrainingChild(config(memory, device));
    }

    /** Its settings. */
    public static TrainingConfig config(String memory) {
        return config(memory, TrainingConfig.Device.CPU);
    }

    private static TrainingConfig config(String memory, TrainingConfig.Device device) {
        return new TrainingConfig() {
            @Override
            public MemorySize memory() {
                boolean giga = memory.endsWith("G");
                long number = Long.parseLong(memory.substring(0, memory.length() - 1));
                return new MemorySize(BigInteger.valueOf(number << (giga ? 30 : 20)));
            }

            @Override
            public int threads() {
                return 1;
            }

            @Override
            public Device device() {
                return device;
            }

            @Override
            public Optional<Path> work() {
                return Optional.empty();
            }
        };
    }
}
