package io.plumbline.stats.detector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The detectors as their papers define them, over all values since the last drift, computed anew at each value: slow, and
 * without a line in common with the classes.
 */
final class Definitions {
    private Definitions() {}

    /** Whether a stretch of values, all since the last drift, ends in a drift. */
    interface Rule {
        boolean drifts(double[] values);
    }

    /** The 0-based indices of drifts, each of which begins a new stretch. */
    static List<Integer> drifts(Rule rule, double[] values) {
        List<Integer> drifts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < values.length; i++) {
            if (rule.drifts(Arrays.copyOfRange(values, start, i + 1))) {
                drifts.add(i);
                start = i + 1;
            }
        }
        return drifts;
    }

    static Rule ddm(int minInstances, double level) {
        return values -> {
            int n = values.length;
            double errors = 0;
            double least = Double.MAX_VALUE;
            double limit = Double.MAX_VALUE;
            double last = 0;
            for (int i = 1; i <= n; i++) {
                errors += values[i - 1];
                double p = errors / i;
                double s = Math.sqrt(p * (1 - p) / i);
                last = p + s;
                if (i >= minInstances - 1 && last <= least) {
                    least = last;
                    limit = p + level * s;
                }
            }
            return n >= minInstances && last > limit;
        };
    }

    static Rule eddm(double ratio, int minErrors) {
        return values -> {
            if (values[values.length - 1] == 0) {
                return false;
            }
            List<Integer> distances = new ArrayList<>();
            int last = 0;
            double greatest = 0;
            double sum = 0;
            for (int i = 1; i <= values.length; i++) {
                if (values[i - 1] == 1) {
                    distances.add(i - last);
                    last = i;
                    double mean = distances.stream().mapToInt(d -> d).average().orElseThrow();
                    double variance = distances.stream()
                            .mapToDouble(d -> (d - mean) * (d - mean))
                            .average()
                            .orElseThrow();
                    sum = mean + 2 * Math.sqrt(variance);
                    greatest = i >= minErrors ? Math.max(greatest, sum) : greatest;
                }
            }
            return distances.size() > minErrors && sum / greatest < ratio;
        };
    }

    static Rule hddmA(double confidence, boolean twoSided) {
        return values -> {
            int n = values.length;
            double[] means = prefixMeans(values);
            int low = 0;
            int high = 0;
            for (int i = 1; i < n; i++) {
                low = means[i] + bound(confidence, i) <= means[low] + bound(confidence, low) ? i : low;
                high = means[i] - bound(confidence, i) >= means[high] - bound(confidence, high) ? i : high;
            }
            double z = means[n - 1];
            return (low < n - 1 && z - means[low] >= gap(confidence, low + 1, n))
                    || (twoSided && high < n - 1 && means[high] - z >= gap(confidence, high + 1, n));
        };
    }

    private static double bound(double confidence, int index) {
        return Math.sqrt(Math.log(1 / confidence) / (2.0 * (index + 1)));
    }

    private static double gap(double confidence, int prefix, int n) {
        double m = (double) (n - prefix) / ((double) prefix * n);
        return Math.sqrt(m / 2 * Math.log(2 / confidence));
    }

    private static double[] prefixMeans(double[] values) {
        double[] means = new double[values.length];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i];
            means[i] = sum / (i + 1);
        }
        return means;
    }

    static Rule hddmW(double confidence, double lambda, boolean twoSided) {
        return values -> {
            double[] mean = new double[values.length];
            double[] epsilon = new double[values.length];
            int low = 0;
            int high = 0;
            for (int i = 0; i < values.length; i++) {
                mean[i] = i == 0 ? values[0] : lambda * values[i] + (1 - lambda) * mean[i - 1];
                epsilon[i] = Math.sqrt(squaredWeights(i + 1, lambda) * Math.log(1 / confidence) / 2);
                low = mean[i] + epsilon[i] < mean[low] + epsilon[low] ? i : low;
                high = mean[i] - epsilon[i] > mean[high] - epsilon[high] ? i : high;
            }
            return rise(values, low, mean, confidence, lambda) > 0
                    || (twoSided && rise(values, high, mean, confidence, lambda) < 0);
        };
    }

    /** 1 if the values after a cut are above those up to it, −1 if below, 0 if neither is sure. */
    private static int rise(double[] values, int cut, double[] mean, double confidence, double lambda) {
        int after = values.length - 1 - cut;
        if (after == 0) {
            return 0;
        }
        double later = values[cut + 1];
        for (int i = cut + 2; i < values.length; i++) {
            later = lambda * values[i] + (1 - lambda) * later;
        }
        double weights = squaredWeights(cut + 1, lambda) + squaredWeights(after, lambda);
        double difference = later - mean[cut];
        return Math.abs(difference) > Math.sqrt(weights * Math.log(1 / confidence) / 2)
                ? (int) Math.signum(difference)
                : 0;
    }

    /** The sum of the squared weights of n values, by the geometric series. */
    private static double squaredWeights(int n, double lambda) {
        double q = (1 - lambda) * (1 - lambda);
        double power = Math.pow(q, n - 1);
        return power + lambda * lambda * (1 - power) / (1 - q);
    }

    static Rule pageHinkley(double delta, double lambda, double alpha, boolean up) {
        return values -> {
            double[] means = prefixMeans(values);
            double sum = 0;
            double least = 0;
            for (int i = 0; i < values.length; i++) {
                double deviation = up ? values[i] - means[i] : means[i] - values[i];
                sum = alpha * sum + deviation - delta;
                least = Math.min(least, sum);
            }
            return values.length >= 30 && sum - least > lambda;
        };
    }

    static Rule stepd(int window, double level) {
        return values -> {
            int n = values.length;
            if (n < 2 * window) {
                return false;
            }
            int older = n - window;
            double all = Arrays.stream(values).sum();
            double recent = Arrays.stream(values, older, n).sum();
            double p = all / n;
            double inverse = 1.0 / older + 1.0 / window;
            double excess = Math.abs((all - recent) / older - recent / window) - inverse / 2;
            double t = excess / Math.sqrt(p * (1 - p) * inverse);
            return t > 0 && 2 * NormalDistribution.of(0, 1).survivalProbability(t) < level;
        };
    }

    static Rule ecdd(double lambda) {
        return values -> {
            int t = values.length;
            double p = Arrays.stream(values).sum() / t;
            double z = 0;
            for (int i = 0; i < t; i++) {
                z += lambda * Math.pow(1 - lambda, t - 1.0 - i) * values[i];
            }
            double limit = 3.97 - 6.56 * p + 48.73 * Math.pow(p, 3) - 330.13 * Math.pow(p, 5) + 848.18 * Math.pow(p, 7);
            double variance = p * (1 - p) * lambda / (2 - lambda) * (1 - Math.pow(1 - lambda, 2.0 * t));
            return t >= 30 && z > p + limit * Math.sqrt(variance);
        };
    }

    /** ADWIN that keeps every value of its window, and its buckets as mere lengths, oldest first. */
    static List<Integer> adwin(Adwin.Settings settings, double[] values) {
        List<Integer> drifts = new ArrayList<>();
        List<Integer> buckets = new ArrayList<>();
        int end = 0;
        int begin = 0;
        int since = 0;
        for (double ignored : values) {
            end++;
            since++;
            buckets.add(1);
            join(buckets, settings.maxBuckets());
            boolean cut = false;
            while (since % settings.clock() == 0
                    && (cut || end - begin > settings.gracePeriod())
                    && cuts(Arrays.copyOfRange(values, begin, end), buckets, settings)) {
                begin += buckets.remove(0);
                cut = true;
            }
            if (cut) {
                drifts.add(end - 1);
            }
            if (cut && settings.resetAfterDrift()) {
                begin = end;
                since = 0;
                buckets.clear();
            }
        }
        return drifts;
    }

    private static void join(List<Integer> buckets, int most) {
        for (int size = 1; ; size *= 2) {
            int wanted = size;
            if (buckets.stream().filter(bucket -> bucket == wanted).count() <= most) {
                return;
            }
            int first = buckets.indexOf(size);
            buckets.remove(first);
            buckets.set(first, 2 * size);
        }
    }

    private static boolean cuts(double[] window, List<Integer> buckets, Adwin.Settings settings) {
        int n = window.length;
        double mean = Arrays.stream(window).average().orElse(0);
        double variance = Arrays.stream(window)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElse(0);
        double log = Math.log(2 * Math.log(n) / settings.delta());
        int before = 0;
        for (int bucket : buckets) {
            before += bucket;
            int after = n - before;
            if (before > settings.minSubWindow() + 1 && after > settings.minSubWindow() + 1) {
                double inverse =
                        1.0 / (before - settings.minSubWindow() + 1) + 1.0 / (after - settings.minSubWindow() + 1);
                double older = Arrays.stream(window, 0, before).average().orElseThrow();
                double newer = Arrays.stream(window, before, n).average().orElseThrow();
                double epsilon = Math.sqrt(2 * inverse * variance * log) + 2.0 / 3 * inverse * log;
                if (Math.abs(older - newer) > epsilon) {
                    return true;
                }
            }
        }
        return false;
    }
}
