package io.plumbline.retrain;

import io.plumbline.bundle.onnx.Weights;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of retraining. */
@ConfigMapping(prefix = "plumbline.retrain")
public interface RetrainConfig {
    /** Whether an incident starts a retraining by itself. */
    @WithDefault("true")
    boolean onIncident();

    /** Audited pictures since the change that a retraining for an incident needs: with fewer nothing could be proven. */
    @WithDefault("600")
    long minPictures();

    /** Growth of that number after which an incident that is still open starts another retraining. */
    @WithDefault("1.3")
    double growth();

    /** Share of devices whose pictures are kept from training, to judge by; 0 to 1. */
    @WithDefault("0.5")
    double testShare();

    /** Seed of everything random in a retraining. */
    @WithDefault("1")
    long seed();

    /**
     * How a retrained model keeps its weights: {@code fp32}, {@code fp16} (half the bytes; hardly a picture is judged otherwise) or
     * {@code int8} (a third; costs up to half a point of accuracy). None is slower.
     */
    @WithDefault("fp16")
    Weights weights();
}
