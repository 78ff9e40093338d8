package io.plumbline.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Who owns which phone and from when to when: a function of the settings and the seed, the same at each start. */
final class Roster {
    private static final double REPLACED_SHARE = 0.85;

    private Roster() {}

    /**
     * One phone.
     *
     * @param id installation id
     * @param make what phone it is
     * @param os version of Android
     * @param app version of the app
     * @param country where it is
     * @param from first moment of its use
     * @param until moment from which it lies in a drawer
     * @param scenes indices of the pictures that only its owner takes
     */
    record Owned(
            String id,
            Make make,
            String os,
            String app,
            Country country,
            Instant from,
            Instant until,
            List<Integer> scenes) {
        boolean inUse(Instant time) {
            return !time.isBefore(from) && time.isBefore(until);
        }
    }

    /**
     * The phones of the whole demonstration: those in use at first, and those that replace most of one make.
     *
     * @param start simulated time at which all begins
     * @param scenes how many pictures there are to share out
     */
    static List<Owned> of(DemoSettings settings, Instant start, int scenes, long seed) {
        Random random = new Random(seed);
        Instant appears = start.plus(settings.simulated(settings.warmUp()));
        long spreadMillis = settings.simulated(settings.spread()).toMillis();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < scenes; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        // A replacement has pictures of its own, so that no picture is ever on two phones.
        int share = Math.max(1, scenes / (settings.phones() + settings.phones() / 4 + 1));
        List<Country> countries = List.of(Country.values());
        List<Owned> owned = new ArrayList<>();
        for (int i = 0; i < settings.phones(); i++) {
            Make make = Make.AT_FIRST.get(i % Make.AT_FIRST.size());
            Country country = countries.get(random.nextInt(countries.size()));
            String app = random.nextInt(3) == 0 ? "4.3.0" : "4.2.1";
            Instant changes = appears.plusMillis((long) (random.nextDouble() * (spreadMillis + 1)));
            boolean replaced = make.equals(Make.REPLACED) && random.nextDouble() < REPLACED_SHARE;
            owned.add(new Owned(
                    id(random),
                    make,
                    make.os().get(random.nextInt(make.os().size())),
                    app,
                    country,
                    Instant.MIN,
                    replaced ? changes : Instant.MAX,
                    scenes(order, owned.size(), share)));
            if (replaced) {
                Make next = Make.REPLACEMENT;
                owned.add(new Owned(
                        id(random),
                        next,
                        next.os().get(random.nextInt(next.os().size())),
                        app,
                        country,
                        changes,
                        Instant.MAX,
                        scenes(order, owned.size(), share)));
            }
        }
        return owned;
    }

    private static List<Integer> scenes(List<Integer> order, int phone, int share) {
        List<Integer> scenes = new ArrayList<>(share);
        for (int i = 0; i < share; i++) {
            scenes.add(order.get((phone * share + i) % order.size()));
        }
        return scenes;
    }

    private static String id(Random random) {
        return String.format("%016x", random.nextLong());
    }
}
