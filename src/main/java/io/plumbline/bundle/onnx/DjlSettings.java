package io.plumbline.bundle.onnx;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

/**
 * What DJL must be told before its first class is touched: download nothing, report nothing, use one thread.
 *
 * <p>Set as system properties, so that {@code java -jar} needs no environment; what the user has set already wins.
 * {@code DJL_CACHE_DIR} (default {@code ~/.djl.ai}) is left as it is.
 */
public final class DjlSettings {
    private static final String[][] DEFAULTS = {
        {"ai.djl.offline", "true"},
        {"OPT_OUT_TRACKING", "true"},
        {"ai.djl.pytorch.num_threads", "1"},
        {"ai.djl.pytorch.num_interop_threads", "1"},
        {"ai.djl.onnxruntime.num_threads", "1"},
        {"ai.djl.onnxruntime.num_interop_threads", "1"},
    };

    private DjlSettings() {}

    /** Sets what is not set; cheap, to be called first by every class that uses DJL. */
    public static void apply() {
        for (String[] each : DEFAULTS) {
            if (System.getProperty(each[0]) == null) {
                System.setProperty(each[0], each[1]);
            }
        }
    }

    /** Loads ONNX Runtime, so that what is measured after it is a model's alone. */
    public static void load() {
        runtime();
    }

    /**
     * ONNX Runtime's one environment in this process.
     *
     * <p>DJL must be the one to create it: it insists on options of its own, and its engine is lost for the life of the
     * process where somebody else was first. A program that uses ONNX Runtime without this class calls this once at its
     * start.
     */
    public static OrtEnvironment runtime() {
        apply();
        Engine.getEngine("OnnxRuntime");
        return OrtEnvironment.getEnvironment();
    }
}
