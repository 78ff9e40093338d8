package io.plumbline.drift.cause;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.cause.Facts.Question;
import io.plumbline.drift.cause.Facts.Span;
import io.plumbline.drift.cause.Facts.Value;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.profile.InputScale;
import io.plumbline.stats.Histogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * A fleet with something planted, lived through device by device: makes and countries of unequal size, devices of unequal habit,
 * classes of unequal difficulty, two propensities. What comes out is what a report would have before it.
 */
final class PlantedFleet {
    private static final int DEVICES = 400;
    private static final int MAKES = 5;
    private static final int COUNTRIES = 4;
    private static final int CLASSES = 10;
    private static final double BASE = 0.08;
    private static final int PREDICTIONS_A_LABEL = 50;

    private final SplittableRandom random;
    private final Kind kind;
    private final List<Device> devices = new ArrayList<>();
    private final Side before = new Side();
    private final Side since = new Side();

    /** What is planted. */
    enum Kind {
        ABRUPT(Cause.Kind.CONCEPT_DRIFT),
        SLOW(Cause.Kind.CONCEPT_DRIFT),
        MAKE(Cause.Kind.SEGMENT),
        RELEASE(Cause.Kind.APP_RELEASE),
        CLASS_MIX(Cause.Kind.CLASS_MIX),
        DARKENING(Cause.Kind.INPUT_SHIFT),
        OVERCONFIDENCE(Cause.Kind.CALIBRATION),
        SILENCE(Cause.Kind.SILENCE),
        FEEDBACK(Cause.Kind.FEEDBACK),
        RECURRING(Cause.Kind.CONCEPT_DRIFT);

        private final Cause.Kind cause;

        Kind(Cause.Kind cause) {
            this.cause = cause;
        }

        Cause.Kind cause() {
            return cause;
        }

        /** Where the alarm would be raised. */
        private String place() {
            return switch (this) {
                case MAKE, SILENCE -> "make|m1";
                case RELEASE -> "app|2.0";
                default -> "";
            };
        }

        private Question question() {
            return switch (this) {
                case OVERCONFIDENCE -> Question.CONFIDENT_ERRORS;
                case SILENCE -> Question.SILENCE;
                case FEEDBACK -> Question.EVIDENCE;
                default -> Question.ERRORS;
            };
        }
    }

    private static final class Side {
        private final Map<String, Map<String, Group>> labels = new TreeMap<>();
        private final Map<String, Long> predictions = new TreeMap<>();
        private final Histogram brightness = new Histogram();
        private final Histogram contrast = new Histogram();
        private long voluntary;
        private long voluntaryErrors;

        private void label(String place, Group one) {
            String alike = one.predicted() + "|" + one.corrected() + "|" + one.band() + "|" + one.propensity();
            labels.computeIfAbsent(place, p -> new TreeMap<>())
                    .merge(
                            alike,
                            one,
                            (a, b) -> new Group(
                                    a.predicted(), a.corrected(), a.band(), a.propensity(), a.n() + 1, a.confidence()));
        }

        private LabelTally tally(String place) {
            return new LabelTally(
                    List.copyOf(labels.getOrDefault(place, Map.of()).values()));
        }

        private Span span(String place) {
            SortedMap<String, Histogram> inputs = new TreeMap<>();
            inputs.put("brightness", brightness);
            inputs.put("contrast", contrast);
            return new Span(
                    new Baseline.Origin.Field(Instant.EPOCH, Instant.EPOCH),
                    tally(place),
                    predictions.getOrDefault(place, 0L),
                    new TreeMap<>(),
                    new Histogram(),
                    inputs,
                    voluntary,
                    voluntaryErrors);
        }
    }

    private record Device(int make, int country, double activity, double habit, int update) {}

    /** @param labelsADay of the whole fleet, on average */
    PlantedFleet(long seed, Kind kind, double labelsADay) {
        this.random = new SplittableRandom(seed);
        this.kind = kind;
        for (int i = 0; i < DEVICES; i++) {
            double u = random.nextDouble();
            devices.add(new Device(
                    (int) (MAKES * u * Math.sqrt(u)),
                    random.nextInt(COUNTRIES),
                    Math.pow(10, random.nextDouble() - 0.65) * labelsADay / DEVICES / 0.87,
                    random.nextInt(5) == 0 ? 3 : 0.5,
                    random.nextInt(15)));
        }
    }

    /** Lives through some days of peace, and then on until an alarm like the evaluator's is raised; empty if none is in time. */
    Optional<Facts> facts(int daysBefore, int atMost) {
        for (int day = -daysBefore; day < atMost; day++) {
            for (Device device : devices) {
                live(device, day);
            }
            if (day >= 2 && alarmed(day)) {
                return Optional.of(facts());
            }
        }
        return Optional.empty();
    }

    /** Once in a thousand by chance, if the place errs at the upper end of its promise. */
    private boolean alarmed(int day) {
        LabelTally tally = since.tally(kind.place());
        return switch (kind) {
            case SILENCE -> true;
            case FEEDBACK -> day >= 9;
            case OVERCONFIDENCE -> improbable(tally.n(), tally.confidentErrors(), 0.03);
            default -> improbable(tally.n(), tally.errors(), 0.11);
        };
    }

    private static boolean improbable(long n, long errors, double promised) {
        return n > 0
                && errors > 0
                && BinomialDistribution.of((int) n, promised).survivalProbability((int) errors - 1) < 0.001;
    }

    private void live(Device device, int day) {
        Side side = day < 0 ? before : since;
        String app = kind == Kind.RELEASE && day >= device.update() ? "2.0" : "1.0";
        boolean silent = kind == Kind.SILENCE && day >= 0 && device.make() == 1;
        int n = silent ? 0 : poisson(device.activity());
        List<String> places = List.of("", "make|m" + device.make(), "country|c" + device.country(), "app|" + app);
        for (String place : places) {
            side.predictions.merge(place, (long) n * PREDICTIONS_A_LABEL, Long::sum);
        }
        for (int i = 0; i < n; i++) {
            label(side, day, device, app, places);
            picture(side, day);
            picture(side, day);
        }
        speak(side, day, n);
    }

    private Facts facts() {
        List<Value> values = new ArrayList<>();
        Map<String, Long> places = new TreeMap<>(before.predictions);
        since.predictions.forEach((place, n) -> places.merge(place, n, Long::sum));
        places.keySet().stream().filter(place -> !place.isEmpty()).forEach(place -> {
            String[] parts = place.split("\\|", -1);
            values.add(new Value(
                    parts[0],
                    parts[1],
                    before.predictions.getOrDefault(place, 0L),
                    since.predictions.getOrDefault(place, 0L),
                    before.tally(place),
                    since.tally(place)));
        });
        String place = kind.place();
        // What hardly was there before is measured against everybody.
        String origin = kind == Kind.RELEASE ? "" : place;
        return new Facts(
                kind.question(),
                place.isEmpty() ? "" : place.substring(0, place.indexOf('|')),
                place.substring(place.indexOf('|') + 1),
                before.span(origin),
                since.span(place),
                values);
    }

    private void label(Side side, int day, Device device, String app, List<String> places) {
        boolean changed = day >= 0;
        int hard = changed && kind == Kind.CLASS_MIX && random.nextInt(3) == 0 ? 0 : random.nextInt(CLASSES);
        // The first class errs four times as often as the others.
        double p = BASE * device.habit() * (hard == 0 ? 3.1 : 0.77) * times(day, device.make(), app);
        boolean error = random.nextDouble() < Math.min(0.9, p);
        boolean sure = error && random.nextDouble() < (changed && kind == Kind.OVERCONFIDENCE ? 0.8 : 0.25);
        String corrected = "class " + hard;
        String predicted = error ? "class " + (hard + 1 + random.nextInt(CLASSES - 1)) % CLASSES : corrected;
        int band = sure || (!error && random.nextInt(3) > 0) ? 28 : 12 + random.nextInt(14);
        double propensity = random.nextInt(4) == 0 ? 0.04 : 0.02;
        Group one = new Group(predicted, corrected, band, propensity, 1, (band + 0.5) / LabelTally.BANDS);
        for (String place : places) {
            side.label(place, one);
        }
    }

    private double times(int day, int make, String app) {
        if (day < 0) {
            return 1;
        }
        return switch (kind) {
            case ABRUPT, DARKENING -> 2;
            // The estimate lies somewhere on the way up.
            case SLOW -> 1.3 + 0.04 * day;
            case MAKE -> make == 1 ? 3 : 1;
            case RELEASE -> app.equals("2.0") ? 2.5 : 1;
            case RECURRING -> day % 10 < 3 ? 3 : 1.3;
            default -> 1;
        };
    }

    private void picture(Side side, int day) {
        double dark = kind == Kind.DARKENING && day >= 0 ? 0.2 : 0;
        side.brightness.add(InputScale.unit(0.52 - dark + 0.14 * (random.nextDouble() + random.nextDouble() - 1)));
        side.contrast.add(InputScale.unit(0.2 + 0.1 * random.nextDouble()));
    }

    private void speak(Side side, int day, int n) {
        double often = kind == Kind.FEEDBACK && day >= 0 ? 0.05 : 0.01;
        int spoken = poisson(often * n * PREDICTIONS_A_LABEL);
        side.voluntary += spoken;
        side.voluntaryErrors += Math.round(0.9 * spoken);
    }

    private int poisson(double mean) {
        int n = 0;
        for (double left = Math.exp(-mean), p = random.nextDouble(); p > left; p *= random.nextDouble()) {
            n++;
        }
        return n;
    }

    /** What was named, by how often, of fleets in which an alarm was raised. */
    static Map<Cause.Kind, Integer> named(Kind kind, int fleets, double labelsADay, int daysBefore) {
        Map<Cause.Kind, Integer> named = new EnumMap<>(Cause.Kind.class);
        for (int seed = 0, alarms = 0; alarms < fleets && seed < 3 * fleets; seed++) {
            Optional<Facts> facts = new PlantedFleet(
                            1000L * List.of(Kind.values()).indexOf(kind) + seed, kind, labelsADay)
                    .facts(daysBefore, 40);
            if (facts.isPresent()) {
                alarms++;
                named.merge(Causes.of(facts.get()).get(0).kind(), 1, Integer::sum);
            }
        }
        return named;
    }
}
