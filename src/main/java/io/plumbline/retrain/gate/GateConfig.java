package io.plumbline.retrain.gate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a new version is asked before it may reach a phone. */
@ConfigMapping(prefix = "plumbline.gates")
public interface GateConfig {
    /** Chance that a gate passes what it should not, one-sided, above 0 to below 0.5. */
    @WithDefault("0.05")
    double level();

    /** What QUALITY asks of a challenger: `superiority` (proven better) or `non-inferiority` (proven not worse by the margin). */
    @WithDefault("superiority")
    Goal goal();

    /** Gain in accuracy that is worth a new version, 0 to 1: where it is ruled out, QUALITY fails instead of asking for labels. */
    @WithDefault("0.01")
    double worthwhile();

    /** Loss of accuracy that non-inferiority puts up with, 0 to 1. */
    @WithDefault("0.02")
    double margin();

    /** Loss of accuracy that is put up with in a watched segment, 0 to 1. */
    @WithDefault("0.05")
    double segmentMargin();

    /**
     * Labels from which a watched segment is judged: a new version that they do not prove as good there is not passed. Fewer are
     * listed as not judged; `1`, with a `segment-share` of `0`, judges every segment.
     */
    @WithDefault("100")
    int segmentLabels();

    /** Share of all labels from which a watched segment is judged, 0 to 1; smaller ones are judged together. */
    @WithDefault("0.05")
    double segmentShare();

    /** Loss of accuracy that is put up with on reference pictures, 0 to 1: how much may be forgotten. */
    @WithDefault("0.05")
    double referenceMargin();

    /** Rise of the rate of confidently wrong answers that SAFETY puts up with, 0 to 1. */
    @WithDefault("0.02")
    double safetyMargin();

    /** Mean intersection over union with masks that people made which a segmenter has to exceed where nothing is live; 0 to 1. */
    @WithDefault("0.5")
    double firstIou();

    /** Largest bundle, in bytes. */
    @WithDefault("8388608")
    long maxBytes();

    /** Time for a picture on one thread, as a multiple of the champion's. */
    @WithDefault("1.5")
    double slowdown();

    /** Memory of a run, as a multiple of the champion's; 8 MiB more are put up with in any case. */
    @WithDefault("1.5")
    double growth();

    /** Longest time for a picture on one thread of the machine that measures. */
    Optional<Duration> maxLatency();

    /** Most memory that a run may add to a process, in bytes. */
    OptionalLong maxMemory();

    /** The same of single models, where they differ. */
    Map<String, ModelLimits> models();

    /** What QUALITY asks. */
    enum Goal {
        SUPERIORITY,
        NON_INFERIORITY
    }

    /** What differs for one model. */
    interface ModelLimits {
        /** What QUALITY asks of this model. */
        Optional<Goal> goal();

        /** Loss of accuracy that non-inferiority of this model puts up with. */
        OptionalDouble margin();

        /** Loss of accuracy that is put up with in a watched segment of this model. */
        OptionalDouble segmentMargin();

        /** Labels from which a watched segment of this model is judged. */
        OptionalInt segmentLabels();

        /** Share of all labels from which a watched segment of this model is judged. */
        OptionalDouble segmentShare();

        /** Largest bundle of this model, in bytes. */
        OptionalLong maxBytes();

        /** Time for a picture, as a multiple of this model's champion's. */
        OptionalDouble slowdown();

        /** Memory of a run, as a multiple of this model's champion's. */
        OptionalDouble growth();

        /** Longest time for a picture of this model. */
        Optional<Duration> maxLatency();

        /** Most memory that a run of this model may add, in bytes. */
        OptionalLong maxMemory();
    }
}
