package io.plumbline.stats;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a classifier did on a set of labelled pictures: the baseline against which the field is measured.
 *
 * @param n number of pictures, at least 1
 * @param errors how many it got wrong, 0 to n
 * @param confidence its confidences, one a picture; held as a copy, and handed out as one
 * @param labels how often it predicted which label, counts at least 0 with sum n; unmodifiable
 * @param said the same pictures by what was said of them; empty if only the sums are known
 * @param inputs statistics of the pictures by name, such as their brightness, one a picture, brought into the unit range; empty if
 *     unknown; not to be changed
 */
public record Reference(
        long n,
        long errors,
        Histogram confidence,
        SortedMap<String, Long> labels,
        List<Said> said,
        SortedMap<String, Histogram> inputs) {
    /** Equal bands of the confidence. */
    public static final int BANDS = 30;

    /** To what a mean confidence is rounded, so that it is short in JSON and the same after being read again. */
    private static final double MEAN_STEP = 1e-6;

    /**
     * Pictures that are alike.
     *
     * @param predicted label that the model said
     * @param corrected the right label
     * @param band thirtieth of the confidence, 0 to {@value #BANDS} − 1
     * @param n how many, at least 1
     * @param confidence mean confidence, within the band to 1e-6
     */
    public record Said(String predicted, String corrected, int band, long n, double confidence) {
        /** @throws IllegalArgumentException if a number is out of its range */
        public Said {
            double lower = (double) band / BANDS - MEAN_STEP;
            double upper = (band + 1.0) / BANDS + MEAN_STEP;
            if (band < 0 || band >= BANDS || n < 1 || !(confidence >= lower && confidence <= Math.min(1, upper))) {
                throw new IllegalArgumentException("A reference cannot have " + n + " pictures of '" + predicted
                        + "' in band " + band + " with a mean confidence of " + confidence);
            }
        }

        /** With a mean that is rounded to what is kept of it. */
        public static Said of(String predicted, String corrected, int band, long n, double confidence) {
            return new Said(predicted, corrected, band, n, Math.rint(confidence / MEAN_STEP) / (1 / MEAN_STEP));
        }
    }

    /** @throws IllegalArgumentException if the numbers do not fit each other */
    public Reference {
        if (n < 1) {
            throw new IllegalArgumentException("A reference needs at least one picture, not " + n);
        }
        if (errors < 0 || errors > n) {
            throw new IllegalArgumentException("Errors of a reference must be from 0 to " + n + ", not " + errors);
        }
        confidence.requireUnitRange();
        if (confidence.count() != n) {
            throw new IllegalArgumentException(
                    "A reference of " + n + " pictures came with " + confidence.count() + " confidences");
        }
        requireSum(n, labels);
        said = List.copyOf(said);
        if (!said.isEmpty()) {
            requireSame(errors, labels, said);
        }
        requireEach(n, inputs);
        confidence = confidence.copy();
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    }

    /** Of which only the sums are known. */
    public Reference(long n, long errors, Histogram confidence, SortedMap<String, Long> labels) {
        this(n, errors, confidence, labels, List.of(), new TreeMap<>());
    }

    private static void requireSum(long n, Map<String, Long> labels) {
        long total = 0;
        for (Map.Entry<String, Long> label : labels.entrySet()) {
            if (label.getValue() < 0 || label.getValue() > n - total) {
                throw new IllegalArgumentException("A reference of " + n + " pictures cannot have label '"
                        + label.getKey() + "' " + label.getValue() + " times after " + total + " others");
            }
            total += label.getValue();
        }
        if (total != n) {
            throw new IllegalArgumentException("A reference of " + n + " pictures came with " + total + " labels");
        }
    }

    private static void requireSame(long errors, Map<String, Long> labels, List<Said> said) {
        Map<String, Long> left = new HashMap<>(labels);
        long wrong = 0;
        for (Said each : said) {
            left.merge(each.predicted, -each.n, Long::sum);
            wrong += each.predicted.equals(each.corrected) ? 0 : each.n;
        }
        if (wrong != errors || left.values().stream().anyMatch(rest -> rest != 0)) {
            throw new IllegalArgumentException("What a reference says of its pictures one by one, " + wrong
                    + " errors, does not add up to its sums");
        }
    }

    private static void requireEach(long n, Map<String, Histogram> inputs) {
        inputs.forEach((name, values) -> {
            values.requireUnitRange();
            if (values.count() != n) {
                throw new IllegalArgumentException(
                        "A reference of " + n + " pictures came with " + values.count() + " values of '" + name + "'");
            }
        });
    }

    /** The same with statistics of its pictures. */
    public Reference withInputs(SortedMap<String, Histogram> statistics) {
        return new Reference(n, errors, confidence, labels, said, statistics);
    }

    @Override
    public Histogram confidence() {
        return confidence.copy();
    }

    /** Share of wrong predictions, 0 to 1. */
    public double errorRate() {
        return (double) errors / n;
    }

    /** The band of a confidence from 0 to 1. */
    public static int band(double confidence) {
        return Math.min(BANDS - 1, (int) (confidence * BANDS));
    }
}
