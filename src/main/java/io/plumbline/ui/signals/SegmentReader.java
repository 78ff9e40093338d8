package io.plumbline.ui.signals;

import io.plumbline.drift.DriftState;
import io.plumbline.drift.DriftState.SegmentAlarm;
import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.signal.SegmentSignal;
import io.plumbline.drift.signal.SegmentWatch;
import io.plumbline.drift.signal.SegmentWatch.Judgement;
import io.plumbline.feedback.AuditCells;
import io.plumbline.feedback.AuditCells.Labels;
import io.plumbline.profile.Profiles;
import io.plumbline.ui.signals.view.Part.Rate;
import io.plumbline.ui.signals.view.SegmentFacts;
import io.plumbline.ui.signals.view.SegmentFacts.Order;
import io.plumbline.ui.signals.view.SegmentFacts.Paging;
import io.plumbline.ui.signals.view.SegmentFacts.Value;
import io.plumbline.ui.signals.view.Selection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Gathers what is known of the values of a segment key. */
@ApplicationScoped
class SegmentReader {
    private static final int ROWS = 25;
    private static final int DAYS = 14;

    private final AuditCells audits;
    private final Profiles profiles;
    private final DistributionReader distributions;
    private final SegmentWatch segments;

    SegmentReader(AuditCells audits, Profiles profiles, DistributionReader distributions, SegmentWatch segments) {
        this.audits = audits;
        this.profiles = profiles;
        this.distributions = distributions;
        this.segments = segments;
    }

    /** One page of the values of a key, with the costly numbers of those alone. */
    SegmentFacts facts(Selection s, String key, Order order, int page, Optional<DriftState> state) {
        Optional<Baseline> baseline = distributions.baseline(s);
        double healthy = baseline.map(Baseline::errorRate).orElse(Double.NaN);
        List<Value> all = values(s, key, healthy);
        all.sort(comparator(order).thenComparing(Value::value));
        int first = (int) Math.min(all.size(), (long) page * ROWS);
        List<Value> shown = all.subList(first, Math.min(all.size(), first + ROWS));
        List<LocalDate> days = days(s);
        List<String> names = shown.stream().map(Value::value).toList();
        Map<String, SortedMap<LocalDate, List<Labels>>> byDay = audits.byDay(
                new AuditCells.Place(s.model(), s.version(), key), names, start(s, days), s.told(), s.zone());
        Map<String, SegmentAlarm> alarms = state.stream()
                .flatMap(d -> d.segments().stream())
                .filter(a -> a.key().equals(key))
                .collect(Collectors.toMap(SegmentAlarm::value, a -> a, (a, b) -> a));
        Optional<Judgement> judgement = segments.of(s.model(), s.version());
        Map<String, List<SegmentSignal>> signals = judgement.stream()
                .flatMap(j -> j.signals().stream())
                .filter(signal -> signal.key().equals(key))
                .collect(Collectors.groupingBy(SegmentSignal::value));
        List<Value> full = new ArrayList<>();
        for (Value v : shown) {
            full.add(new Value(
                    v.value(),
                    v.predictions(),
                    v.errors(),
                    v.confident(),
                    v.excess(),
                    v.excessShare(),
                    Optional.ofNullable(alarms.get(v.value())),
                    rates(byDay.getOrDefault(v.value(), new TreeMap<>())),
                    signals.getOrDefault(v.value(), List.of())));
        }
        return new SegmentFacts(
                s,
                key,
                healthy,
                state.map(d -> d.alarm().promised()).orElse(Double.NaN),
                full,
                new Paging(order, page, ROWS, all.size()),
                days,
                judgement);
    }

    /** Every value with what one query each tells of all. */
    private List<Value> values(Selection s, String key, double healthy) {
        SortedMap<String, Long> predictions = profiles.byValue(s.model(), s.version(), key, s.from(), s.until());
        SortedMap<String, List<Labels>> labels = audits.byValue(s.model(), s.version(), key, s.from(), s.told());
        labels.keySet().forEach(value -> predictions.putIfAbsent(value, 0L));
        List<Value> values = new ArrayList<>();
        double sum = 0;
        for (Map.Entry<String, Long> of : predictions.entrySet()) {
            List<Labels> some = labels.getOrDefault(of.getKey(), List.of());
            Rate errors = Rates.of(s.until(), some, Labels::errors);
            Rate confident = Rates.of(s.until(), some, Labels::confidentErrors);
            double above = errors.rate() - healthy;
            double excess = above > 0 ? of.getValue() * above : 0;
            sum += excess;
            values.add(new Value(
                    of.getKey(), of.getValue(), errors, confident, excess, 0, Optional.empty(), Map.of(), List.of()));
        }
        double all = sum;
        values.replaceAll(v -> new Value(
                v.value(),
                v.predictions(),
                v.errors(),
                v.confident(),
                v.excess(),
                all > 0 ? v.excess() / all : 0,
                v.alarm(),
                v.days(),
                v.signals()));
        return values;
    }

    private static Comparator<Value> comparator(Order order) {
        return switch (order) {
            case EXCESS -> Comparator.comparingDouble(Value::excess).reversed();
            case PREDICTIONS -> Comparator.comparingLong(Value::predictions).reversed();
            case RATE ->
                Comparator.comparingDouble((Value v) ->
                                v.errors().n() == 0 ? -1 : v.errors().rate())
                        .reversed();
        };
    }

    private static Map<LocalDate, Rate> rates(SortedMap<LocalDate, List<Labels>> days) {
        Map<LocalDate, Rate> rates = new TreeMap<>();
        days.forEach((day, labels) -> rates.put(day, Rates.of(Instant.EPOCH, labels, Labels::errors)));
        return rates;
    }

    /** The latest days of the span. */
    private static List<LocalDate> days(Selection s) {
        ZoneId zone = s.zone();
        LocalDate last = s.until().minusSeconds(1).atZone(zone).toLocalDate();
        LocalDate first = s.from().atZone(zone).toLocalDate();
        LocalDate start = last.minusDays(DAYS - 1L);
        return (start.isAfter(first) ? start : first)
                .datesUntil(last.plusDays(1))
                .toList();
    }

    private static Instant start(Selection s, List<LocalDate> days) {
        Instant first = days.get(0).atStartOfDay(s.zone()).toInstant();
        return first.isAfter(s.from()) ? first : s.from();
    }
}
