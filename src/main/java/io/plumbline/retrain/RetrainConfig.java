package io.plumbline.retrain;

import io.plumbline.bundle.onnx.Weights;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.OptionalInt;

/** Settings of retraining. */
@ConfigMapping(prefix = "plumbline.retrain")
public interface RetrainConfig {
    /** Share of devices whose pictures are kept from training, to judge by; 0 to 1. */
    @WithDefault("0.5")
    double testShare();

    /** Share of the other devices whose pictures are calibrated with, not learnt from; from 0 to below 1. */
    @WithDefault("0.15")
    double validationShare();

    /**
     * Largest share of old pictures among those that are learnt from, against forgetting; above 0 to 1. Old are those brought
     * along and those from before the change.
     */
    @WithDefault("0.8")
    double replayShare();

    /** Largest number of pictures of one class to learn from; any number unless told. */
    OptionalInt mostOfAClass();

    /** What is done about classes of different size: {@code none}, or {@code weights} to let small ones weigh more. */
    @WithDefault("none")
    String balance();

    /** Seed of everything random in a retraining. */
    @WithDefault("1")
    long seed();

    /** Errors accepted among the answers that are not "unsure", 0 to 1: what a new version's threshold is set by. */
    @WithDefault("0.1")
    double acceptedError();

    /** Pictures to learn from that a class which the model does not know needs; a fifth as many are needed to judge by. */
    @WithDefault("50")
    int newClassPictures();

    /** Most bytes of embeddings that are kept for the next retraining. */
    @WithDefault("268435456")
    long embeddingsBytes();

    /**
     * How a retrained model keeps its weights: {@code fp32}, {@code fp16} (half the bytes; hardly a picture is judged otherwise) or
     * {@code int8} (a third; costs up to half a point of accuracy). None is slower.
     */
    @WithDefault("fp16")
    Weights weights();
}
