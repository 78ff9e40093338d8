package io.plumbline.ui.signals.view;

import io.plumbline.drift.DriftState;
import io.plumbline.drift.signal.Signal;
import io.plumbline.drift.signal.SignalNames;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.view.ModelView.SignalRow;
import io.plumbline.ui.view.Stamp;

/**
 * How a signal stands, ready to be shown.
 *
 * @param id its name in addresses
 * @param place key and value of a segment; empty for the whole fleet
 * @param name for people
 * @param word "alarm", "silent", "heard", "quiet", "drifted", "steady", "not enough data", "no data yet" or "failed"
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

    /** A guaranteed alarm of the whole fleet. */
    static SignalLine fleet(String id, DriftState.Alarm alarm) {
        boolean any = alarm.n() > 0;
        String interval = "95 %: " + Numbers.percent(alarm.lower()) + " to " + Numbers.percent(alarm.upper()) + ". ";
        return new SignalLine(
                id,
                Selection.Place.FLEET,
                SignalNames.of(id) + ", whole fleet",
                alarm.raised() ? "alarm" : any ? "quiet" : "no data yet",
                alarm.raised() ? "bad" : any ? "good" : "none",
                any ? Numbers.percent(alarm.rate()) : Numbers.NONE,
                Numbers.percent(alarm.promised()),
                Numbers.NONE,
                Numbers.count(alarm.n()),
                (Double.isFinite(alarm.rate()) ? interval : "")
                        + (alarm.note().isEmpty() ? evidence(alarm.years(), alarm.needed()) : alarm.note()));
    }

    /** A guaranteed alarm of a segment. */
    static SignalLine segment(String id, DriftState.SegmentAlarm alarm, double promised) {
        boolean any = alarm.n() > 0;
        return new SignalLine(
                id,
                new Selection.Place(alarm.key(), alarm.value()),
                SignalNames.of(id) + ", " + alarm.key() + " " + alarm.value(),
                alarm.raised() ? "alarm" : any ? "quiet" : "no data yet",
                alarm.raised() ? "bad" : any ? "good" : "none",
                any ? Numbers.percent((double) alarm.errors() / alarm.n()) : Numbers.NONE,
                Numbers.percent(promised),
                Numbers.NONE,
                Numbers.count(alarm.n()),
                any ? evidence(alarm.years(), alarm.needed()) : "No audited label has been read yet.");
    }

    /** Somebody of whom nothing is heard any more. */
    static SignalLine silent(DriftState.Silent silent) {
        Selection.Place place = new Selection.Place(silent.key(), silent.value());
        return new SignalLine(
                SignalNames.SILENCE,
                place,
                SignalNames.of(SignalNames.SILENCE) + ", " + place.words(),
                "silent",
                "bad",
                Numbers.NONE,
                Numbers.NONE,
                Numbers.NONE,
                "0",
                "Nothing since " + Stamp.of(silent.since()).text() + "; about "
                        + Numbers.count(Math.round(silent.expected())) + " predictions were to be expected.");
    }

    /** Nobody has fallen silent, there. */
    static SignalLine heard(Selection.Place place) {
        return new SignalLine(
                SignalNames.SILENCE,
                place,
                SignalNames.of(SignalNames.SILENCE) + ", " + place.words(),
                "heard",
                "good",
                Numbers.NONE,
                Numbers.NONE,
                Numbers.NONE,
                Numbers.NONE,
                place.fleet()
                        ? "Everybody who used to be heard still is."
                        : "It is not among those that have fallen silent.");
    }

    /** A conventional measure. */
    static SignalLine of(Signal signal) {
        SignalRow row = SignalRow.of(signal);
        return new SignalLine(
                signal.id(),
                Selection.Place.FLEET,
                row.name(),
                row.word(),
                row.state(),
                row.effect(),
                row.threshold(),
                row.p(),
                row.n(),
                row.note());
    }

    /** How unusual something is, against how unusual it must be. */
    static String evidence(double years, double needed) {
        double hour = 1 / 8766.0;
        return (years < hour ? "Nothing unusual" : "Chance does as much once in " + Numbers.span(years))
                + "; alarm from once in " + Numbers.span(needed) + ".";
    }
}
