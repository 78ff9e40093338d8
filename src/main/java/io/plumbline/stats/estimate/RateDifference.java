package io.plumbline.stats.estimate;

import io.plumbline.stats.Estimate;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Require;
import io.plumbline.stats.Wilson;

/**
 * The difference of two rates that were seen on different samples: two versions on different predictions.
 *
 * <p>The interval is made from the score intervals of both rates (Newcombe, Stat. Med. 17, 1998, 873–890, method 10). Unlike
 * the normal one it holds its level with few errors, and never leaves −1 to 1. It is one for a single look; whoever looks after
 * each label takes {@link io.plumbline.stats.anytime.CanaryComparison}.
 */
public final class RateDifference {
    /** Fewest trials a side from which a difference is told. */
    public static final double NEEDED = 30;

    private RateDifference() {}

    /**
     * A rate, and as how many independent trials tell as much.
     *
     * @param rate 0 to 1
     * @param trials at least 0; fewer than were made if they are clustered or weigh unequally
     */
    public record Side(double rate, double trials) {
        /** @throws IllegalArgumentException if a number is NaN or out of its range */
        public Side {
            Require.unit("A rate", rate);
            if (!(trials >= 0)) {
                throw new IllegalArgumentException("Trials are at least 0, not " + trials);
            }
        }
    }

    /**
     * The second rate less the first.
     *
     * @param level coverage, between 0 and 1
     * @return a value from −1 to 1 with its interval; not enough data below {@link #NEEDED} trials on a side
     * @throws IllegalArgumentException if the level is not between 0 and 1
     */
    public static Estimate of(Side first, Side second, double level) {
        Require.level(level);
        double fewer = Math.min(first.trials(), second.trials());
        return fewer < NEEDED
                ? new Estimate.NotEnoughData((long) fewer, (long) NEEDED)
                : new Estimate.Measured(
                        second.rate() - first.rate(),
                        Math.sqrt(variance(first) + variance(second)),
                        interval(first, second, level),
                        (long) (first.trials() + second.trials()));
    }

    /** The interval alone, also of few trials. */
    static Interval interval(Side first, Side second, double level) {
        Interval a = Wilson.interval(first.rate(), first.trials(), level);
        Interval b = Wilson.interval(second.rate(), second.trials(), level);
        double difference = second.rate() - first.rate();
        double down = Math.hypot(second.rate() - b.lower(), a.upper() - first.rate());
        double up = Math.hypot(b.upper() - second.rate(), first.rate() - a.lower());
        return new Interval(Math.max(-1, difference - down), Math.min(1, difference + up));
    }

    private static double variance(Side side) {
        return side.rate() * (1 - side.rate()) / side.trials();
    }
}
