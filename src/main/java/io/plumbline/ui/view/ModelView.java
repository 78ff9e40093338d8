package io.plumbline.ui.view;

import io.plumbline.drift.signal.Signal;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import java.util.List;

/**
 * The page of a model, ready to be shown.
 *
 * @param name of the model
 * @param title of the model
 * @param loop where the loop stands
 * @param alarm the guaranteed alarm; its words say so where there is nothing yet
 * @param signals conventional evidence, what has drifted first
 * @param moreSignals what is left out of them; empty for nothing
 * @param events predictions a minute
 * @param charts error rate, segments and confidence
 * @param versions newest first
 * @param moreVersions what is left out of them; empty for nothing
 * @param incidents open ones
 * @param jobs latest ones
 * @param ledger latest lines
 * @param mayRelease whether promote, reject, rollback and archive are offered
 * @param mayRetrain whether a retraining is offered
 * @param mayDistil whether a distillation is offered in its place
 * @param mayRollBack whether there is a retired version to go back to and the reader may
 * @param retraining why a retraining starts or waits; empty if nothing was decided yet
 */
public record ModelView(
        String name,
        String title,
        LoopView loop,
        AlarmCard alarm,
        List<LinkedSignal> signals,
        String moreSignals,
        Events events,
        Charts charts,
        List<VersionRow> versions,
        String moreVersions,
        List<IncidentRow> incidents,
        List<JobView> jobs,
        List<LedgerRow> ledger,
        boolean mayRelease,
        boolean mayRetrain,
        boolean mayDistil,
        boolean mayRollBack,
        String retraining) {

    /**
     * The alarm.
     *
     * @param word "alarm", "quiet" or "no data"
     * @param state class of the style sheet: "bad", "good" or "none"
     * @param gauge evidence of the fleet against what an alarm takes
     * @param rate error estimate
     * @param interval its 95 % interval
     * @param promise promised error rate
     * @param labels audited labels read, and errors among them
     * @param meaning what the alarm says, in a sentence
     */
    public record AlarmCard(
            String word,
            String state,
            Picture gauge,
            String rate,
            String interval,
            String promise,
            String labels,
            String meaning) {}

    /** One conventional signal; state is a class of the style sheet: "bad", "good", "none" or "broken". */
    public record SignalRow(
            String name, String word, String state, String effect, String threshold, String p, String n, String note) {

        /** Of a measure. */
        public static SignalRow of(Signal signal) {
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
            return new SignalRow(
                    signal.name(),
                    word,
                    state,
                    Numbers.measure(signal.effect()),
                    Numbers.measure(signal.threshold()),
                    Numbers.significance(signal.p()),
                    Numbers.count(signal.n()) + (enough ? "" : " of " + Numbers.count(signal.needed())),
                    signal.note());
        }
    }

    /** A signal and the address of its page. */
    public record LinkedSignal(String href, SignalRow row) {}

    /** Predictions a minute: the latest number and a line. */
    public record Events(String perMinute, Picture line) {}

    /**
     * The pictures of a model.
     *
     * @param errorRate over time
     * @param segments the same, one a segment value
     * @param confidence against the baseline
     * @param truth whether any of them draws a simulation's truth
     */
    public record Charts(Picture errorRate, List<Picture> segments, Picture confidence, boolean truth) {}

    /**
     * A version.
     *
     * @param version its name
     * @param stage its stage
     * @param created when it was made
     * @param parent version it was retrained from; empty for none
     * @param size of its bundle
     * @param digest first digits of its sha256
     * @param sha256 all of them
     * @param download path of the bundle
     * @param validation error at validation and n
     * @param gates verdicts
     * @param promotable whether it may be promoted or rejected by the reader now
     * @param failed gates that did not say yes, whose overruling needs a reason; empty for none
     */
    public record VersionRow(
            String version,
            String stage,
            Stamp created,
            String parent,
            String size,
            String digest,
            String sha256,
            String download,
            String validation,
            List<VersionFacts.Gate> gates,
            boolean promotable,
            String failed) {}

    /**
     * An incident; report is empty while there is none.
     *
     * @param status "open", "acknowledged", "snoozed" or "resolved": a class of the style sheet
     * @param note since when, by whom and why; empty for one that nobody has touched
     * @param severity "minor", "serious" or "critical"; empty where no errors are proven
     * @param harm how bad it is at least, in words; empty likewise
     * @param decidable whether the reader may decide about it
     * @param acknowledgeable whether the reader may take it on
     */
    public record IncidentRow(
            long id,
            String model,
            String version,
            String signal,
            String segment,
            String status,
            String note,
            String severity,
            String harm,
            Stamp opened,
            String summary,
            String report,
            boolean decidable,
            boolean acknowledgeable) {}

    /** A line of the ledger. */
    public record LedgerRow(Stamp at, String actor, String what, String detail) {}
}
