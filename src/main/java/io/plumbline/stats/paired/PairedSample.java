package io.plumbline.stats.paired;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Differences between two models on the same pictures, with the weight of each picture and the device that it came from.
 *
 * <p>The arrays are owned by the sample: do not write to them.
 *
 * @param difference score of the second model less that of the first, one a picture, −1 to 1; of right and wrong it is 1 where
 *     only the second is right, −1 where only the first is, else 0
 * @param weight one over the probability with which the picture was drawn, as many, positive and finite
 * @param cluster number of its device, as many, 0 to clusters − 1; pictures of one device are not independent
 * @param clusters number of devices
 */
@SuppressWarnings("ArrayRecordComponent") // Safe because: samples are never compared nor used as keys.
public record PairedSample(double[] difference, double[] weight, int[] cluster, int clusters) {
    /** @throws IllegalArgumentException if the lengths differ, or a number is out of its range */
    public PairedSample {
        if (weight.length != difference.length || cluster.length != difference.length) {
            throw new IllegalArgumentException("Differences, weights and devices must be as many, not "
                    + difference.length + ", " + weight.length + " and " + cluster.length);
        }
        for (int i = 0; i < difference.length; i++) {
            if (!(difference[i] >= -1 && difference[i] <= 1)) {
                throw new IllegalArgumentException("A difference is from -1 to 1, not " + difference[i]);
            }
            if (!(weight[i] > 0 && weight[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("A weight is positive and finite, not " + weight[i]);
            }
            if (cluster[i] < 0 || cluster[i] >= clusters) {
                throw new IllegalArgumentException("Devices run from 0 to " + (clusters - 1) + ", not " + cluster[i]);
            }
        }
    }

    /** Collects a sample picture by picture. Mutable and not thread-safe. */
    public static final class Builder {
        private final List<double[]> rows = new ArrayList<>();
        private final Map<String, Integer> devices = new HashMap<>();

        /**
         * Adds a picture.
         *
         * @param device who took it
         * @param weight one over the probability with which it was drawn
         * @param difference score of the second model less that of the first
         */
        public Builder add(String device, double weight, double difference) {
            int number = devices.computeIfAbsent(device, d -> devices.size());
            rows.add(new double[] {difference, weight, number});
            return this;
        }

        /** @throws IllegalArgumentException if a number is out of its range */
        public PairedSample build() {
            double[] difference = rows.stream().mapToDouble(r -> r[0]).toArray();
            double[] weight = rows.stream().mapToDouble(r -> r[1]).toArray();
            int[] cluster = rows.stream().mapToInt(r -> (int) r[2]).toArray();
            return new PairedSample(difference, weight, cluster, devices.size());
        }
    }

    /** Number of pictures. */
    public int n() {
        return difference.length;
    }

    /** Whether each picture is of a device of its own and all weigh the same: whether they are independent and equal. */
    public boolean plain() {
        for (double w : weight) {
            if (w != weight[0]) {
                return false;
            }
        }
        return clusters == n();
    }

    /** Whether every difference is −1, 0 or 1. */
    boolean ternary() {
        for (double d : difference) {
            if (d != 0 && Math.abs(d) != 1) {
                return false;
            }
        }
        return true;
    }
}
