package io.plumbline.retrain.work;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Settings of the child process that trains. */
@ConfigMapping(prefix = "plumbline.training")
public interface TrainingConfig {
    /**
     * How much memory a training may use, native libraries and all; half of it is for Java. One that uses more is ended. The same goes
     * for a process that judges a version, and for one that draws masks.
     */
    @WithDefault("2G")
    MemorySize memory();

    /** How many threads PyTorch and ONNX Runtime compute with. The same seed gives the same bytes for the same number. */
    @WithDefault("1")
    int threads();

    /**
     * What networks are trained on: {@code cpu} or {@code gpu}. A last layer takes a second, and is trained on the CPU. On a GPU the
     * same seed does not give the same bytes.
     */
    @WithDefault("cpu")
    Device device();

    /** Folder for the files of trainings under way; the system's temporary folder when not set. */
    Optional<Path> work();

    /** What a network is trained on. */
    enum Device {
        CPU,
        GPU;

        /** As settings write it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
