package io.plumbline.ui.signals.view;

import io.plumbline.drift.DriftState;
import io.plumbline.drift.signal.Signal;
import io.plumbline.ui.charts.Numbers;

/**
 * How a signal stands, ready to be shown.
 *
 * @param id its name in addresses
 * @param place key and value of a segment; empty for the whole fleet
 * @param name for people
 * @param word "alarm", "quiet", "drifted", "steady", "not enough data", "no data yet" or "failed"
 * @param state class of the style sheet: "bad", "good", "none" or "broken"
 * @param effect size of it
 * @param threshold from where it matters
 * @param p significance
 * @param n how many it was made from
 * @param note a sentence
 */
public record SignalLine(
        String id,
        Selection.Place place,
        String name,
        String word,
        String state,
        String effect,
        String threshold,
        String p,
        String n,
        String note) {

    /** The guaranteed alarm of the whole fleet. */
    static SignalLine fleet(DriftState state) {
        DriftState.Alarm alarm = state.alarm();
        boolean any = alarm.n() > 0;
        return new SignalLine(
                "field-error",
                Selection.Place.FLEET,
                "Error rate, whole fleet",
                alarm.raised() ? "alarm" : any ? "quiet" : "no data yet",
                alarm.raised() ? "bad" : any ? "good" : "none",
                any ? Numbers.percent(alarm.rate()) : Numbers.NONE,
                Numbers.percent(alarm.promised()),
                Numbers.NONE,
                Numbers.count(alarm.n()),
                any
                        ? "95 %: " + Numbers.percent(alarm.lower()) + " to " + Numbers.percent(alarm.upper()) + ". "
                                + evidence(alarm.years(), alarm.needed())
                        : "No audited label has been read yet.");
    }

    /** The guaranteed alarm of a segment. */
    static SignalLine segment(DriftState.SegmentAlarm alarm, double promised) {
        boolean any = alarm.n() > 0;
        return new SignalLine(
                "field-error",
                new Selection.Place(alarm.key(), alarm.value()),
                "Error rate, " + alarm.key() + " " + alarm.value(),
                alarm.raised() ? "alarm" : any ? "quiet" : "no data yet",
                alarm.raised() ? "bad" : any ? "good" : "none",
                any ? Numbers.percent((double) alarm.errors() / alarm.n()) : Numbers.NONE,
                Numbers.percent(promised),
                Numbers.NONE,
                Numbers.count(alarm.n()),
                any ? evidence(alarm.years(), alarm.needed()) : "No audited label has been read yet.");
    }

    /** A conventional measure. */
    static SignalLine of(Signal signal) {
        String word = "";
        String state = "";
        switch (signal.verdict()) {
            case STEADY -> {
                word = "steady";
                state = "good";
            }
            case DRIFTED -> {
                word = "drifted";
                state = "bad";
            }
            case NOT_ENOUGH_DATA -> {
                word = "not enough data";
                state = "none";
            }
            case FAILED -> {
                word = "failed";
                state = "broken";
            }
        }
        boolean enough = signal.verdict() != Signal.Verdict.NOT_ENOUGH_DATA || signal.needed() <= 0;
        return new SignalLine(
                signal.id(),
                Selection.Place.FLEET,
                signal.name(),
                word,
                state,
                Numbers.measure(signal.effect()),
                Numbers.measure(signal.threshold()),
                Numbers.significance(signal.p()),
                Numbers.count(signal.n()) + (enough ? "" : " of " + Numbers.count(signal.needed())),
                signal.note());
    }

    /** How unusual something is, against how unusual it must be. */
    static String evidence(double years, double needed) {
        double hour = 1 / 8766.0;
        return (years < hour ? "Nothing unusual" : "Chance does as much once in " + Numbers.span(years))
                + "; alarm from once in " + Numbers.span(needed) + ".";
    }
}
