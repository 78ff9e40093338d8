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
    public record Row(String name, String first, String second) {}

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
                        new Row("predictions", Numbers.count(a.predictions()), Numbers.count(b.predictions())),
                        new Row("audited labels", Numbers.count(a.errors().n()), Numbers.count(b.errors().n())),
                        new Row("error rate, 95 %", told(a.errors()), told(b.errors())),
                        new Row("confidently wrong, 95 %", told(a.confident()), told(b.confident())),
                        new Row(
                                "variance by devices",
                                Numbers.measure(a.design()) + " times",
                                Numbers.measure(b.design()) + " times")),
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

    private static String told(Part.Rate rate) {
        return rate.n() == 0
                ? Numbers.NONE
                : Numbers.percent(rate.rate()) + " (" + Numbers.percent(rate.lower()) + " to "
                        + Numbers.percent(rate.upper()) + ")";
    }

    private static String verdict(CompareFacts facts) {
        if (facts.difference().orElse(null) instanceof Estimate.Measured m) {
            return m.interval().upper() < 0
                    ? "better"
                    : m.interval().lower() > 0 ? "worse" : "inconclusive";
        }
        return "not enough data";
    }

    private static String sentence(CompareFacts facts, String verdict) {
        String names = "Version " + facts.second().version() + " against version "
                + facts.first().version();
        if (facts.difference().orElse(null) instanceof Estimate.Measured m) {
            String range = points(m.interval().lower()) + " to " + points(m.interval().upper());
            String said = " errs " + points(m.value()) + " points of error apart (95 %: " + range + ")";
            return switch (verdict) {
                case "better" -> names + said + ": better.";
                case "worse" -> names + said + ": worse.";
                default -> names + said + ": that may be chance.";
            };
        }
        return names + ": too few audited labels to tell. Each side needs the worth of 30 independent ones.";
    }

    private static String basis(CompareFacts facts) {
        String hours = Numbers.count(facts.sharedHours()) + " whole hours";
        return facts.shared()
                ? "Only the " + hours + " in which both were in the field here are compared, so that neither the time of day"
                        + " nor a change of the world counts as a difference of the versions."
                : "The two were never in the field here in the same hour within this span, so each is shown over its own"
                        + " hours: a difference may be one of the times and not of the versions.";
    }

    private static String points(double difference) {
        double rounded = Math.rint(difference * 1000) / 10;
        return (rounded > 0 ? "+" : rounded < 0 ? "−" : "±") + Numbers.measure(Math.abs(rounded));
    }
}
