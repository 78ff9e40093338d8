package io.plumbline.bundle;

import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.kernel.Sha256;

/**
 * A model package that was checked: {@link Bundles} alone makes it.
 *
 * <p>The arrays are owned by the bundle: do not write to them.
 *
 * @param definition what model.json says
 * @param onnx model.onnx
 * @param golden inputs and the outputs they must give
 * @param card model-card.md
 * @param sha256 digest of {@code bytes}
 * @param bytes the zip
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: bundles are compared by their digest.
public record Bundle(ModelDefinition definition, byte[] onnx, Golden golden, String card, Sha256 sha256, byte[] bytes) {
    /** What of it computes. */
    public Network network() {
        return new Network(definition, onnx);
    }

    /** Runs the model; to be closed. */
    public OnnxRunner runner() {
        return network().runner();
    }

    /** Runs the model's frozen part: its output is the embedding that the last layer reads. To be closed. */
    public OnnxRunner backbone() {
        return OnnxRunner.ofBackbone(onnx, definition.input().port());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bundle that && sha256.equals(that.sha256);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    @Override
    public String toString() {
        return definition.name() + " " + definition.version() + " (" + sha256 + ")";
    }
}
