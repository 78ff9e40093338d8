package io.plumbline.profile;

import io.plumbline.stats.Histogram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a batch adds to one cell. Mostly a few values, which a histogram would hold in eight kilobytes. One thread. */
final class ProfileDelta {
    private final Map<String, Long> labels = new HashMap<>(4);
    private final Map<String, Values> inputs = new HashMap<>(4);
    private double[] confidences = new double[4];
    private int n;

    void add(Optional<String> label, double confidence, Map<String, Float> inputs) {
        if (n == confidences.length) {
            confidences = Arrays.copyOf(confidences, 2 * n);
        }
        confidences[n++] = confidence;
        label.ifPresent(l -> labels.merge(l, 1L, Long::sum));
        if (!inputs.isEmpty()) {
            inputs.forEach((name, value) ->
                    this.inputs.computeIfAbsent(name, none -> new Values()).add(value));
        }
    }

    /** Number of predictions. */
    int n() {
        return n;
    }

    /** Adds it to a profile. */
    void addTo(Profile profile) {
        for (int i = 0; i < n; i++) {
            profile.confidence().add(confidences[i]);
        }
        profile.addLabels(labels);
        inputs.forEach((name, values) -> values.addTo(profile.input(name)));
        profile.keepFew();
    }

    /** Values of one statistic. */
    private static final class Values {
        private float[] values = new float[4];
        private int n;

        private void add(float value) {
            if (n == values.length) {
                values = Arrays.copyOf(values, 2 * n);
            }
            values[n++] = value;
        }

        private void addTo(Histogram histogram) {
            for (int i = 0; i < n; i++) {
                histogram.add(InputScale.unit(values[i]));
            }
        }
    }
}
