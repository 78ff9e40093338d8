package io.plumbline.drift.years;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.drift.years.FieldYears.Sent;
import io.plumbline.feedback.LabelTally;
import io.plumbline.profile.InputScale;
import io.plumbline.stats.Histogram;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A validation as a bundle tells it: its sums, what was said of each picture, and what the pictures look like. */
final class ValidationText {
    private ValidationText() {}

    /** Pictures that are alike. */
    private record Alike(int predicted, int truth, int band) implements Comparable<Alike> {
        private static Alike of(Sent picture) {
            int band = Math.min(LabelTally.BANDS - 1, (int) (picture.confidence() * LabelTally.BANDS));
            return new Alike(FieldYears.label(picture.predicted()), FieldYears.label(picture.truth()), band);
        }

        @Override
        public int compareTo(Alike other) {
            int byPredicted = Integer.compare(predicted, other.predicted);
            int byTruth = byPredicted == 0 ? Integer.compare(truth, other.truth) : byPredicted;
            return byTruth == 0 ? Integer.compare(band, other.band) : byTruth;
        }
    }

    static String of(List<Sent> pictures, ObjectMapper json) {
        Histogram confidence = new Histogram();
        SortedMap<String, Long> labels = new TreeMap<>();
        SortedMap<String, Histogram> inputs = new TreeMap<>();
        SortedMap<Alike, double[]> said = new TreeMap<>();
        for (Sent picture : pictures) {
            confidence.add(picture.confidence());
            labels.merge(picture.predicted(), 1L, Long::sum);
            picture.inputs().forEach((name, value) -> inputs.computeIfAbsent(name, any -> new Histogram())
                    .add(InputScale.unit(value)));
            double[] alike = said.computeIfAbsent(Alike.of(picture), any -> new double[2]);
            alike[0]++;
            alike[1] += picture.confidence();
        }
        ObjectNode text = json.createObjectNode()
                .put("n", pictures.size())
                .put("errors", pictures.stream().filter(Sent::wrong).count())
                .put("confidence", confidence.toBytes());
        labels.forEach(text.putObject("labels")::put);
        ObjectNode looks = text.putObject("inputs");
        inputs.forEach((name, values) -> looks.put(name, values.toBytes()));
        ArrayNode rows = text.putArray("said");
        said.forEach((alike, sum) -> rows.addArray()
                .add(alike.predicted())
                .add(alike.truth())
                .add(alike.band())
                .add((long) sum[0])
                .add(sum[1] / sum[0]));
        return text.toString();
    }
}
