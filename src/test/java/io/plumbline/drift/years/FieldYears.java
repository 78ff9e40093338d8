package io.plumbline.drift.years;

import io.plumbline.drift.years.Fleet.Device;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Slice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * Ninety days of one model's traffic: a pure function of a seed and of what is planted.
 *
 * <p>Some 2,000 predictions a day in every sixth hour, quiet at night where the device is, loud at weekends. Ten classes, of which
 * one is rare and hard. The model says how likely it is right, and is right as often as it says. Three in a hundred predictions
 * are audited; their labels come within hours or days. Of the corrections that people volunteer nearly all are errors, and some
 * people correct much more than others.
 */
final class FieldYears {
    static final int DAYS = 90;
    static final int CHANGE_DAY = 40;
    static final int CLASSES = 10;
    static final double PROPENSITY = 0.03;
    static final List<String> KEYS = List.of("make", "country", "app");
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private static final int A_DAY = 2_000;
    private static final int STEP = 6;
    private static final double[] BUSTLE = {0.1, 0.9, 1.4, 1.2};
    private static final double[] LIGHT = {-0.15, 0, 0.05, -0.02};
    private static final double WEEKEND = 1.4;
    private static final double WEEKDAY = 0.84;
    private static final int HARD = CLASSES - 1;
    private static final double HARD_SHARE = 0.04;
    private static final double LIKED_SHARE = 0.3;
    private static final double DARK = 0.3;
    private static final double MEAN_DELAY = 18.0 / 24;
    private static final double COMPLAINS = 0.06;
    private static final double PRAISES = 0.002;

    private final SplittableRandom random;
    private final Kind kind;
    private final ModelCatalog.Facts facts;
    private final Fleet fleet;

    /**
     * A prediction and what becomes of it.
     *
     * @param slice where it is counted
     * @param predicted class that the model said
     * @param truth class that it was
     * @param confidence how sure the model was, 0 to 1
     * @param inputs statistics of the picture
     * @param propensity of the audit arm, empty if it was not drawn
     * @param labelled day of the simulation on which a person says what it was; empty if nobody does
     */
    record Sent(
            Slice slice,
            String predicted,
            String truth,
            double confidence,
            Map<String, Double> inputs,
            OptionalDouble propensity,
            OptionalInt labelled) {
        boolean wrong() {
            return !predicted.equals(truth);
        }
    }

    FieldYears(String model, long seed, Kind kind) {
        this.random = new SplittableRandom(seed);
        this.kind = kind;
        this.facts = new ModelCatalog.Facts(model, KEYS);
        this.fleet = new Fleet(random);
    }

    /** The predictions of a day, in no order; days are to be asked for in their order. */
    List<Sent> day(int day) {
        double mean = A_DAY * (day % 7 >= 5 ? WEEKEND : WEEKDAY);
        int n = (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        List<Sent> sent = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            Device device = fleet.any(random);
            boolean silent = kind == Kind.SILENCE && day >= CHANGE_DAY && device.make() == 2;
            if (!silent) {
                sent.add(prediction(device, day));
            }
        }
        return sent;
    }

    /** Labelled pictures like those of the days before the change. */
    List<Sent> validation(int n) {
        List<Sent> pictures = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            pictures.add(prediction(fleet.any(random), 0));
        }
        return pictures;
    }

    private Sent prediction(Device device, int day) {
        boolean since = day >= CHANGE_DAY;
        int slot = slot();
        int hour = (slot + device.country()) % BUSTLE.length * STEP;
        int truth = truth(device, since);
        double brightness = 0.55 + device.light() + LIGHT[slot] + 0.11 * random.nextGaussian();
        brightness = Math.max(0, Math.min(1, brightness - (since && kind == Kind.DARKENING ? 0.25 : 0)));
        double doubt = truth == HARD ? 0.36 : 0.046 + 0.011 * truth;
        doubt *= device.hardness() * (brightness < DARK ? 4 : 1) * Math.exp(0.9 * random.nextGaussian() - 0.405);
        doubt = Math.min(0.7, doubt);
        boolean wrong = random.nextDouble() < Math.min(0.95, doubt * times(device, day));
        double confidence = 1 - (since && kind == Kind.OVERCONFIDENCE ? 0.12 : 1) * doubt;
        boolean audited = random.nextDouble() < PROPENSITY;
        return new Sent(
                Slice.of(
                        facts,
                        "1",
                        START.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour)),
                        device.source(),
                        Map.of(
                                "make", "make " + device.make(),
                                "country", "country " + device.country(),
                                "app", release(device, day))),
                name(wrong ? mistakenFor(truth) : truth),
                name(truth),
                confidence,
                Map.of(
                        "brightness", brightness,
                        "contrast", Math.abs(0.2 + 0.05 * random.nextGaussian()),
                        "sharpness", Math.abs(0.4 + 0.1 * random.nextGaussian())),
                audited ? OptionalDouble.of(PROPENSITY) : OptionalDouble.empty(),
                labelled(device, day + hour / 24.0, since, wrong, audited));
    }

    private int slot() {
        double at = random.nextDouble() * 3.6;
        int slot = 0;
        while (slot < BUSTLE.length - 1 && at >= BUSTLE[slot]) {
            at -= BUSTLE[slot++];
        }
        return slot;
    }

    private int truth(Device device, boolean since) {
        double u = random.nextDouble();
        if (u < (since && kind == Kind.CLASS_MIX ? 1.0 / 3 : HARD_SHARE)) {
            return HARD;
        }
        return random.nextDouble() < LIKED_SHARE ? device.liked() : random.nextInt(HARD);
    }

    /** The next class for the most part: the pairs that a model mixes up are few. */
    private int mistakenFor(int truth) {
        int away = random.nextDouble() < 0.7 ? 1 : 1 + random.nextInt(CLASSES - 1);
        return (truth + away) % CLASSES;
    }

    /** The name of a class. */
    static String name(int label) {
        return "class " + label;
    }

    /** The class of a name. */
    static int label(String name) {
        return Integer.parseInt(name.substring("class ".length()));
    }

    private double times(Device device, int day) {
        int after = day - CHANGE_DAY;
        if (after < 0) {
            return 1;
        }
        return switch (kind) {
            case NOTHING, FEEDBACK, CLASS_MIX, DARKENING, OVERCONFIDENCE, SILENCE -> 1;
            case ABRUPT -> 2;
            case SLOW -> 1 + 1.5 * Math.min(1, after / 40.0);
            case MAKE -> device.make() == 1 ? 3 : 1;
            case RELEASE -> after >= device.updates() ? 2.5 : 1;
            case RECURRING -> after % 10 < 3 ? 2.5 : 1;
        };
    }

    private String release(Device device, int day) {
        return kind == Kind.RELEASE && day - CHANGE_DAY >= device.updates() ? "2.0" : device.app();
    }

    private OptionalInt labelled(Device device, double at, boolean since, boolean wrong, boolean audited) {
        double speaks = audited ? 1 : (wrong ? COMPLAINS : PRAISES) * device.mood();
        if (since && kind == Kind.FEEDBACK && !audited) {
            speaks *= 5;
        }
        double delay = -MEAN_DELAY * Math.log(1 - random.nextDouble());
        return random.nextDouble() < speaks ? OptionalInt.of((int) (at + delay)) : OptionalInt.empty();
    }
}
