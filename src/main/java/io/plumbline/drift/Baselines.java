package io.plumbline.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/** What each version promised at its validation. */
@ApplicationScoped
class Baselines {
    private final ObjectMapper json;

    Baselines(ObjectMapper json) {
        this.json = json;
    }

    /**
     * What a version promised.
     *
     * @param reference what it did on labelled pictures
     * @param settings what its alarm is kept to
     */
    record Baseline(Reference reference, Settings settings) {}

    /**
     * The baseline of a version.
     *
     * @param policy by which it is watched
     * @param settled hour before which everything is settled
     * @throws IllegalArgumentException if its stored validation is none
     */
    Baseline of(ModelVersion version, DriftPolicy policy, Instant settled) {
        Reference reference = read(version.validation());
        return new Baseline(
                reference,
                new Settings(
                        reference.errors(), reference.n(), policy.tolerance(), policy.falseAlarmsPerYear(), settled));
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
