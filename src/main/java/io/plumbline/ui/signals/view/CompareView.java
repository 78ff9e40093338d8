package io.plumbline.ui.signals.view;

import io.plumbline.stats.Estimate;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import io.plumbline.ui.charts.SegmentBars;
import io.plumbline.ui.charts.Size;
import io.plumbline.ui.signals.view.Picker.Choice;
import io.plumbline.ui.view.Stamp;
import java.util.List;

/**
 * The comparison of two versions, ready to be shown.
 *
 * @param model its name
 * @param first version that is compared with
 * @param second version that is compared
 * @param place whose predictions
 * @param verdict "better", "worse", "inconclusive" or "not enough data"
 * @param state class of the style sheet
 * @param sentence the verdict in words
 * @param basis on which hours it rests
 * @param figures numbers of both
 * @param bars error rates with their intervals
 * @param plots other charts
 * @param firsts versions to choose from
 * @param seconds versions to choose from
 * @param picker spans and segments to choose from
 * @param from start of what is compared
 * @param until end of it
 */
public record CompareView(
        String model,
        String first,
        String second,
        String place,
        String verdict,
        String state,
        String sentence,
        String basis,
        List<Row> figures,
        Picture bars,
        List<Plot> plots,
        List<Choice> firsts,
        List<Choice> seconds,
        Picker picker,
        Stamp from,
        Stamp until) {

    /** A number of both. */
    public record Row(String name, Told first, Told second) {}

    /** A number and its interval; empty for none. */
    public record Told(String value, String range) {}

    /** Of what was gathered. */
    public static CompareView of(CompareFacts facts, Picker picker, List<Choice> firsts, List<Choice> seconds) {
        Selection s = facts.selection();
        CompareFacts.Side a = facts.first();
        CompareFacts.Side b = facts.second();
        String verdict = verdict(facts);
        return new CompareView(
                s.model(),
                a.version(),
                b.version(),
                s.place().words(),
                verdict,
                verdict.equals("better") ? "good" : verdict.equals("worse") ? "bad" : "none",
                sentence(facts, verdict),
                basis(facts),
                List.of(
                        new Row("predictions", count(a.predictions()), count(b.predictions())),
                        new Row(
                                "audited labels",
                                count(a.errors().n()),
                                count(b.errors().n())),
                        new Row("error rate", told(a.errors()), told(b.errors())),
                        new Row("confidently wrong", told(a.confident()), told(b.confident())),
                        new Row("design effect of devices", effect(a), effect(b))),
                new SegmentBars(
                                "Error rates",
                                "Error rates of both versions with their 95 % intervals",
                                Double.NaN,
                                List.of(bar(a, false), bar(b, verdict.equals("worse"))),
                                Size.HALF)
                        .picture(),
                SignalView.plots(s, facts.parts(), List.of()),
                firsts,
                seconds,
                picker,
                Stamp.of(s.from()),
                Stamp.of(s.until()));
    }

    private static SegmentBars.Row bar(CompareFacts.Side side, boolean hot) {
        Part.Rate rate = side.errors();
        String note = rate.n() == 0 ? "no label" : Numbers.count(rate.n()) + " labels";
        return new SegmentBars.Row("version " + side.version(), note, rate.rate(), rate.lower(), rate.upper(), hot);
    }

    private static Told told(Part.Rate rate) {
        return rate.n() == 0
                ? new Told(Numbers.NONE, "")
                : new Told(
                        Numbers.percent(rate.rate()),
                        Numbers.percent(rate.lower()) + " to " + Numbers.percent(rate.upper()));
    }

    private static Told count(long n) {
        return new Told(Numbers.count(n), "");
    }

    private static Told effect(CompareFacts.Side side) {
        return new Told(Numbers.measure(side.design()), "");
    }

    private static String verdict(CompareFacts facts) {
        if (facts.difference().orElse(null) instanceof Estimate.Measured m) {
            return m.interval().upper() < 0 ? "better" : m.interval().lower() > 0 ? "worse" : "inconclusive";
        }
        return "not enough data";
    }

    private static String sentence(CompareFacts facts, String verdict) {
        String first = "version " + facts.first().version();
        String second = "ersion " + facts.second().version();
        if (facts.difference().orElse(null) instanceof Estimate.Measured m) {
            double low = m.interval().lower();
            double high = m.interval().upper();
            return switch (verdict) {
                case "better" ->
                    "V" + second + " is better: it errs in " + points(m.value()) + " fewer of 100 answers than " + first
                            + " (95 %: " + points(high) + " to " + points(low) + " fewer).";
                case "worse" ->
                    "V" + second + " is worse: it errs in " + points(m.value()) + " more of 100 answers than " + first
                            + " (95 %: " + points(low) + " to " + points(high) + " more).";
                default ->
                    "No difference is proven: v" + second + " may err in anything from " + points(low) + " fewer to "
                            + points(high) + " more of 100 answers than " + first + " (95 %).";
            };
        }
        return "Too few audited labels to tell v" + second + " from " + first
                + ": each needs as much as 30 independent ones tell.";
    }

    private static String basis(CompareFacts facts) {
        String hours = facts.sharedHours() == 1 ? "whole hour" : Numbers.count(facts.sharedHours()) + " whole hours";
        return facts.shared()
                ? "Only the " + hours
                        + " in which both were in the field here are compared, so that neither the time of day"
                        + " nor a change of the world counts as a difference of the versions."
                : "The two were never in the field here in the same hour within this span, so each is shown over its own"
                        + " hours: a difference may be one of the times and not of the versions.";
    }

    private static String points(double difference) {
        return Numbers.measure(Math.rint(Math.abs(difference) * 1000) / 10);
    }
}
