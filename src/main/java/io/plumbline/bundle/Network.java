package io.plumbline.bundle;

import io.plumbline.bundle.onnx.OnnxRunner;

/**
 * What of a bundle computes: a graph, and what has to be known to use it. The array is owned by it: do not write to it.
 *
 * @param definition what model.json says
 * @param onnx model.onnx
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: never compared nor used as a key.
public record Network(ModelDefinition definition, byte[] onnx) {
    /** Runs it; to be closed. */
    public OnnxRunner runner() {
        return new OnnxRunner(onnx, definition.input().port(), definition.output());
    }

    /** Whether it draws masks. */
    public boolean isSegmenter() {
        return definition.task() instanceof Task.Segmentation;
    }
}
