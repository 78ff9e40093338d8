package io.plumbline.stats.study;

import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/** How errors hang together once their rate is given. */
enum Dependence {
    /** Each on its own. */
    NONE {
        @Override
        ErrorStream open(LongToDoubleFunction rate, SplittableRandom random) {
            long[] t = {0};
            return () -> random.nextDouble() < rate.applyAsDouble(t[0]++) ? 1 : 0;
        }
    },
    /** A Markov chain: neighbours correlate at 0.3, those k apart at 0.3 to the power of k. */
    MARKOV {
        @Override
        ErrorStream open(LongToDoubleFunction rate, SplittableRandom random) {
            long[] t = {0};
            double[] last = {random.nextDouble() < rate.applyAsDouble(0) ? 1 : 0};
            return () -> {
                double usual = rate.applyAsDouble(t[0]++);
                last[0] = random.nextDouble() < usual + CORRELATION * (last[0] - usual) ? 1 : 0;
                return last[0];
            };
        }
    },
    /** A day of 2,000 predictions, over which the rate swings by half of itself up and down. */
    DAILY {
        @Override
        ErrorStream open(LongToDoubleFunction rate, SplittableRandom random) {
            long[] t = {0};
            return () -> {
                double hour = 1 + 0.5 * Math.sin(2 * Math.PI * t[0] / DAY);
                return random.nextDouble() < hour * rate.applyAsDouble(t[0]++) ? 1 : 0;
            };
        }
    },
    /** Devices send bursts of 20 on average; a fifth of the devices err three times as often, the others half as often. */
    BURSTY {
        @Override
        ErrorStream open(LongToDoubleFunction rate, SplittableRandom random) {
            long[] t = {0};
            double[] factor = {0};
            return () -> {
                if (t[0] == 0 || random.nextDouble() < 1 / BURST) {
                    factor[0] = random.nextDouble() < 0.2 ? 3 : 0.5;
                }
                return random.nextDouble() < factor[0] * rate.applyAsDouble(t[0]++) ? 1 : 0;
            };
        }
    };

    private static final double CORRELATION = 0.3;
    private static final double DAY = 2000;
    private static final double BURST = 20;

    /** A stream whose rate at time t, from 0, is on average the one given. */
    abstract ErrorStream open(LongToDoubleFunction rate, SplittableRandom random);
}
