package io.plumbline.stats.study;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/**
 * A stream of errors that keeps its promise for 5,000 predictions and then breaks it.
 *
 * @param name what happens
 * @param promise rate of errors before
 * @param after rate of errors by the time since the change
 * @param dependence how errors hang together
 */
record Scenario(String name, double promise, LongToDoubleFunction after, Dependence dependence) {
    /** When the promise is broken. */
    static final int CHANGE = 5_000;

    /** How long one waits for an alarm. */
    static final int LENGTH = 15_000;

    /** Length of a stretch of {@link #RECURRING}; it begins with a bad one, and every other is bad. */
    static final int STRETCH = 1_000;

    static final Scenario SMALL = jump(.05, .10, Dependence.NONE);
    static final Scenario LARGE = jump(.20, .40, Dependence.NONE);
    static final Scenario RARE = jump(.02, .06, Dependence.NONE);
    static final Scenario GRADUAL =
            new Scenario(".05→.15 over 5,000", .05, t -> .05 + .10 * Math.min(1, t / 5000.0), Dependence.NONE);
    static final Scenario RECURRING =
            new Scenario(".05 and .15 in turns", .05, t -> t / STRETCH % 2 == 0 ? .15 : .05, Dependence.NONE);
    static final Scenario CORRELATED = jump(.05, .10, Dependence.MARKOV);
    static final Scenario DAILY = jump(.05, .10, Dependence.DAILY);
    static final Scenario BURSTY = jump(.05, .10, Dependence.BURSTY);

    static final List<Scenario> ALL = List.of(SMALL, LARGE, RARE, GRADUAL, RECURRING, CORRELATED, DAILY, BURSTY);

    private static Scenario jump(double before, double after, Dependence dependence) {
        String name = (before + "→" + after).replace("0.", ".").replaceAll("\\.(\\d)(?!\\d)", ".$10");
        return new Scenario(name, before, t -> after, dependence);
    }

    /** What happens, and how errors hang together. */
    String title() {
        return switch (dependence) {
            case NONE -> name;
            case MARKOV -> name + ", Markov";
            case DAILY -> name + ", daily";
            case BURSTY -> name + ", bursty";
        };
    }

    /** Whether {@link #SMALL} is the same until the change. */
    boolean startsLikeAnother() {
        return equals(GRADUAL) || equals(RECURRING);
    }

    /** The stream that never changes. */
    ErrorStream unchanged(long seed) {
        return dependence.open(t -> promise, new SplittableRandom(seed));
    }

    /** The stream that changes at {@link #CHANGE}. */
    ErrorStream changed(long seed) {
        return dependence.open(t -> t < CHANGE ? promise : after.applyAsDouble(t - CHANGE), new SplittableRandom(seed));
    }

    /** The next errors of a stream. */
    static double[] take(ErrorStream stream, int n) {
        double[] taken = new double[n];
        for (int i = 0; i < n; i++) {
            taken[i] = stream.next();
        }
        return taken;
    }
}
