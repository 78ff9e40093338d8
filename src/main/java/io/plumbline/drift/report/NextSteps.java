package io.plumbline.drift.report;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.cause.Cause;
import io.plumbline.drift.cause.Cause.Kind;
import io.plumbline.drift.cause.Labels;
import io.plumbline.drift.report.DriftReport.Effect;
import io.plumbline.drift.report.DriftReport.Need;
import io.plumbline.drift.report.DriftReport.Span;
import io.plumbline.drift.signal.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What to do about a finding, and what it costs in labels. Numbers of labels are those of {@link Labels}. */
public final class NextSteps {
    /** Half the width of the interval to which a gap of calibration is to be known before it is mended. */
    private static final double GAP = 0.02;

    /** Labels that any proof takes. */
    private static final long FEWEST = 30;

    private final Finding finding;
    private final Effect effect;
    private final Cause cause;
    private final List<Cause> causes;
    private final long pictures;
    private final double perDay;
    private final long labels;

    /** @param pictures audited pictures with a label since the change */
    public NextSteps(
            Finding finding, Effect effect, List<Span> spans, List<Cause> causes, long pictures, Duration since) {
        this.finding = finding;
        this.effect = effect;
        this.causes = causes;
        this.cause = causes.get(0);
        this.pictures = pictures;
        this.labels = spans.get(1).audited();
        this.perDay = labels * 24.0 / Math.max(1, since.toHours());
    }

    /** What knowing more costs, most useful first. */
    public List<Need> needs() {
        List<Need> needs = new ArrayList<>();
        decide().ifPresent(needs::add);
        if (cause.kind() == Kind.CALIBRATION) {
            needs.add(new Need("fit the confidence anew", labels, Labels.toCalibrate(effect.rate(), GAP), perDay));
        } else if (finding instanceof Finding.ErrorRate && effect.rate() > effect.baselineRate()) {
            // As bad as it is at least: a few labels make any rate look high.
            double worse = effect.lower() > effect.baselineRate() ? effect.lower() : effect.rate();
            boolean fleet = finding.place().equals(Place.FLEET);
            needs.add(new Need(
                    "prove a successor that is as good as the baseline" + (fleet ? "" : " there"),
                    fleet ? pictures : Math.min(pictures, labels),
                    Math.max(FEWEST, Labels.toProveBetter(worse, effect.baselineRate())),
                    perDay));
        }
        return needs;
    }

    private Optional<Need> decide() {
        if (cause.kind() != Kind.UNCLEAR || causes.size() < 3 || labels == 0) {
            return Optional.empty();
        }
        double odds =
                Math.log((causes.get(1).strength() + 0.01) / (causes.get(2).strength() + 0.01));
        return Optional.of(new Need(
                "tell " + about(causes.get(1)) + " from " + about(causes.get(2)),
                labels,
                Labels.toDecide((double) labels, odds),
                perDay));
    }

    private static String about(Cause cause) {
        String words = cause.kind().id().replace('-', ' ');
        return cause.value().isEmpty() ? words : words + " (" + cause.value() + ")";
    }

    /** In sentences, most useful first. */
    public List<String> steps() {
        List<String> steps = new ArrayList<>(because());
        for (Need need : needs()) {
            steps.add(words(need));
        }
        if (cause.kind() != Kind.SILENCE && cause.kind() != Kind.FEEDBACK) {
            steps.add(
                    "If it cannot wait, go back to an earlier version or raise the abstain threshold; neither costs a label.");
        }
        return steps;
    }

    private List<String> because() {
        String who = cause.key() + " “" + cause.value() + "”";
        return switch (cause.kind()) {
            case APP_RELEASE ->
                List.of(
                        "Ask the makers of " + who
                                + " what changed in how pictures are taken, cut or scaled, and hold that"
                                + " release back meanwhile. This costs no label.",
                        "Retrain only if the release is to stay as it is.");
            case SEGMENT ->
                List.of("Look at the example pictures of " + who
                        + ": a change of camera or of use shows there first. This" + " costs no label.");
            case INPUT_SHIFT ->
                List.of("Compare the example pictures with older ones: " + cause.value()
                        + " moved. If the camera or the"
                        + " app can be mended, mend it; else retrain on pictures like these.");
            case CLASS_MIX ->
                List.of(
                        "Expect no repair from more of the same training: the model errs on each class as before. Have more"
                                + " pictures of “" + cause.value()
                                + "” labelled, which is the class that it meets more often.");
            case CALIBRATION ->
                List.of(
                        "Fit the temperature anew on audited labels, or raise the threshold from which the app trusts an"
                                + " answer; the model itself need not be retrained.");
            case CONCEPT_DRIFT ->
                List.of(
                        "Retrain the last layer on pictures since the change: what is right for the same picture seems to be"
                                + " another now.");
            case FEEDBACK ->
                List.of(
                        "Leave the model alone. See what changed in how the app asks for corrections, and do not train on"
                                + " voluntary corrections of these days alone.");
            case SILENCE ->
                List.of("See whether its app still runs, its token is still valid, and its network lets it through."
                        + " Nothing can be said of its errors until it speaks again.");
            case UNCLEAR ->
                causes.size() < 2
                        ? List.of("Wait for more audited labels, or let the app ask more often.")
                        : List.of("Look at the example pictures first; it costs nothing and often decides.");
        };
    }

    private String words(Need need) {
        String state = String.format(Locale.ROOT, "%,d of about %,d labels are at hand", need.have(), need.needed());
        String when = need.have() >= need.needed()
                ? "that is enough"
                : need.perDay() <= 0
                        ? "none come at present"
                        : String.format(
                                Locale.ROOT,
                                "at %,.0f a day the rest takes about %s",
                                need.perDay(),
                                span(need.days()));
        return "To " + need.what() + ": " + state + "; " + when + ".";
    }

    private static String span(double days) {
        long hours = (long) Math.ceil(24 * days);
        if (hours < 48) {
            return hours <= 1 ? "an hour" : hours + " hours";
        }
        return days > 3650 ? "years" : String.format(Locale.ROOT, "%,.0f days", Math.ceil(days));
    }
}
