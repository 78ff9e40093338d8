package io.plumbline.drift.alarm;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.store.BinaryCopy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Ninety days of one model's labels: a pure function of a seed and of what is planted.
 *
 * <p>Four hundred devices, each with its own habits for good: a fifth err six times as often as the others, and how often they are
 * asked differs by a factor of ten. Nights are quiet and weekends loud. Each make errs as often as the others. Of the corrections
 * that people volunteer nearly all are errors.
 */
final class FieldYears {
    static final int DAYS = 90;
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    static final double BASE = 0.08;

    private static final int DEVICES = 400;
    private static final int MAKES = 5;
    private static final int COUNTRIES = 3;
    private static final int BASELINE = 3_000;
    private static final int CHANGE_DAY = 40;
    private static final double LABELS_A_DAY = 0.15;

    private final SplittableRandom random;
    private final Kind kind;
    private final int[] make = new int[DEVICES];
    private final int[] country = new int[DEVICES];
    private final int[] updates = new int[DEVICES];
    private final double[] activity = new double[DEVICES];
    private final double[] habit = new double[DEVICES];

    /** What is planted, on day 40 or from then on. */
    enum Kind {
        NOTHING("nothing"),
        ABRUPT("all err twice as often"),
        SLOW("errors rise to the 2.5-fold within 40 days"),
        MAKE("one make errs three times as often"),
        RELEASE("a new release errs 2.5 times as often; phones update within 15 days"),
        RECURRING("all err 2.5 times as often, three days in every ten"),
        FEEDBACK("people correct five times as often, the model errs as before");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** Seeds of different kinds are far apart. */
        long firstSeed() {
            return Integer.toUnsignedLong(name().hashCode()) * 1_000;
        }

        boolean harmful() {
            return this != NOTHING && this != FEEDBACK;
        }
    }

    FieldYears(long seed, Kind kind) {
        this.random = new SplittableRandom(seed);
        this.kind = kind;
        double[] weight = new double[MAKES];
        double[] errors = new double[MAKES];
        for (int i = 0; i < DEVICES; i++) {
            double u = random.nextDouble();
            make[i] = (int) (MAKES * u * Math.sqrt(u));
            country[i] = random.nextInt(COUNTRIES);
            updates[i] = CHANGE_DAY + random.nextInt(15);
            activity[i] = LABELS_A_DAY * Math.pow(10, random.nextDouble() - 0.65);
            habit[i] = random.nextInt(5) == 0 ? 3 : 0.5;
            weight[make[i]] += activity[i];
            errors[make[i]] += activity[i] * habit[i];
        }
        for (int i = 0; i < DEVICES; i++) {
            habit[i] *= weight[make[i]] / errors[make[i]];
        }
    }

    /** Moment of the change. */
    static Instant change() {
        return START.plus(Duration.ofDays(CHANGE_DAY));
    }

    /** The place that the change is about. */
    Place place() {
        return switch (kind) {
            case MAKE -> new Place("make", "make 1");
            case RELEASE -> new Place("app", "2.0");
            default -> Place.FLEET;
        };
    }

    /** A promise from a validation on pictures like the first days'. */
    Settings settings(double falseAlarmsPerYear) {
        int errors = 0;
        for (int i = 0; i < BASELINE; i++) {
            errors += random.nextDouble() < BASE ? 1 : 0;
        }
        return new Settings(Counted.ERRORS, errors, BASELINE, 0.02, falseAlarmsPerYear, Instant.EPOCH);
    }

    private double times(int device, int day) {
        if (day < CHANGE_DAY) {
            return 1;
        }
        return switch (kind) {
            case NOTHING, FEEDBACK -> 1;
            case ABRUPT -> 2;
            case SLOW -> 1 + 1.5 * Math.min(1, (day - CHANGE_DAY) / 40.0);
            case MAKE -> make[device] == 1 ? 3 : 1;
            case RELEASE -> day >= updates[device] ? 2.5 : 1;
            case RECURRING -> (day - CHANGE_DAY) % 10 < 3 ? 2.5 : 1;
        };
    }

    private String release(int device, int day) {
        return kind == Kind.RELEASE && day >= updates[device] ? "2.0" : "1.0";
    }

    private static double bustle(int day, int hour) {
        return (hour < 6 ? 0.1 : 1.3) * (day % 7 >= 5 ? 1.4 : 0.84);
    }

    private int poisson(double mean) {
        int n = 0;
        for (double left = Math.exp(-mean), p = random.nextDouble(); p > left; p *= random.nextDouble()) {
            n++;
        }
        return n;
    }

    /** Rows of {@code outcome_hour}, and the audited labels of each day. */
    long[] write(String model, BinaryCopy rows) {
        long[] labels = new long[DAYS];
        for (int day = 0; day < DAYS; day++) {
            for (int hour = 0; hour < 24; hour++) {
                SortedMap<Place, long[]> cells = new TreeMap<>();
                for (int device = 0; device < DEVICES; device++) {
                    double rate = Math.min(0.95, BASE * habit[device] * times(device, day));
                    double mean = activity[device] / 24 * bustle(day, hour);
                    int asked = poisson(mean);
                    int complaints = poisson(mean * (kind == Kind.FEEDBACK && day >= CHANGE_DAY ? 5 : 1));
                    int wrong = 0;
                    for (int i = 0; i < asked; i++) {
                        wrong += random.nextDouble() < rate ? 1 : 0;
                    }
                    labels[day] += asked;
                    if (asked + complaints > 0) {
                        for (Place place : places(device, day)) {
                            long[] cell = cells.computeIfAbsent(place, p -> new long[3]);
                            cell[0] += asked;
                            cell[1] += wrong;
                            cell[2] += complaints;
                        }
                    }
                }
                Instant at = START.plus(Duration.ofHours(24L * day + hour));
                cells.forEach((place, cell) -> rows.row(12)
                        .text(model)
                        .text("1")
                        .timestamp(at)
                        .text(place.key())
                        .text(place.value())
                        .int4(0)
                        .float8(0.02)
                        .int8(cell[0])
                        .int8(cell[1])
                        .int8(0)
                        .int8(cell[2])
                        .int8(cell[2]));
            }
        }
        return labels;
    }

    private List<Place> places(int device, int day) {
        return List.of(
                Place.FLEET,
                new Place("make", "make " + make[device]),
                new Place("country", "country " + country[device]),
                new Place("app", release(device, day)));
    }
}
