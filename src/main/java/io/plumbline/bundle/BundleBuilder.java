package io.plumbline.bundle;

import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.bundle.onnx.OnnxRunner;
import java.util.Arrays;

/** Puts a bundle together: a graph and its golden cases, what it gives for a few pictures; writes, and reads back. */
public final class BundleBuilder {
    /** Most golden cases. */
    private static final int CASES = 8;

    /** Values of all their inputs and outputs: large ones make fewer cases, two at least, for phones download them. */
    private static final int MOST_VALUES = 1 << 17;

    private BundleBuilder() {}

    /**
     * A bundle that was written and checked. Its golden cases are of pictures that nobody took.
     *
     * @param definition facts
     * @param onnx the graph
     * @param card for people
     * @throws io.plumbline.kernel.Rejection REFUSED, if the parts do not fit each other
     */
    public static Bundle build(ModelDefinition definition, byte[] onnx, ModelCard card) {
        OnnxCheck.check(onnx, definition.input().port(), definition.outputPort());
        return assemble(definition, onnx, outputs(new Network(definition, onnx)), card);
    }

    /**
     * What a graph gives for the pictures of its golden cases, which nobody took: to be asked where it may break.
     *
     * @return shape (cases, size of the output)
     */
    public static float[][] outputs(Network network) {
        ModelDefinition definition = network.definition();
        try (OnnxRunner runner = network.runner()) {
            return runner.run(GoldenPictures.of(definition.input(), cases(definition)));
        }
    }

    /**
     * A bundle of a graph that is not run here.
     *
     * @param outputs what {@link #outputs} gave for it elsewhere
     * @throws io.plumbline.kernel.Rejection REFUSED, if the parts do not fit each other
     */
    public static Bundle assemble(ModelDefinition definition, byte[] onnx, float[][] outputs, ModelCard card) {
        return bundle(
                definition, onnx, new Golden(GoldenPictures.of(definition.input(), outputs.length), outputs), card);
    }

    private static int cases(ModelDefinition definition) {
        int values = definition.input().size() + definition.outputPort().size();
        return Math.max(2, Math.min(CASES, MOST_VALUES / values));
    }

    /**
     * As {@link #build(ModelDefinition, byte[], ModelCard)}, with golden cases of pictures that everybody may have.
     *
     * @param samples network inputs, at least one; the first few become golden cases
     * @throws io.plumbline.kernel.Rejection REFUSED, if the parts do not fit each other
     */
    public static Bundle build(ModelDefinition definition, byte[] onnx, float[][] samples, ModelCard card) {
        float[][] inputs = Arrays.copyOf(samples, Math.min(cases(definition), samples.length));
        OnnxCheck.check(onnx, definition.input().port(), definition.outputPort());
        try (OnnxRunner runner = new Network(definition, onnx).runner()) {
            return bundle(definition, onnx, new Golden(inputs, runner.run(inputs)), card);
        }
    }

    private static Bundle bundle(ModelDefinition definition, byte[] onnx, Golden golden, ModelCard card) {
        return Bundles.read(Bundles.write(definition, onnx, golden, card.render(definition)));
    }
}
