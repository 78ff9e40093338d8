package io.plumbline.retrain.distil;

import io.plumbline.bundle.Network;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Versions;
import io.plumbline.retrain.work.TrainingConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * What a version draws on a picture, drawn when somebody looks, in a process of its own: no mask of a picture is kept, so none outlives it.
 */
@ApplicationScoped
public class VersionMasks {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Models models;
    private final Versions versions;
    private final Pictures pictures;
    private final OneSegmenter segmenter;

    VersionMasks(Models models, Versions versions, Pictures pictures, TrainingConfig config) {
        this.models = models;
        this.versions = versions;
        this.pictures = pictures;
        this.segmenter = new OneSegmenter(config, PATIENCE, KEPT);
    }

    /**
     * The mask of a picture as a grey PNG of its size: white where the version sees its subject, at its threshold, else black.
     *
     * @param image name or address of the picture
     * @throws Rejection NOT_FOUND {@code model-unknown}, {@code version-unknown}, {@code picture-unknown}; CONFLICT
     *     {@code not-a-segmenter}; REFUSED {@code mask-unusable}, {@code training-too-large}; UNAVAILABLE {@code overloaded}
     */
    public byte[] png(String model, String version, Sha256 image) {
        ModelVersion known = models.require(model, version);
        byte[] picture = pictures.get(image)
                .orElseThrow(() -> Rejection.notFound("picture-unknown", "There is no picture " + image + "."))
                .bytes();
        return segmenter.draw(known.sha256(), () -> read(known), picture);
    }

    private Network read(ModelVersion version) {
        Network network = versions.bundle(version).network();
        if (!network.isSegmenter()) {
            throw Rejection.conflict(
                    "not-a-segmenter",
                    "Version " + version.version() + " of model " + version.model() + " draws no masks.");
        }
        return network;
    }

    @PreDestroy
    void close() {
        segmenter.close();
    }
}
