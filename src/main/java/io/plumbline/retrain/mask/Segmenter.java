package io.plumbline.retrain.mask;

import io.plumbline.bundle.Mask;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.onnx.OnnxRunner;
import java.awt.image.BufferedImage;

/** A network that draws masks, in memory until it is closed. */
public final class Segmenter implements AutoCloseable {
    private final ModelDefinition definition;
    private final OnnxRunner runner;
    private boolean closed;

    /** Loads it. */
    public Segmenter(Network network) {
        this.definition = network.definition();
        this.runner = network.runner();
    }

    /**
     * What it draws on a picture, scaled to it.
     *
     * @throws IllegalArgumentException if what it gives is no mask
     */
    public Mask draw(BufferedImage picture) {
        float[] output = runner.run(new float[][] {Pixels.of(picture, definition.input())})[0];
        return Mask.of(output, definition, picture.getWidth(), picture.getHeight());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            runner.close();
        }
    }
}
