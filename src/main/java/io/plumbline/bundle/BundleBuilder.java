package io.plumbline.bundle;

import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.bundle.onnx.OnnxRunner;
import java.util.Arrays;

/** Puts a bundle together: runs the graph on a few sample pictures for the golden cases, writes, and reads back. */
public final class BundleBuilder {
    /** Most golden cases taken from the samples. */
    public static final int CASES = 8;

    /** Values of all their inputs: large pictures make fewer cases, two at least, for phones download them. */
    private static final int MOST_VALUES = 1 << 18;

    private BundleBuilder() {}

    /**
     * A bundle that was written and checked.
     *
     * @param definition facts
     * @param onnx the graph
     * @param samples network inputs, at least one; the first few, {@link #CASES} at most, become golden cases
     * @param card for people
     * @throws io.plumbline.kernel.Rejection REFUSED, if the parts do not fit each other
     */
    public static Bundle build(ModelDefinition definition, byte[] onnx, float[][] samples, ModelCard card) {
        int cases = Math.max(2, Math.min(CASES, MOST_VALUES / definition.input().size()));
        float[][] inputs = Arrays.copyOf(samples, Math.min(cases, samples.length));
        OnnxCheck.check(onnx, definition.input().port(), definition.outputPort());
        try (OnnxRunner runner = new OnnxRunner(onnx, definition.input().port(), definition.output())) {
            Golden golden = new Golden(inputs, runner.run(inputs));
            return Bundles.read(Bundles.write(definition, onnx, golden, card.render(definition)));
        }
    }
}
