package io.plumbline.stats.detector;

import io.plumbline.stats.StateReader;

/** Checks of values and settings that several detectors share. */
final class Inputs {
    /** Beyond it squares and their sums would overflow. */
    static final double LARGEST = 1e100;

    private Inputs() {}

    /** Whether a value is neither 0 nor 1; one product, as a processor guesses a branch at each error wrong. */
    static boolean isNotABit(double x) {
        return x * (x - 1) != 0;
    }

    /** The exception for a value that is neither 0 nor 1. */
    static IllegalArgumentException notAnError(double x) {
        return new IllegalArgumentException("An error is 1 and a success 0, not " + x);
    }

    /** The exception for a value outside 0 to 1. */
    static IllegalArgumentException notInUnit(double x) {
        return new IllegalArgumentException("A value lies from 0 to 1, not " + x);
    }

    /** The exception for a value beyond {@link #LARGEST} or NaN. */
    static IllegalArgumentException notFinite(double x) {
        return new IllegalArgumentException("A value lies from -1e100 to 1e100, not " + x);
    }

    static int atLeast(int least, String what, int value) {
        if (value < least) {
            throw new IllegalArgumentException(what + " is at least " + least + ", not " + value);
        }
        return value;
    }

    static int within(int least, int most, String what, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " lies from " + least + " to " + most + ", not " + value);
        }
        return value;
    }

    static double atLeastZero(String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + " must be at least 0 and finite, not " + value);
        }
        return value;
    }

    /** Reads a sum of values or a mean: no honest one reaches 1e130. */
    static double readNumber(StateReader in, String field) {
        double value = in.getDouble();
        in.require(Math.abs(value) <= 1e130, field, value);
        return value;
    }

    /** Reads a sum of squares: no honest one reaches 1e250. */
    static double readSquares(StateReader in, String field) {
        double value = in.getDouble();
        in.require(value >= 0 && value <= 1e250, field, value);
        return value;
    }
}
