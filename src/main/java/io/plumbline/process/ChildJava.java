package io.plumbline.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Java in a process of its own. Of this process's environment it hears only what a program needs to run: neither secrets, which what
 * was uploaded could look for, nor options for this Java ({@code JAVA_TOOL_OPTIONS}), such as a debugger's port, which is taken.
 */
public final class ChildJava {
    private static final Set<String> KEPT = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LANG",
            "LC_ALL",
            "TZ",
            // Where temporary files go, on each system.
            "TMPDIR",
            "TMP",
            "TEMP",
            "SystemRoot",
            // Where native libraries are found, and unpacked to: those of DJL, ONNX Runtime and PyTorch; and that DJL
            // is to be quiet.
            "LD_LIBRARY_PATH",
            "DYLD_LIBRARY_PATH",
            "DJL_CACHE_DIR",
            "ENGINE_CACHE_DIR",
            "DJL_OFFLINE",
            "OPT_OUT_TRACKING",
            "PYTORCH_LIBRARY_PATH",
            "PYTORCH_VERSION",
            "PYTORCH_FLAVOR",
            "PYTORCH_PRECXX11",
            // Which cards are to be used.
            "CUDA_VISIBLE_DEVICES");

    private ChildJava() {}

    /**
     * One that is to be started.
     *
     * @param threads that native libraries may use, at least 1
     * @param arguments options, class path, program and its arguments
     */
    public static ProcessBuilder of(int threads, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> kept = kept(builder.environment());
        builder.environment().clear();
        builder.environment().putAll(kept);
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        return builder;
    }

    /** What is kept of an environment. */
    static Map<String, String> kept(Map<String, String> environment) {
        Map<String, String> kept = new TreeMap<>(environment);
        kept.keySet().retainAll(KEPT);
        return kept;
    }
}
