package io.plumbline.retrain.distil;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Mask;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Versions;
import io.plumbline.retrain.mask.MaskAnswers;
import jakarta.enterprise.context.ApplicationScoped;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/**
 * What a version draws on a picture, drawn when somebody looks: no mask of a picture is kept, so none outlives it.
 */
@ApplicationScoped
public class VersionMasks {
    private final Models models;
    private final Versions versions;
    private final Pictures pictures;

    VersionMasks(Models models, Versions versions, Pictures pictures) {
        this.models = models;
        this.versions = versions;
        this.pictures = pictures;
    }

    /**
     * The mask of a picture as a grey PNG of its size: white where the version sees its subject, at its threshold, else black.
     *
     * @param image name or address of the picture
     * @throws Rejection NOT_FOUND {@code model-unknown}, {@code version-unknown}, {@code picture-unknown}; CONFLICT
     *     {@code not-a-segmenter}; REFUSED if the picture cannot be read
     */
    public byte[] png(String model, String version, Sha256 image) {
        Bundle bundle = versions.bundle(models.require(model, version));
        if (!MaskAnswers.isSegmenter(bundle)) {
            throw Rejection.conflict(
                    "not-a-segmenter", "Version " + version + " of model " + model + " draws no masks.");
        }
        BufferedImage picture = Pixels.decode(pictures.get(image)
                .orElseThrow(() -> Rejection.notFound("picture-unknown", "There is no picture " + image + "."))
                .bytes());
        int width = picture.getWidth();
        BufferedImage drawn = new BufferedImage(width, picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        try (OnnxRunner runner = bundle.runner()) {
            float[] output = runner.run(new float[][] {
                Pixels.of(picture, bundle.definition().input())
            })[0];
            Mask mask = Mask.of(output, bundle.definition(), width, picture.getHeight());
            for (int i = 0; i < mask.soft().length; i++) {
                drawn.getRaster()
                        .setSample(
                                i % width,
                                i / width,
                                0,
                                mask.soft()[i] >= mask.task().threshold() ? 255 : 0);
            }
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(drawn, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written", e);
        }
        return png.toByteArray();
    }
}
