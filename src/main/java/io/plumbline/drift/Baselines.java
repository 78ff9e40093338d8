package io.plumbline.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/** What each version promised at its validation. */
@ApplicationScoped
class Baselines {
    private static final double HIGHEST = 0.95;

    private final DriftConfig config;
    private final ObjectMapper json;

    Baselines(DriftConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    /**
     * What a version promised.
     *
     * @param reference what it did on labelled pictures
     * @param promised error rate that counts as healthy: the upper Clopper–Pearson bound of the validation's error rate
     *     at half the alarm budget, and the tolerance on top (Podkopaev and Ramdas 2022, arXiv 2110.06177)
     * @param alpha what is left of the alarm budget for the e-process: the other half
     */
    record Baseline(Reference reference, double promised, double alpha) {}

    /**
     * The baseline of a version.
     *
     * @throws IllegalArgumentException if its stored validation is none
     */
    Baseline of(ModelVersion version) {
        Reference reference = read(version.validation());
        double half = config.alpha() / 2;
        double bound = ClopperPearson.upperBound(reference.errors(), reference.n(), half);
        return new Baseline(reference, Math.min(HIGHEST, bound + config.tolerance()), half);
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
