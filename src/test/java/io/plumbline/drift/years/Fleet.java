package io.plumbline.drift.years;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Four hundred devices, each with its own habits for good. How much they send differs by a factor of hundreds; a fifth of them
 * take pictures that are four times as hard as those of the others; each has a class that it likes, and its own light. Makes are as
 * hard as each other on average.
 */
final class Fleet {
    static final int DEVICES = 400;
    static final int MAKES = 5;
    static final int COUNTRIES = 3;

    private static final double SPREAD = 1.1;
    private static final double NEWER = 0.4;

    private final double[] upTo = new double[DEVICES];
    private final Device[] devices = new Device[DEVICES];

    /**
     * A device.
     *
     * @param source its name
     * @param make one of {@value #MAKES}
     * @param country one of {@value #COUNTRIES}
     * @param app release that it runs at first
     * @param updates days after the change at which it runs a new release
     * @param liked class that it likes
     * @param hardness how hard its pictures are, 1 on average
     * @param light how bright they are beyond the average
     * @param mood how readily its owner corrects, 1 on average
     */
    record Device(
            String source,
            int make,
            int country,
            String app,
            int updates,
            int liked,
            double hardness,
            double light,
            double mood) {}

    Fleet(SplittableRandom random) {
        double[] activity = new double[DEVICES];
        double[] weight = new double[MAKES];
        double[] hardness = new double[MAKES];
        for (int i = 0; i < DEVICES; i++) {
            double u = random.nextDouble();
            devices[i] = new Device(
                    "d" + i,
                    (int) (MAKES * u * Math.sqrt(u)),
                    random.nextInt(COUNTRIES),
                    random.nextDouble() < NEWER ? "1.1" : "1.0",
                    random.nextInt(15),
                    random.nextInt(FieldYears.CLASSES - 1),
                    random.nextInt(5) == 0 ? 2.5 : 0.625,
                    0.05 * random.nextGaussian(),
                    Math.exp(random.nextGaussian() - 0.5));
            activity[i] = Math.exp(SPREAD * random.nextGaussian());
            weight[devices[i].make()] += activity[i];
            hardness[devices[i].make()] += activity[i] * devices[i].hardness();
        }
        double sum = 0;
        for (int i = 0; i < DEVICES; i++) {
            int make = devices[i].make();
            devices[i] = harder(devices[i], weight[make] / hardness[make]);
            sum += activity[i];
            upTo[i] = sum;
        }
    }

    private static Device harder(Device d, double times) {
        return new Device(d.source, d.make, d.country, d.app, d.updates, d.liked, d.hardness * times, d.light, d.mood);
    }

    /** The device that sends next, the busy ones more often. */
    Device any(SplittableRandom random) {
        int at = Arrays.binarySearch(upTo, random.nextDouble() * upTo[DEVICES - 1]);
        return devices[at < 0 ? -at - 1 : at];
    }
}
