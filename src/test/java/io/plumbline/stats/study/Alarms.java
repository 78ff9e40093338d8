package io.plumbline.stats.study;

import io.plumbline.stats.report.Axis;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Where the subjects raised their alarms on repeated runs of one scenario. */
final class Alarms {
    private static final long LEARNING = 1_000_000;
    private static final Object ONE_AT_A_TIME = new Object();

    private final List<Subject> subjects;
    private final int length;
    /** By run and subject: the indices, ascending. */
    private final int[][][] at;

    private Alarms(List<Subject> subjects, int length, int[][][] at) {
        this.subjects = subjects;
        this.length = length;
        this.at = at;
    }

    /** Lets all subjects watch the same streams, of seeds from the first upwards. */
    static Alarms of(List<Subject> subjects, Scenario scenario, Runs runs) {
        int[][][] at = IntStream.range(0, runs.number())
                .parallel()
                .mapToObj(run -> watch(subjects, scenario, runs, runs.firstSeed() + run))
                .toArray(int[][][]::new);
        return new Alarms(subjects, runs.length(), at);
    }

    /**
     * Which streams.
     *
     * @param firstSeed of the first run; each next one has the next
     * @param number how many
     * @param length how long
     * @param streams the stream of a seed
     */
    record Runs(long firstSeed, int number, int length, LongFunction<ErrorStream> streams) {}

    private static int[][] watch(List<Subject> subjects, Scenario scenario, Runs runs, long seed) {
        double[] stream = Scenario.take(runs.streams().apply(seed), runs.length());
        int[][] alarms = new int[subjects.size()][];
        for (int i = 0; i < alarms.length; i++) {
            ErrorStream past = scenario.unchanged(LEARNING + seed);
            Subject subject = subjects.get(i);
            if (subject.by() == Subject.By.MOA) {
                // MOA's HDDM_W keeps its samples in static fields: two at once would spoil each other.
                synchronized (ONE_AT_A_TIME) {
                    alarms[i] = watch(subject.maker().make(scenario.promise(), past), stream);
                }
            } else {
                alarms[i] = watch(subject.maker().make(scenario.promise(), past), stream);
            }
        }
        return alarms;
    }

    private static int[] watch(Watch watch, double[] stream) {
        int[] alarms = new int[16];
        int n = 0;
        for (int i = 0; i < stream.length; i++) {
            if (watch.alarm(stream[i])) {
                alarms = n == alarms.length ? Arrays.copyOf(alarms, 2 * n) : alarms;
                alarms[n++] = i;
            }
        }
        return Arrays.copyOf(alarms, n);
    }

    /** Number of runs. */
    int runs() {
        return at.length;
    }

    /** Values in all runs together. */
    double values() {
        return (double) at.length * length;
    }

    /** The indices at which a subject alarmed in a run, ascending. */
    int[] of(int run, int subject) {
        return at[run][subject].clone();
    }

    /** Alarms of all runs together. */
    long count(int subject) {
        return Arrays.stream(at).mapToLong(run -> run[subject].length).sum();
    }

    /** Alarms in 100,000 values. */
    double rate(int subject) {
        return count(subject) / values() * 100_000;
    }

    /** How long it took from the change to the next alarm. */
    Delay delay(int subject) {
        double[] delays = Arrays.stream(at)
                .map(run -> run[subject])
                .filter(alarms -> !(subjects.get(subject).once() && alarms.length > 0 && alarms[0] < Scenario.CHANGE))
                .mapToDouble(Alarms::delay)
                .toArray();
        double missed = Arrays.stream(delays).filter(Double::isInfinite).count() / (double) delays.length;
        return new Delay(Sample.median(delays), missed);
    }

    private static double delay(int[] alarms) {
        return Arrays.stream(alarms)
                .filter(alarm -> alarm >= Scenario.CHANGE)
                .mapToDouble(alarm -> alarm - Scenario.CHANGE + 1)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Share of the bad stretches of {@link Scenario#RECURRING} in which there was an alarm. */
    double caught(int subject) {
        int bad = (length - Scenario.CHANGE) / Scenario.STRETCH / 2;
        long hit = 0;
        for (int[][] run : at) {
            hit += Arrays.stream(run[subject])
                    .filter(Alarms::isBad)
                    .map(alarm -> alarm / Scenario.STRETCH)
                    .distinct()
                    .count();
        }
        return (double) hit / bad / at.length;
    }

    /** Alarms a run in the good stretches of {@link Scenario#RECURRING} that follow the bad ones. */
    double between(int subject) {
        long alarms = 0;
        for (int[][] run : at) {
            alarms += Arrays.stream(run[subject])
                    .filter(alarm -> alarm >= Scenario.CHANGE && !isBad(alarm))
                    .count();
        }
        return (double) alarms / at.length;
    }

    private static boolean isBad(int alarm) {
        return alarm >= Scenario.CHANGE && (alarm - Scenario.CHANGE) / Scenario.STRETCH % 2 == 0;
    }

    /**
     * How long it took.
     *
     * @param median values from the change up to and with the alarm; infinite if more than half the runs had none
     * @param missed share of the runs without any
     */
    record Delay(double median, double missed) {
        @Override
        public String toString() {
            String share = missed < 0.0005 ? "" : " (" + Sample.percent(missed) + " missed)";
            return (Double.isInfinite(median) ? "—" : Axis.plain(median)) + share;
        }
    }
}
