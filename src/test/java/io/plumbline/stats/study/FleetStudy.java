package io.plumbline.stats.study;

import io.plumbline.stats.anytime.LifetimeEProcess;
import io.plumbline.stats.detector.Adwin;
import io.plumbline.stats.detector.Ddm;
import io.plumbline.stats.detector.Detector;
import io.plumbline.stats.detector.Signal;
import io.plumbline.stats.estimate.DeviceShare;
import io.plumbline.stats.report.Page;
import io.plumbline.stats.report.Table;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A fleet of 400 devices that differ for good: a fifth errs three times as often as the fleet on average, the others half as
 * often; among both are devices that send .3, 1, 3 and 10 labels a day on average. Every day they come in another order, each
 * with all its labels of the day.
 */
final class FleetStudy {
    private static final int DEVICES = 400;
    private static final String[] NAMES =
            IntStream.range(0, DEVICES).mapToObj(device -> "device " + device).toArray(String[]::new);
    private static final double[] LABELS_A_DAY = {.3, 1, 3, 10};
    private static final int DAYS = 100;
    private static final int CHANGE = 20;
    private static final double PROMISE = .05;
    private static final double ALPHA = .05;

    private final int runs;
    private final Map<Way, double[]> steady = new EnumMap<>(Way.class);
    private final Map<Way, double[]> doubled = new EnumMap<>(Way.class);

    /** How the labels are watched. */
    enum Way {
        PREDICTIONS("lifetime, label by label"),
        SHARES("lifetime, one share a device and day"),
        DDM("DDM, label by label"),
        ADWIN("ADWIN, label by label");

        private final String title;

        Way(String title) {
            this.title = title;
        }
    }

    FleetStudy(Effort effort) {
        runs = effort.of(100, 1_000);
        for (Way way : Way.values()) {
            steady.put(way, new double[runs]);
            doubled.put(way, new double[runs]);
        }
        List<Map<Way, Integer>> quiet = days(DAYS);
        List<Map<Way, Integer>> drifting = days(CHANGE);
        for (int run = 0; run < runs; run++) {
            for (Way way : Way.values()) {
                steady.get(way)[run] = quiet.get(run).getOrDefault(way, Integer.MAX_VALUE);
                doubled.get(way)[run] = drifting.get(run).getOrDefault(way, Integer.MAX_VALUE);
            }
        }
    }

    private List<Map<Way, Integer>> days(int change) {
        return IntStream.range(0, runs)
                .parallel()
                .mapToObj(seed -> new Fleet(seed).live(change))
                .toList();
    }

    /** One fleet and all who watch it. */
    private static final class Fleet {
        private final SplittableRandom random;
        private final LifetimeEProcess predictions = new LifetimeEProcess(PROMISE, ALPHA);
        private final LifetimeEProcess shares = LifetimeEProcess.ofLosses(PROMISE, ALPHA);
        private final Detector ddm = new Ddm();
        private final Detector adwin = new Adwin();
        private final DeviceShare voices = new DeviceShare();
        private final int[] order = IntStream.range(0, DEVICES).toArray();
        private final Map<Way, Integer> alarms = new EnumMap<>(Way.class);

        Fleet(long seed) {
            random = new SplittableRandom(seed);
        }

        /** The day of each one's first alarm, from 0; from the change on errors come twice as often. */
        Map<Way, Integer> live(int change) {
            for (int day = 0; day < DAYS; day++) {
                shuffle();
                for (int device : order) {
                    labels(device, day, day < change ? PROMISE : 2 * PROMISE);
                }
                boolean raised = false;
                for (double share : voices.close(day)) {
                    raised |= shares.update(share, 1);
                }
                note(Way.SHARES, day, raised);
                if (alarms.size() == Way.values().length) {
                    // Safe because: only the first alarms count.
                    break;
                }
            }
            return alarms;
        }

        private void labels(int device, int day, double rate) {
            double activity = LABELS_A_DAY[device % LABELS_A_DAY.length];
            double own = rate * (device / LABELS_A_DAY.length % 5 == 0 ? 3 : 0.5);
            for (int left = poisson(activity); left > 0; left--) {
                boolean error = random.nextDouble() < own;
                double x = error ? 1 : 0;
                voices.add(NAMES[device], x);
                note(Way.PREDICTIONS, day, quiet(Way.PREDICTIONS) && predictions.update(error));
                note(Way.DDM, day, quiet(Way.DDM) && ddm.update(x) == Signal.DRIFT);
                note(Way.ADWIN, day, quiet(Way.ADWIN) && adwin.update(x) == Signal.DRIFT);
            }
        }

        /** Whether it has raised no alarm yet: later ones do not count. */
        private boolean quiet(Way way) {
            return !alarms.containsKey(way);
        }

        private void note(Way way, int day, boolean alarm) {
            if (alarm) {
                alarms.putIfAbsent(way, day);
            }
        }

        private void shuffle() {
            for (int i = order.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int kept = order[i];
                order[i] = order[other];
                order[other] = kept;
            }
        }

        private int poisson(double mean) {
            double least = Math.exp(-mean);
            int n = 0;
            for (double product = random.nextDouble(); product > least; product *= random.nextDouble()) {
                n++;
            }
            return n;
        }
    }

    int runs() {
        return runs;
    }

    /** Fleets with an alarm in 100 days without any change. */
    long falseAlarms(Way way) {
        return count(steady.get(way), DAYS);
    }

    private static long count(double[] firsts, int before) {
        return Arrays.stream(firsts).filter(day -> day < before).count();
    }

    /** Median number of days to the alarm, of the fleets without an earlier one. */
    double delay(Way way) {
        double[] delays = Arrays.stream(doubled.get(way))
                .filter(day -> day >= CHANGE)
                .map(day -> day - CHANGE + 1)
                .toArray();
        return delays.length == 0 ? Double.NaN : Sample.median(delays);
    }

    /** Writes down what was found. */
    void report(Page page) {
        Table table = new Table(
                "watched by", "false in 10 days", "in 100 days", "days to the alarm", "fleets left to measure it");
        for (Way way : Way.values()) {
            long left = runs - count(doubled.get(way), CHANGE);
            table.row(
                    way.title,
                    Sample.percent((double) count(steady.get(way), 10) / runs),
                    Sample.percent((double) falseAlarms(way) / runs),
                    left == 0 ? "—" : String.valueOf(Math.round(delay(way))),
                    Sample.percent((double) left / runs));
        }
        page.add("fleet", table);
    }
}
