package io.plumbline.retrain.distil;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Mask;
import io.plumbline.bundle.Pixels;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Versions;
import io.plumbline.retrain.mask.MaskAnswers;
import io.plumbline.retrain.mask.MaskAnswers.Segmenter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import javax.imageio.ImageIO;

/**
 * What a version draws on a picture, drawn when somebody looks: no mask of a picture is kept, so none outlives it.
 */
@ApplicationScoped
public class VersionMasks {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Models models;
    private final Versions versions;
    private final Pictures pictures;
    private final OneSegmenter segmenter = new OneSegmenter(PATIENCE, KEPT);

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
     *     {@code not-a-segmenter}; REFUSED if the picture cannot be read, or {@code mask-unusable}; UNAVAILABLE {@code overloaded}
     */
    public byte[] png(String model, String version, Sha256 image) {
        ModelVersion known = models.require(model, version);
        BufferedImage picture = Pixels.decode(pictures.get(image)
                .orElseThrow(() -> Rejection.notFound("picture-unknown", "There is no picture " + image + "."))
                .bytes());
        int width = picture.getWidth();
        BufferedImage drawn = new BufferedImage(width, picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        Mask mask = segmenter.draw(known.sha256(), () -> read(known), picture);
        for (int i = 0; i < mask.soft().length; i++) {
            drawn.getRaster()
                    .setSample(
                            i % width,
                            i / width,
                            0,
                            mask.soft()[i] >= mask.task().threshold() ? 255 : 0);
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(drawn, "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail to be written", e);
        }
        return png.toByteArray();
    }

    private Segmenter read(ModelVersion version) {
        Bundle bundle = versions.bundle(version);
        if (!MaskAnswers.isSegmenter(bundle)) {
            throw Rejection.conflict(
                    "not-a-segmenter",
                    "Version " + version.version() + " of model " + version.model() + " draws no masks.");
        }
        return Segmenter.of(bundle);
    }

    @PreDestroy
    void close() {
        segmenter.close();
    }
}
