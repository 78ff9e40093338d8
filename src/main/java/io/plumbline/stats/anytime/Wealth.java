package io.plumbline.stats.anytime;

import io.plumbline.stats.StateReader;

/** The stored wealth of bets. */
final class Wealth {
    private Wealth() {}

    /** Reads as many numbers as there are bets, each 0 to 1e300. */
    static void read(StateReader in, double[] wealth) {
        double[] stored = in.getDoubles();
        in.require(stored.length == wealth.length, "number of bets", stored.length);
        for (int i = 0; i < stored.length; i++) {
            in.require(stored[i] >= 0 && stored[i] <= LifetimeEProcess.LARGEST, "wealth", stored[i]);
            wealth[i] = stored[i];
        }
    }
}
