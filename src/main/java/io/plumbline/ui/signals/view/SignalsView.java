package io.plumbline.ui.signals.view;

import io.plumbline.drift.DriftState;
import io.plumbline.drift.signal.SignalNames;
import io.plumbline.ui.view.Stamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The list of a model's signals, ready to be shown.
 *
 * @param model its name
 * @param versions the live one first
 */
public record SignalsView(String model, List<OfVersion> versions) {
    private static final int SEGMENTS = 5;

    /** Copies the list. */
    public SignalsView {
        versions = List.copyOf(versions);
    }

    /** Signals of one version, as last evaluated. */
    public record OfVersion(
            String version, boolean live, Stamp evaluated, Stamp watermark, boolean drifted, List<Group> groups) {}

    /** Signals of one kind; empty says what stands where there are none. */
    public record Group(String title, String about, List<Row> rows, String empty, String more) {}

    /** A signal and where it leads. */
    public record Row(SignalLine line, String href) {}

    /**
     * Of the states of a model's versions.
     *
     * @param states the latest evaluated first
     * @param live name of the live version; empty for none
     */
    public static SignalsView of(String model, List<DriftState> states, String live) {
        return new SignalsView(
                model,
                states.stream()
                        .sorted(Comparator.comparing(
                                (DriftState state) -> !state.version().equals(live)))
                        .map(state -> version(state, live))
                        .toList());
    }

    private static OfVersion version(DriftState state, String live) {
        List<SignalLine> measured = state.signals().stream().map(SignalLine::of).toList();
        List<SignalLine> alarms = new ArrayList<>();
        alarms.add(SignalLine.fleet(SignalNames.ERRORS, state.alarm()));
        alarms.add(SignalLine.fleet(SignalNames.CONFIDENT, state.confidentAlarm()));
        state.silent().stream().limit(SEGMENTS).map(SignalLine::silent).forEach(alarms::add);
        if (state.silent().isEmpty() && state.version().equals(live)) {
            alarms.add(SignalLine.heard(Selection.Place.FLEET));
        }
        strongest(state.segments())
                .limit(SEGMENTS)
                .forEach(s -> alarms.add(
                        SignalLine.segment(SignalNames.ERRORS, s, state.alarm().promised())));
        strongest(state.confidentSegments())
                .filter(DriftState.SegmentAlarm::raised)
                .limit(SEGMENTS)
                .forEach(s -> alarms.add(SignalLine.segment(
                        SignalNames.CONFIDENT, s, state.confidentAlarm().promised())));
        int more = Math.max(0, state.segments().size() - SEGMENTS)
                + Math.max(0, state.silent().size() - SEGMENTS);
        List<Group> groups = List.of(
                group(
                        state,
                        "Guaranteed alarms",
                        "They keep the model's budget of false alarms; segments with the strongest evidence first.",
                        alarms,
                        more == 0 ? "" : more + " more are not shown here."),
                group(
                        state,
                        "Evidence",
                        "Conventional measures against the baseline. They explain; only the alarms above promise.",
                        measured.stream().filter(l -> !About.informing(l.id())).toList(),
                        ""),
                group(
                        state,
                        "Information",
                        "Worth knowing, and no verdict on the model by itself.",
                        measured.stream().filter(l -> About.informing(l.id())).toList(),
                        ""));
        return new OfVersion(
                state.version(),
                state.version().equals(live),
                Stamp.of(state.evaluatedAt()),
                Stamp.of(state.watermark()),
                alarms.stream().anyMatch(a -> a.state().equals("bad")),
                groups);
    }

    /** Raised ones first, then by how near they are to an alarm. */
    private static Stream<DriftState.SegmentAlarm> strongest(List<DriftState.SegmentAlarm> segments) {
        return segments.stream()
                .sorted(Comparator.comparing((DriftState.SegmentAlarm s) -> !s.raised())
                        .thenComparing(Comparator.comparingDouble((DriftState.SegmentAlarm s) -> s.years() / s.needed())
                                .reversed()));
    }

    private static Group group(DriftState state, String title, String about, List<SignalLine> lines, String more) {
        String start = "/models/" + Selection.encoded(state.model()) + "/signals/";
        return new Group(
                title,
                about,
                lines.stream()
                        .map(line -> new Row(
                                line,
                                start + Selection.encoded(line.id()) + "?version="
                                        + Selection.encoded(state.version())
                                        + (line.place().fleet()
                                                ? ""
                                                : "&segment="
                                                        + Selection.encoded(
                                                                line.place().word()))))
                        .toList(),
                "None was taken.",
                more);
    }
}
