package io.plumbline.retrain;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.stats.Reference;
import java.util.List;

/**
 * A retrained model, and how it and the champion did on the same test pictures.
 *
 * @param base the champion's bundle
 * @param onnx the champion's graph with the new head, its temperature folded in, and its weights as they are to be kept
 * @param temperature by which the new head's logits were divided
 * @param labels classes of the new model, in order
 * @param abstainThreshold confidence below which it is unsure, 0 to 1
 * @param trained number of pictures learnt from
 * @param validated number of pictures calibrated with
 * @param golden what its graph gives for the pictures of its golden cases
 * @param truth classes of the test pictures, as the new model counts them
 * @param championSaid what the champion says about them, in the same order, as it counts its classes
 * @param challengerSaid what the new model says about them, in the same order
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: outcomes are never compared nor used as keys.
public record Challenger(
        Bundle base,
        byte[] onnx,
        double temperature,
        List<String> labels,
        double abstainThreshold,
        int trained,
        int validated,
        float[][] golden,
        int[] truth,
        Predictions championSaid,
        Predictions challengerSaid) {
    /**
     * The new model's bundle, checked; its graph is not run.
     *
     * @param version of the new model
     * @param validation what the new model did on pictures that it did not learn from: what its bundle states
     * @param card for people
     */
    public Bundle bundle(String version, Reference validation, ModelCard card) {
        ModelDefinition definition = base.definition().next(version, labels, abstainThreshold, validation);
        return BundleBuilder.assemble(definition, onnx, golden, card);
    }
}
