package io.plumbline.profile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a batch adds to one cell. Mostly a few values, which a histogram would hold in eight kilobytes. One thread. */
final class ProfileDelta {
    private final Map<String, Long> labels = new HashMap<>(4);
    private double[] confidences = new double[4];
    private int n;

    void add(Optional<String> label, double confidence) {
        if (n == confidences.length) {
            confidences = Arrays.copyOf(confidences, 2 * n);
        }
        confidences[n++] = confidence;
        label.ifPresent(l -> labels.merge(l, 1L, Long::sum));
    }

    /** Adds it to a profile. */
    void addTo(Profile profile) {
        for (int i = 0; i < n; i++) {
            profile.confidence().add(confidences[i]);
        }
        profile.addLabels(labels);
    }
}
