package io.plumbline.ui.view;

import io.plumbline.ui.charts.Numbers;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Says where incidents stand. */
public final class IncidentPresenter {
    private static final List<String> SEVERITIES = List.of("critical", "serious", "minor", "");
    private static final List<String> ORDER = List.of("open", "acknowledged", "snoozed", "resolved");

    private IncidentPresenter() {}

    /**
     * Rows of a list of incidents: those that wait for somebody first, of these the most severe.
     *
     * @param incidents newest first
     * @param mayDecide whether the reader may
     */
    public static List<ModelView.IncidentRow> rows(List<IncidentFacts> incidents, Instant now, boolean mayDecide) {
        return incidents.stream()
                .map(i -> row(i, now, mayDecide))
                .sorted(Comparator.comparing((ModelView.IncidentRow row) -> ORDER.indexOf(row.status()))
                        .thenComparing(row -> row.status().equals("resolved") ? 0 : SEVERITIES.indexOf(row.severity())))
                .toList();
    }

    private static ModelView.IncidentRow row(IncidentFacts i, Instant now, boolean mayDecide) {
        boolean over = i.standing().until().filter(until -> !until.isAfter(now)).isPresent();
        String status = over ? "open" : i.standing().word();
        return new ModelView.IncidentRow(
                i.id(),
                i.model(),
                i.version(),
                i.signal(),
                i.segment(),
                status,
                note(i.standing(), over),
                i.severity(),
                i.severity().isEmpty()
                        ? ""
                        : "at least " + Numbers.measure(Math.round(1000 * i.harm()) / 10.0) + " points of error more",
                Stamp.of(i.openedAt()),
                i.summary(),
                i.report(),
                mayDecide && i.open(),
                mayDecide && i.open() && !status.equals("acknowledged"));
    }

    private static String note(IncidentFacts.Standing standing, boolean over) {
        String by = " by " + standing.by() + ", " + Stamp.brief(standing.at()) + " UTC";
        String reason = standing.reason().isEmpty() ? "" : ": " + standing.reason();
        return switch (standing.word()) {
            case "acknowledged" -> "Taken on" + by + ".";
            case "snoozed" ->
                (over ? "Was put off" : "Put off") + " until "
                        + Stamp.brief(standing.until().orElse(standing.at())) + " UTC" + by + reason;
            case "resolved" -> "Resolved" + by + reason;
            default -> "";
        };
    }
}
