package io.plumbline.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import io.plumbline.stats.anytime.LearnedBaselineEProcess;
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
     * @param promised error rate up to which nobody can call it broken: the upper Clopper–Pearson bound of the validation's
     *     error rate at the alarm budget, and the tolerance on top
     * @param alpha the alarm budget
     * @param tolerance rise of the error rate that is put up with
     */
    record Baseline(Reference reference, double promised, double alpha, double tolerance) {
        /** An alarm that has read nothing yet. */
        LearnedBaselineEProcess alarm() {
            return new LearnedBaselineEProcess(reference.errors(), reference.n(), alpha, tolerance);
        }
    }

    /**
     * The baseline of a version.
     *
     * @throws IllegalArgumentException if its stored validation is none
     */
    Baseline of(ModelVersion version) {
        Reference reference = read(version.validation());
        double bound = ClopperPearson.upperBound(reference.errors(), reference.n(), config.alpha());
        double promised = Math.min(HIGHEST, bound + config.tolerance());
        return new Baseline(reference, promised, config.alpha(), config.tolerance());
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
