package io.plumbline.retrain;

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

    /** Level of the tests at the gates. */
    @WithDefault("0.05")
    double level();

    /** Points of accuracy on the reference pictures that may be lost, 0 to 1: how much may be forgotten. */
    @WithDefault("0.05")
    double forgettingMargin();

    /** Errors accepted among the answers that are not "unsure", 0 to 1: what a new version's threshold is set by. */
    @WithDefault("0.1")
    double acceptedError();

    /** Pictures to learn from that a class which the model does not know needs; a fifth as many are needed to judge by. */
    @WithDefault("50")
    int newClassPictures();

    /** Most bytes of embeddings that are kept for the next retraining. */
    @WithDefault("268435456")
    long embeddingsBytes();

    /** Largest bundle, in bytes. */
    @WithDefault("8388608")
    long maxBytes();

    /** How much slower than the champion a challenger may be on one thread, as a factor. */
    @WithDefault("1.5")
    double slowdown();
}
