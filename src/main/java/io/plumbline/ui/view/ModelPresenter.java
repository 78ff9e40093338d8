package io.plumbline.ui.view;

import io.plumbline.drift.DriftState;
import io.plumbline.drift.signal.Signal;
import io.plumbline.ui.charts.EvidenceGauge;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.charts.Sparkline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts the facts of a model into words and pictures. */
public final class ModelPresenter {
    private static final int JOBS = 3;
    private static final int NAMED = 3;
    private static final int SIGNALS = 12;
    private static final int VERSIONS = 12;

    private ModelPresenter() {}

    /** The page of a model. */
    public static ModelView view(ModelFacts facts) {
        boolean release = facts.rights().release();
        return new ModelView(
                facts.name(),
                facts.title(),
                new LoopPresenter(facts).view(),
                facts.drift()
                        .map(state -> alarm(state, facts.falseAlarmsPerYear()))
                        .orElseGet(ModelPresenter::noAlarm),
                signals(facts),
                more(signalCount(facts), SIGNALS, "more signals"),
                events(facts.field()),
                ModelCharts.of(facts),
                facts.versions().stream()
                        .limit(VERSIONS)
                        .map(v -> version(v, release))
                        .toList(),
                more(facts.versions().size(), VERSIONS, "older versions: GET /v1/models/" + facts.name() + "/versions"),
                IncidentPresenter.rows(
                        facts.incidents().stream().filter(IncidentFacts::open).toList(), facts.now(), false),
                facts.jobs().stream()
                        .limit(JOBS)
                        .map(job -> JobView.of(job, facts.rights().retrain(), facts.now()))
                        .toList(),
                facts.ledger().stream()
                        .map(line ->
                                new ModelView.LedgerRow(Stamp.of(line.at()), line.actor(), line.what(), line.detail()))
                        .toList(),
                release,
                facts.rights().retrain(),
                release && facts.live().isPresent() && facts.versions().stream().anyMatch(v -> v.is("retired")));
    }

    /** What has drifted or failed first. */
    private static List<ModelView.LinkedSignal> signals(ModelFacts facts) {
        return facts.drift().stream()
                .flatMap(state -> state.signals().stream()
                        .sorted(Comparator.comparing(signal -> !signal.drifted()))
                        .limit(SIGNALS)
                        .map(signal -> new ModelView.LinkedSignal(
                                "/models/" + facts.name() + "/signals/" + signal.id() + "?version=" + state.version(),
                                signal(signal))))
                .toList();
    }

    private static int signalCount(ModelFacts facts) {
        return facts.drift().map(state -> state.signals().size()).orElse(0);
    }

    private static String more(int all, int shown, String what) {
        return all <= shown ? "" : Numbers.count(all - shown) + " " + what;
    }

    private static ModelView.AlarmCard alarm(DriftState state, double falseAlarmsPerYear) {
        DriftState.Alarm alarm = state.alarm();
        List<String> segments = state.segments().stream()
                .filter(DriftState.SegmentAlarm::raised)
                .map(s -> s.key() + " " + s.value())
                .toList();
        boolean raised = alarm.raised() || !segments.isEmpty();
        String word = raised ? "alarm" : alarm.n() == 0 ? "no data yet" : "quiet";
        String where = segments.isEmpty() ? "" : " Raised for " + brief(segments) + ".";
        String meaning = alarm.raised()
                ? "Proven: version " + state.version() + " errs more often than promised." + where
                : "No proof that version " + state.version() + " errs more often than promised"
                        + (segments.isEmpty() ? "." : ", over the whole fleet." + where);
        String budget = " False alarms: at most " + Numbers.measure(falseAlarmsPerYear)
                + " a year on average, half of them of the fleet, half of the "
                + Numbers.count(state.segments().size()) + " watched segments, however often one looks.";
        return new ModelView.AlarmCard(
                word,
                raised ? "bad" : alarm.n() == 0 ? "none" : "good",
                new EvidenceGauge(alarm.years(), alarm.needed()).picture(),
                alarm.n() == 0 ? Numbers.NONE : Numbers.percent(alarm.rate()),
                alarm.n() == 0
                        ? Numbers.NONE
                        : Numbers.percent(alarm.lower()) + " to " + Numbers.percent(alarm.upper()),
                Numbers.percent(alarm.promised()),
                Numbers.count(alarm.n()) + " audited, " + Numbers.count(alarm.errors()) + " wrong",
                meaning + budget);
    }

    private static String brief(List<String> names) {
        int more = names.size() - NAMED;
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static ModelView.AlarmCard noAlarm() {
        return new ModelView.AlarmCard(
                "no data yet",
                "none",
                Picture.NONE,
                Numbers.NONE,
                Numbers.NONE,
                Numbers.NONE,
                "0 audited",
                "Nothing has been evaluated yet: there is no live version, or no prediction of it has come in.");
    }

    private static ModelView.SignalRow signal(Signal signal) {
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
        boolean enough = signal.verdict() != Signal.Verdict.NOT_ENOUGH_DATA;
        return new ModelView.SignalRow(
                signal.name(),
                word,
                state,
                Numbers.measure(signal.effect()),
                Numbers.measure(signal.threshold()),
                Numbers.significance(signal.p()),
                enough
                        ? Numbers.count(signal.n())
                        : Numbers.count(signal.n()) + " of " + Numbers.count(signal.needed()),
                signal.note());
    }

    private static ModelView.Events events(FieldFacts field) {
        List<Double> values = new ArrayList<>();
        List<String> hovers = new ArrayList<>();
        for (FieldFacts.Beat beat : field.beats()) {
            values.add(beat.perMinute());
            hovers.add(Stamp.brief(beat.at()) + " UTC: " + Numbers.count(Math.round(beat.perMinute())) + " a minute");
        }
        return new ModelView.Events(
                Numbers.count(field.perMinute()), new Sparkline("Predictions a minute", values, hovers).picture());
    }

    private static ModelView.VersionRow version(VersionFacts version, boolean release) {
        String validation = version.validationN() == 0
                ? Numbers.NONE
                : Numbers.percent(version.validationError()) + " of " + Numbers.count(version.validationN());
        return new ModelView.VersionRow(
                version.version(),
                version.stage(),
                Stamp.of(version.createdAt()),
                version.parent(),
                Numbers.bytes(version.bytes()),
                version.sha256().length() > 12 ? version.sha256().substring(0, 12) : version.sha256(),
                version.sha256(),
                version.download(),
                validation,
                version.gates(),
                release && version.is("candidate"),
                version.failed());
    }
}
