package io.plumbline.ui.signals.view;

import io.plumbline.drift.DriftState.SegmentAlarm;
import io.plumbline.drift.signal.SegmentSignal;
import io.plumbline.drift.signal.SegmentWatch.Judgement;
import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.drift.signal.SignalNames;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.signals.view.Picker.Choice;
import io.plumbline.ui.signals.view.Picker.Link;
import io.plumbline.ui.signals.view.SegmentFacts.Order;
import io.plumbline.ui.signals.view.SegmentView.Cell;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts what is known of segments into words and colours. */
public final class SegmentPresenter {
    /** Labels from which a rate gets a colour. */
    public static final int COLOURED = 30;

    private static final double[] STEPS = {1, 1.5, 2, 3};
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    private SegmentPresenter() {}

    /** The page of a key's values. */
    public static SegmentView view(SegmentFacts facts, List<String> keys, List<Choice> versions) {
        Selection s = facts.selection();
        SegmentFacts.Paging paging = facts.paging();
        int first = paging.page() * paging.size();
        int last = Math.min(paging.total(), first + paging.size());
        double against = Double.isFinite(facts.promise()) ? facts.promise() : facts.healthy();
        String promise = Double.isFinite(against)
                ? (Double.isFinite(facts.promise()) ? "the promise, " : "the baseline, ") + Numbers.percent(against)
                : "";
        return new SegmentView(
                s.model(),
                s.version(),
                facts.key(),
                keys.stream()
                        .map(key -> new Link(
                                key, address(facts, key, s.span(), paging.order(), 0), key.equals(facts.key())))
                        .toList(),
                Stream.of(Span.values())
                        .map(span -> new Link(
                                span.title(), address(facts, facts.key(), span, paging.order(), 0), span == s.span()))
                        .toList(),
                Stream.of(Order.values())
                        .map(order -> new Link(
                                order.title(),
                                address(facts, facts.key(), s.span(), order, 0),
                                order == paging.order()))
                        .toList(),
                versions,
                s.span().word(),
                promise,
                facts.values().stream().map(value -> row(facts, value, against)).toList(),
                facts.days().stream().map(DAY::format).toList(),
                paging.total() == 0
                        ? ""
                        : (first + 1) + " to " + last + " of " + Numbers.count(paging.total()) + " values",
                paging.page() == 0 ? "" : address(facts, facts.key(), s.span(), paging.order(), paging.page() - 1),
                last >= paging.total() ? "" : address(facts, facts.key(), s.span(), paging.order(), paging.page() + 1),
                facts.judgement()
                        .map(j -> judged(j, s.zone()))
                        .orElse("The evidence of segments is judged when a day is over."));
    }

    private static String judged(Judgement judgement, ZoneId zone) {
        if (judgement.signals().isEmpty()) {
            return judgement.note();
        }
        return "Evidence: the seven days until " + day(judgement.until().minusSeconds(1), zone) + " against those from "
                + day(judgement.referenceFrom(), zone) + " to "
                + day(judgement.referenceUntil().minusSeconds(1), zone) + ", each value against itself, "
                + Numbers.count(judgement.tests()) + " tests judged together: of those called significant "
                + Numbers.percent(judgement.level()) + " are false at most, on average (Benjamini and Yekutieli).";
    }

    private static String day(Instant time, ZoneId zone) {
        return DAY.format(time.atZone(zone));
    }

    private static String address(SegmentFacts facts, String key, Span span, Order order, int page) {
        Selection s = facts.selection();
        return "/models/" + Selection.encoded(s.model()) + "/segments?key=" + Selection.encoded(key) + "&version="
                + Selection.encoded(s.version()) + "&span=" + span.word() + "&sort=" + order.word()
                + (page == 0 ? "" : "&page=" + page);
    }

    private static SegmentView.Row row(SegmentFacts facts, SegmentFacts.Value value, double against) {
        Selection.Place place = new Selection.Place(facts.key(), value.value());
        return new SegmentView.Row(
                value.value(),
                facts.selection().at("signals/field-error", place),
                Numbers.count(value.predictions()),
                Numbers.count(value.errors().n()),
                cell(value.value(), value.errors(), against),
                value.alarm().map(SegmentPresenter::evidence).orElse(Numbers.NONE),
                value.alarm()
                        .map(alarm -> "alarm from " + Numbers.span(alarm.needed()))
                        .orElse("not watched"),
                value.alarm().filter(SegmentAlarm::raised).isPresent(),
                value.confident().n() < COLOURED
                        ? Numbers.NONE
                        : Numbers.percent(value.confident().rate()),
                value.signals().stream()
                        .filter(SegmentSignal::drifted)
                        .map(SegmentPresenter::drifted)
                        .toList(),
                rest(value.signals()),
                value.excess() > 0 ? Numbers.percent(value.excessShare()) : Numbers.NONE,
                value.excess() > 0 ? "about " + Numbers.count(Math.round(value.excess())) : "",
                facts.days().stream().map(day -> day(value, day, against)).toList());
    }

    private static String drifted(SegmentSignal signal) {
        return SignalNames.of(signal.id()) + " " + Numbers.measure(signal.effect());
    }

    private static String rest(List<SegmentSignal> signals) {
        long steady = signals.stream()
                .filter(signal -> signal.verdict() == Verdict.STEADY && Double.isFinite(signal.p()))
                .count();
        long few = signals.stream()
                .filter(signal -> signal.verdict() == Verdict.NOT_ENOUGH_DATA)
                .count();
        long failed = signals.stream()
                .filter(signal -> signal.verdict() == Verdict.FAILED)
                .count();
        return Stream.of(said(steady, "steady"), said(few, "not enough data"), said(failed, "failed"))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String said(long n, String what) {
        return n == 0 ? "" : n + " " + what;
    }

    private static String evidence(SegmentAlarm alarm) {
        double hour = 1 / 8766.0;
        return alarm.years() < hour ? "nothing unusual" : "once in " + Numbers.span(alarm.years());
    }

    private static Cell day(SegmentFacts.Value value, LocalDate day, double against) {
        Part.Rate rate = value.days().get(day);
        String name = value.value() + ", " + DAY.format(day);
        return rate == null ? new Cell("few", Numbers.NONE, "", false, name + ": no label") : cell(name, rate, against);
    }

    private static Cell cell(String name, Part.Rate rate, double against) {
        if (rate.n() < COLOURED) {
            String hover = name + ": " + Numbers.count(rate.counted()) + " of " + Numbers.count(rate.n())
                    + " labels wrong, too few for a rate";
            return new Cell("few", Numbers.NONE, "", false, rate.n() == 0 ? name + ": no label" : hover);
        }
        String range = Numbers.percent(rate.lower()) + " to " + Numbers.percent(rate.upper());
        boolean above = Double.isFinite(against) && rate.lower() > against;
        String hover = name + ": " + Numbers.percent(rate.rate()) + " wrong, 95 %: " + range + ", "
                + Numbers.count(rate.n()) + " labels" + (above ? "; above the promise" : "");
        return new Cell(shade(rate.rate(), against), Numbers.percent(rate.rate()), range, above, hover);
    }

    /** The more times the promise, the darker. */
    private static String shade(double rate, double against) {
        int level = 0;
        for (double step : STEPS) {
            level += Double.isFinite(against) && rate > step * Math.max(against, 1e-9) ? 1 : 0;
        }
        return "h" + level;
    }
}
