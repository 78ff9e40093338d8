package io.plumbline.ui.signals.view;

import io.plumbline.drift.DriftState;
import io.plumbline.drift.signal.SignalNames;
import io.plumbline.ui.charts.LineChart.Moment;
import io.plumbline.ui.view.Stamp;
import java.util.List;
import java.util.Optional;

/**
 * The page of a signal, ready to be shown.
 *
 * @param model its name
 * @param id of the signal
 * @param title of the signal
 * @param about what it is
 * @param place whose predictions are shown
 * @param version of the model
 * @param from start of what is shown
 * @param until end of it
 * @param lines how it stands after the latest evaluation; none if it was not evaluated
 * @param picker what can be looked at instead
 * @param plots its charts
 * @param page address of the page without its choices
 * @param csv address of all plotted numbers
 * @param zone in which days begin
 */
public record SignalView(
        String model,
        String id,
        String title,
        String about,
        String place,
        String version,
        Stamp from,
        Stamp until,
        List<SignalLine> lines,
        Picker picker,
        List<Plot> plots,
        String page,
        String csv,
        String zone) {

    /** Copies the lists. */
    public SignalView {
        lines = List.copyOf(lines);
        plots = List.copyOf(plots);
    }

    /**
     * Of what was gathered.
     *
     * @param state latest evaluation of the version
     * @param moments what is marked on the axes of time
     */
    public static SignalView of(
            String id,
            Selection selection,
            Picker picker,
            Optional<DriftState> state,
            List<Part> parts,
            List<Moment> moments) {
        String page = "signals/" + Selection.encoded(id);
        return new SignalView(
                selection.model(),
                id,
                SignalNames.of(id),
                About.sentence(id),
                selection.place().words(),
                selection.version(),
                Stamp.of(selection.from()),
                Stamp.of(selection.until()),
                state.map(s -> lines(id, s, selection.place())).orElse(List.of()),
                picker,
                plots(selection, parts, moments),
                "/models/" + Selection.encoded(selection.model()) + "/" + page,
                selection.on(page + ".csv"),
                selection.zone().getId().equals("Z") ? "UTC" : selection.zone().getId());
    }

    /** The charts of some parts. */
    public static List<Plot> plots(Selection selection, List<Part> parts, List<Moment> moments) {
        Plots plots = new Plots(selection, moments);
        return parts.stream().map(plots::of).toList();
    }

    /** Whether an evaluation knows a signal of this name. */
    public static boolean known(String id, DriftState state) {
        return state.signals().stream().anyMatch(signal -> signal.id().equals(id));
    }

    private static List<SignalLine> lines(String id, DriftState state, Selection.Place place) {
        return switch (id) {
            case SignalNames.ERRORS -> alarms(SignalNames.ERRORS, state.alarm(), state.segments(), place);
            case SignalNames.CONFIDENT ->
                alarms(SignalNames.CONFIDENT, state.confidentAlarm(), state.confidentSegments(), place);
            case SignalNames.SILENCE -> silence(state, place);
            default ->
                state.signals().stream()
                        .map(SignalLine::of)
                        .filter(line -> place.fleet() && line.id().equals(id))
                        .toList();
        };
    }

    /** Who is silent: of the fleet's places all; of a segment that or the whole fleet. Nobody is an answer too. */
    private static List<SignalLine> silence(DriftState state, Selection.Place place) {
        List<SignalLine> silent = state.silent().stream()
                .map(SignalLine::silent)
                .filter(line ->
                        place.fleet() || line.place().fleet() || line.place().equals(place))
                .toList();
        return silent.isEmpty() ? List.of(SignalLine.heard(place)) : silent;
    }

    private static List<SignalLine> alarms(
            String id, DriftState.Alarm fleet, List<DriftState.SegmentAlarm> segments, Selection.Place place) {
        return place.fleet()
                ? List.of(SignalLine.fleet(id, fleet))
                : segments.stream()
                        .map(s -> SignalLine.segment(id, s, fleet.promised()))
                        .filter(line -> line.place().equals(place))
                        .toList();
    }
}
