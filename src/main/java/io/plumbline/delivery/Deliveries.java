package io.plumbline.delivery;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.Names;
import io.plumbline.registry.NewVersion;
import io.plumbline.store.Blob;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Takes bundles in and gives them out. */
@ApplicationScoped
public class Deliveries {
    /** The media type of bundles. */
    public static final String MEDIA_TYPE = "application/zip";

    private final Models models;
    private final Blobs blobs;
    private final UploadGates gates;

    Deliveries(Models models, Blobs blobs, UploadGates gates) {
        this.models = models;
        this.blobs = blobs;
        this.gates = gates;
    }

    /** The path of a version's bundle. It holds the digest, so what it leads to never changes. */
    public static String path(ModelVersion version) {
        return "/models/" + version.model() + "/" + version.version() + "/" + fileName(version);
    }

    /**
     * Checks a bundle, runs its golden cases in a process of their own and adds it as a candidate. The same bundle again changes
     * nothing.
     *
     * @param model name of a registered model
     * @param zip the bundle
     * @throws Rejection if the bundle is refused, is of another model, or its version exists with other content
     */
    public ModelVersion upload(String model, byte[] zip, String actor) {
        Model known = models.require(model);
        Bundle bundle = Bundles.read(zip);
        String name = bundle.definition().name();
        if (!name.equals(model)) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "bundle-of-another-model",
                    "The bundle is of model '" + name + "'; upload it there, or change model.json.");
        }
        if (!bundle.definition().task().name().equals(known.task())) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "bundle-of-another-task",
                    "The bundle is for " + bundle.definition().task().name() + ", the model for " + known.task() + ".");
        }
        String version = Names.version(bundle.definition().version());
        Optional<ModelVersion> same = models.same(model, version, bundle.sha256());
        if (same.isPresent()) {
            return same.get();
        }
        List<GateVerdict> verdicts = gates.judge(bundle);
        blobs.put(zip, MEDIA_TYPE);
        NewVersion added = new NewVersion(
                model,
                version,
                bundle.sha256(),
                zip.length,
                bundle.definition().labels(),
                UploadGates.validation(bundle),
                "",
                "upload",
                verdicts);
        return models.addCandidate(added, actor);
    }

    /**
     * What a phone should run instead of what it runs.
     *
     * @param current version that it runs, or empty
     * @return empty if it runs the right version, none was ever released, or the model is archived: phones keep what they have
     * @throws Rejection {@code model-unknown}
     */
    public Optional<Update> update(String model, String current) {
        return models.requireKnown(model) ? newer(model, current) : Optional.empty();
    }

    private Optional<Update> newer(String model, String current) {
        return models.newestRelease(model)
                .filter(release -> !release.version().equals(current))
                .map(release -> {
                    ModelVersion version = models.require(model, release.version());
                    return new Update(
                            model,
                            version.version(),
                            release.number(),
                            path(version),
                            version.sha256().hex(),
                            version.bytes());
                });
    }

    /**
     * The digest behind a path, without reading the bundle.
     *
     * @param file file name, which must be the version's to the letter
     * @throws Rejection {@code bundle-unknown}
     */
    public Sha256 address(String model, String version, String file) {
        return models.version(model, version)
                .filter(v -> fileName(v).equals(file))
                .map(ModelVersion::sha256)
                .orElseThrow(() -> unknown(file));
    }

    /**
     * The bundle behind a digest.
     *
     * @throws Rejection {@code bundle-unknown}
     */
    public byte[] content(Sha256 address) {
        return blobs.get(address).map(Blob::bytes).orElseThrow(() -> unknown(address.hex()));
    }

    private static String fileName(ModelVersion v) {
        return v.model() + "-" + v.version() + "-" + v.sha256().hex() + ".zip";
    }

    private static Rejection unknown(String what) {
        return Rejection.notFound(
                "bundle-unknown", "There is no bundle " + what + "; ask /v1/models/…/update for the right address.");
    }
}
