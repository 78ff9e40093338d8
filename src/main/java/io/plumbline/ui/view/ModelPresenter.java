package io.plumbline.ui.view;

import io.plumbline.drift.DriftState;
import io.plumbline.ui.charts.EvidenceGauge;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.charts.Sparkline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
                facts.rights().retrain() && !facts.masks(),
                facts.rights().retrain() && facts.masks(),
                release && facts.live().isPresent() && facts.versions().stream().anyMatch(v -> v.is("retired")),
                facts.retraining());
    }

    /** What has drifted or failed first. */
    private static List<ModelView.LinkedSignal> signals(ModelFacts facts) {
        return facts.drift().stream()
                .flatMap(state -> state.signals().stream()
                        .sorted(Comparator.comparing(signal -> !signal.drifted()))
                        .limit(SIGNALS)
                        .map(signal -> new ModelView.LinkedSignal(
                                "/models/" + facts.name() + "/signals/" + signal.id() + "?version=" + state.version(),
                                ModelView.SignalRow.of(signal))))
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
        List<String> found = found(state);
        String quiet = "No proof that version " + state.version() + " errs more often than promised.";
        return new ModelView.AlarmCard(
                found.isEmpty() ? alarm.n() == 0 ? "no data yet" : "quiet" : "alarm",
                found.isEmpty() ? alarm.n() == 0 ? "none" : "good" : "bad",
                new EvidenceGauge(alarm.years(), alarm.needed()).picture(),
                alarm.n() == 0 ? Numbers.NONE : Numbers.percent(alarm.rate()),
                alarm.n() == 0
                        ? Numbers.NONE
                        : Numbers.percent(alarm.lower()) + " to " + Numbers.percent(alarm.upper()),
                Numbers.percent(alarm.promised()),
                Numbers.count(alarm.n()) + " audited, " + Numbers.count(alarm.errors()) + " wrong",
                (found.isEmpty() ? quiet : String.join(" ", found)) + budget(state, falseAlarmsPerYear));
    }

    /** A sentence for each alarm that is raised. */
    private static List<String> found(DriftState state) {
        List<String> found = new ArrayList<>();
        String version = "version " + state.version();
        proven(version + " errs more often than promised", state.alarm(), state.segments())
                .ifPresent(found::add);
        proven(
                        version + " is confidently wrong more often than promised",
                        state.confidentAlarm(),
                        state.confidentSegments())
                .ifPresent(found::add);
        if (!state.silent().isEmpty()) {
            found.add("Nothing is heard any more of "
                    + brief(state.silent().stream()
                            .map(s -> s.key().isEmpty() ? "the whole fleet" : s.key() + " " + s.value())
                            .toList())
                    + ".");
        }
        return found;
    }

    private static Optional<String> proven(
            String what, DriftState.Alarm fleet, List<DriftState.SegmentAlarm> segments) {
        List<String> raised = segments.stream()
                .filter(DriftState.SegmentAlarm::raised)
                .map(s -> s.key() + " " + s.value())
                .toList();
        if (!fleet.raised() && raised.isEmpty()) {
            return Optional.empty();
        }
        String whole = fleet.raised() ? "over the whole fleet" : "";
        String both = fleet.raised() && !raised.isEmpty() ? ", and for " : raised.isEmpty() ? "" : "for ";
        return Optional.of("Proven: " + what + ", " + whole + both + brief(raised) + ".");
    }

    /** How the budget is shared out; silence has no part in it. */
    private static String budget(DriftState state, double falseAlarmsPerYear) {
        String segments = state.segments().isEmpty()
                ? "; no segment is watched"
                : ", half for the " + Numbers.count(state.segments().size()) + " watched segments together";
        return " False alarms: at most " + Numbers.measure(falseAlarmsPerYear)
                + " a year on average, however often one looks: three quarters of them for errors, a quarter for"
                + " confident errors, and of either half for the whole fleet" + segments + ".";
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
