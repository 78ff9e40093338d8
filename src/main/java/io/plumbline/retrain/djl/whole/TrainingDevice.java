package io.plumbline.retrain.djl.whole;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.LibUtils;
import io.plumbline.bundle.onnx.DjlSettings;
import java.nio.file.Files;
import java.nio.file.Path;

/** What networks are trained on: the one place that decides it. A last layer takes a second, and is trained on the CPU. */
public final class TrainingDevice {
    /** The system property by which a child process hears it; in the service a setting of the same name. */
    static final String SETTING = "plumbline.training.device";

    private TrainingDevice() {}

    /**
     * What was chosen; the CPU where nothing was. DJL is told what {@link DjlSettings} say first.
     *
     * @throws IllegalStateException if it is the GPU and PyTorch has none to use: what was looked for, and the remedy
     */
    public static Device chosen() {
        return of(System.getProperty(SETTING, "cpu"));
    }

    /** What was chosen, as a log says it. */
    public static String name() {
        return chosen().isGpu() ? "the GPU" : "the CPU";
    }

    /** @throws IllegalArgumentException if there is no device of that name */
    static Device of(String name) {
        DjlSettings.apply();
        return switch (name) {
            case "cpu" -> Device.cpu();
            case "gpu" -> gpu();
            default -> throw new IllegalArgumentException(SETTING + " is '" + name + "'; it can be cpu or gpu.");
        };
    }

    private static Device gpu() {
        Engine engine = engine();
        if (engine.hasCapability(StandardCapabilities.CUDA)) {
            return Device.gpu();
        }
        Path libraries = Path.of(LibUtils.getLibtorchPath());
        boolean cuda = Files.exists(libraries.resolve(System.mapLibraryName("torch_cuda")));
        throw new IllegalStateException(missing(engine.getVersion(), libraries, cuda));
    }

    private static Engine engine() {
        try {
            return Engine.getEngine("PyTorch");
        } catch (EngineException e) {
            throw new IllegalStateException(unloadable(e));
        }
    }

    /** A PyTorch for CUDA is linked with the driver's libcuda: without a driver it does not even load. */
    static String unloadable(Throwable why) {
        Throwable cause = why;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return SETTING + " is gpu, but PyTorch does not load: " + cause.getMessage()
                + ". libcuda.so.1 belongs to NVIDIA's driver (nvidia-smi), all others to the PyTorch in"
                + " PYTORCH_LIBRARY_PATH.";
    }

    /** Why PyTorch has no GPU to use, and what to do. */
    static String missing(String version, Path libraries, boolean cuda) {
        String found = SETTING + " is gpu, but PyTorch " + version + " in " + libraries;
        if (cuda) {
            return found
                    + " sees no card. nvidia-smi tells which the driver sees, and which CUDA it knows; this PyTorch"
                    + " must not be built for a newer one. Or set " + SETTING + "=cpu.";
        }
        return found
                + " was built for the CPU: there is no libtorch_cuda. Set PYTORCH_LIBRARY_PATH to the folder lib of"
                + " a PyTorch " + version + " for CUDA 12, PYTORCH_VERSION=" + version + " and PYTORCH_FLAVOR=cu128. Or"
                + " set " + SETTING + "=cpu.";
    }
}
