package io.plumbline.drift.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.feedback.LabelTally;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/** What each version is measured against. */
@ApplicationScoped
public class Baselines {
    private final ObjectMapper json;

    Baselines(ObjectMapper json) {
        this.json = json;
    }

    /**
     * The baseline of a version.
     *
     * @throws IllegalArgumentException if its stored validation is none
     */
    public Baseline of(ModelVersion version) {
        Reference reference = read(version.validation());
        return new Baseline(
                new Baseline.Origin.Validation(),
                reference.n(),
                reference.errors(),
                LabelTally.NONE,
                reference.confidence(),
                reference.labels(),
                new TreeMap<>());
    }

    /** Reads n, errors, labels and confidence, which is a histogram in base 64. */
    private Reference read(String validation) {
        try {
            JsonNode node = json.readTree(validation);
            SortedMap<String, Long> labels = new TreeMap<>();
            node.path("labels")
                    .properties()
                    .forEach(l -> labels.put(l.getKey(), l.getValue().longValue()));
            byte[] confidence =
                    Base64.getDecoder().decode(node.path("confidence").asText());
            return new Reference(
                    node.path("n").longValue(),
                    node.path("errors").longValue(),
                    Histogram.fromBytes(confidence),
                    labels);
        } catch (IOException e) {
            throw new IllegalArgumentException("A stored validation cannot be read: " + validation, e);
        }
    }
}
