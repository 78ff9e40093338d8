package io.plumbline.drift.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A version's validation as its bundle states it. Older ones tell only sums: what was said one by one is unknown then. */
final class StoredValidation {
    private StoredValidation() {}

    /** @throws IllegalArgumentException if it is none */
    static Baseline baseline(ModelVersion version, ObjectMapper json) {
        try {
            JsonNode node = json.readTree(version.validation());
            SortedMap<String, Long> labels = new TreeMap<>();
            node.path("labels")
                    .properties()
                    .forEach(l -> labels.put(l.getKey(), l.getValue().longValue()));
            SortedMap<String, Histogram> inputs = new TreeMap<>();
            node.path("inputs").properties().forEach(i -> inputs.put(i.getKey(), histogram(i.getValue())));
            Reference reference = new Reference(
                    node.path("n").longValue(),
                    node.path("errors").longValue(),
                    histogram(node.path("confidence")),
                    labels);
            return new Baseline(
                    new Baseline.Origin.Validation(),
                    reference.n(),
                    reference.errors(),
                    tally(node.path("said"), version.labels()),
                    reference.confidence(),
                    reference.labels(),
                    inputs);
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("A stored validation cannot be read: " + version.validation(), e);
        }
    }

    private static Histogram histogram(JsonNode text) {
        return Histogram.fromBytes(Base64.getDecoder().decode(text.asText()));
    }

    /** Every picture of a validation was looked at: its propensity is 1. */
    private static LabelTally tally(JsonNode said, List<String> labels) {
        List<Group> groups = new ArrayList<>();
        for (JsonNode row : said) {
            groups.add(new Group(
                    labels.get(row.path(0).intValue()),
                    labels.get(row.path(1).intValue()),
                    row.path(2).intValue(),
                    1,
                    row.path(3).longValue(),
                    row.path(4).doubleValue()));
        }
        groups.sort(Comparator.comparing(Group::predicted)
                .thenComparing(Group::corrected)
                .thenComparing(Group::band));
        return new LabelTally(groups);
    }
}
