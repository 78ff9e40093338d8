package io.plumbline.testing;

import io.plumbline.registry.Models;
import io.plumbline.registry.NewVersion;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** For tests that need a version which phones are given, and of its bundle no more than the validation. */
@ApplicationScoped
public class LiveModels {
    private final Models models;
    private final Blobs blobs;

    LiveModels(Models models, Blobs blobs) {
        this.models = models;
        this.blobs = blobs;
    }

    /** Makes a version of a registered model live. */
    public void release(String model, String version, String parent, Validation validation) {
        add(model, version, parent, validation);
        models.promote(model, version, "test", "test");
    }

    /** Adds a version that nobody is given. */
    public void candidate(String model, String version, Validation validation) {
        add(model, version, "", validation);
    }

    private void add(String model, String version, String parent, Validation validation) {
        byte[] content = (model + version).getBytes(StandardCharsets.UTF_8);
        models.addCandidate(
                new NewVersion(
                        model,
                        version,
                        blobs.put(content, "application/zip").sha256(),
                        content.length,
                        List.copyOf(validation.classes().keySet()),
                        validation.json(),
                        parent,
                        "upload",
                        List.of()),
                "test");
    }

    /**
     * What a bundle says of its validation.
     *
     * @param confidence of all pictures
     * @param errors wrong ones among them
     * @param classes pictures by class, in the order of the names
     * @param said as JSON, each row the indices of two classes, the band, the number and the mean confidence; may be empty
     */
    public record Validation(Histogram confidence, int errors, TreeMap<String, Integer> classes, String said) {
        /** One of which only sums are known, a tenth of it wrong. */
        public static Validation ofSums(Histogram confidence, Map<String, Integer> classes) {
            return new Validation(confidence, (int) confidence.count() / 10, new TreeMap<>(classes), "");
        }

        private String json() {
            String counts = classes.entrySet().stream()
                    .filter(of -> of.getValue() > 0)
                    .map(of -> "\"" + of.getKey() + "\":" + of.getValue())
                    .collect(Collectors.joining(","));
            return "{\"n\":" + confidence.count() + ",\"errors\":" + errors + ",\"labels\":{" + counts + "},"
                    + (said.isEmpty() ? "" : "\"said\":" + said + ",") + "\"confidence\":\""
                    + Base64.getEncoder().encodeToString(confidence.toBytes()) + "\"}";
        }
    }
}
