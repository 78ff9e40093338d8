package io.plumbline.retrain.gate;

import io.plumbline.retrain.gate.GateConfig.Goal;
import io.plumbline.retrain.gate.GateConfig.ModelLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one model's versions are held to.
 *
 * @param level one-sided chance of a false pass
 * @param goal what QUALITY asks
 * @param margins in accuracy and in confidently wrong answers
 * @param judged which watched segments are judged
 * @param budget on the phone
 */
record GateLimits(double level, Goal goal, Margins margins, Judged judged, Budget budget) {
    /**
     * Margins, each above 0 and below 1.
     *
     * @param worthwhile gain whose absence is a no
     * @param overall loss that non-inferiority puts up with
     * @param segment the same in a watched segment
     * @param reference the same on reference pictures
     * @param safety rise of confidently wrong answers
     */
    record Margins(double worthwhile, double overall, double segment, double reference, double safety) {
        /** @throws IllegalArgumentException naming the key whose value is out of its range */
        Margins {
            fraction("worthwhile", worthwhile);
            fraction("margin", overall);
            fraction("segment-margin", segment);
            fraction("reference-margin", reference);
            fraction("safety-margin", safety);
        }
    }

    /**
     * From when on a watched segment is judged, and may be what a version fails to be proven good for.
     *
     * @param labels fewest labels of it, at least 1
     * @param share smallest share of all labels, 0 to below 1
     */
    record Judged(int labels, double share) {
        /** @throws IllegalArgumentException naming the key whose value is out of its range */
        Judged {
            if (labels < 1) {
                throw new IllegalArgumentException("plumbline.gates.segment-labels is " + labels
                        + "; it is at least 1, which judges every segment");
            }
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "plumbline.gates.segment-share is " + share + "; it is at least 0 and below 1");
            }
        }

        /** Labels from which a segment is judged, of so many in all. */
        int labels(int all) {
            return (int) Math.max(labels, Math.ceil(share * all));
        }
    }

    /**
     * What a version may cost.
     *
     * @param bytes of the bundle, at most
     * @param slowdown time for a picture over the champion's, at most
     * @param growth memory of a run over the champion's, at most
     * @param latency time for a picture, at most
     * @param memory of a run in bytes, at most
     */
    record Budget(long bytes, double slowdown, double growth, Optional<Duration> latency, OptionalLong memory) {}

    /** @throws IllegalArgumentException if the level is out of its range */
    GateLimits {
        if (!(level > 0 && level < 0.5)) {
            throw new IllegalArgumentException("plumbline.gates.level is " + level + "; it is between 0 and 0.5");
        }
    }

    /** Those of a model: its own where they are set, else the installation's. */
    static GateLimits of(GateConfig config, String model) {
        Optional<ModelLimits> own = Optional.ofNullable(config.models().get(model));
        return new GateLimits(
                config.level(),
                own.flatMap(ModelLimits::goal).orElse(config.goal()),
                new Margins(
                        config.worthwhile(),
                        own.map(m -> m.margin().orElse(config.margin())).orElse(config.margin()),
                        own.map(m -> m.segmentMargin().orElse(config.segmentMargin()))
                                .orElse(config.segmentMargin()),
                        config.referenceMargin(),
                        config.safetyMargin()),
                new Judged(
                        own.map(m -> m.segmentLabels().orElse(config.segmentLabels()))
                                .orElse(config.segmentLabels()),
                        own.map(m -> m.segmentShare().orElse(config.segmentShare()))
                                .orElse(config.segmentShare())),
                new Budget(
                        own.map(m -> m.maxBytes().orElse(config.maxBytes())).orElse(config.maxBytes()),
                        own.map(m -> m.slowdown().orElse(config.slowdown())).orElse(config.slowdown()),
                        own.map(m -> m.growth().orElse(config.growth())).orElse(config.growth()),
                        own.flatMap(ModelLimits::maxLatency).or(config::maxLatency),
                        own.map(ModelLimits::maxMemory)
                                .filter(OptionalLong::isPresent)
                                .orElse(config.maxMemory())));
    }

    private static void fraction(String key, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException("plumbline.gates." + key + " is " + value + "; it is between 0 and 1");
        }
    }
}
