package io.plumbline.retrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.jobs.Job;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Versions as the jobs that train and judge them need them. */
@ApplicationScoped
public class Versions {
    private static final int TRIES = 5;

    private final Models models;
    private final Blobs blobs;
    private final ObjectMapper json;

    Versions(Models models, Blobs blobs, ObjectMapper json) {
        this.models = models;
        this.blobs = blobs;
        this.json = json;
    }

    /** Makes a version of some number. */
    @FunctionalInterface
    public interface Making {
        /** Makes it. */
        ModelVersion of(String version) throws IOException;
    }

    /**
     * Makes the next version of a model. Whoever takes its number meanwhile has it: then it is made again with the one after that, a
     * few times at most.
     */
    public ModelVersion next(String model, Making making) throws IOException {
        for (int left = TRIES - 1; ; left--) {
            try {
                return making.of(models.nextVersion(model));
            } catch (Rejection e) {
                if (left == 0 || !e.code().equals("version-exists")) {
                    throw e;
                }
            }
        }
    }

    /** What the version that a job makes says of its origin. */
    public static String origin(Job job) {
        return "job:" + job.id();
    }

    /** The result of a job that died after its last step, as JSON: what it made is there. */
    public Optional<String> madeBy(Job job, String model) {
        String origin = origin(job);
        return models.versions(model).stream()
                .filter(version -> version.origin().equals(origin))
                .findFirst()
                .map(this::result);
    }

    /** A version's bundle. */
    public Bundle bundle(ModelVersion version) {
        return blobs.get(version.sha256())
                .map(blob -> Bundles.read(blob.bytes()))
                .orElseThrow(() -> new IllegalStateException("The bundle " + version.sha256() + " is gone"));
    }

    /** What a bundle states of its validation, as JSON. */
    public String validation(Bundle bundle) throws IOException {
        return json.readTree(bundle.definition().toJson()).path("validation").toString();
    }

    /** What came of the gates, as the JSON of a job's result. */
    public String result(ModelVersion version) {
        try {
            return json.writeValueAsString(Map.of(
                    "version", version.version(),
                    "promotable", version.allGatesPassed(),
                    "gates",
                            version.verdicts().stream()
                                    .map(v -> v.gate() + " " + v.outcome())
                                    .toList()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A result can be written: " + version.version(), e);
        }
    }
}
