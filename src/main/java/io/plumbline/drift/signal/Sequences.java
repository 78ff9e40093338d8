package io.plumbline.drift.signal;

import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.feedback.Outcomes.Hour;
import io.plumbline.stats.detector.Adwin;
import io.plumbline.stats.detector.Ddm;
import io.plumbline.stats.detector.Detector;
import io.plumbline.stats.detector.PageHinkley;
import io.plumbline.stats.estimate.MannKendall;
import io.plumbline.stats.estimate.Trend;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the order of the audited labels tells: the well-known detectors with the settings of their papers, and a slow trend over whole
 * days.
 *
 * <p>Labels come by the counts of their hours, those that were drawn with different propensities by their effective number. Within an hour the errors are spread evenly over its labels, so the order is the
 * same however the events came. The detectors read the latest hours of {@value #MOST} labels at most, or the newest alone that has any, so
 * that evaluation costs the same however many there are.
 */
final class Sequences {
    /** Labels that the detectors read at most. */
    static final int MOST = 10_000;

    static final String DDM = "ddm";
    static final String ADWIN = "adwin";
    static final String PAGE_HINKLEY = "page-hinkley";

    private static final long NEEDED = 30;
    private static final Duration RECENT = Duration.ofDays(1);
    private static final double LEVEL = 0.95;
    private static final int FEWEST_DAYS = 7;
    private static final String TREND = "trend";
    private static final String TREND_NAME = "slow trend (Mann–Kendall)";

    private Sequences() {}

    static List<Signal> measure(Subject subject, Field field) {
        return List.of(
                detector(DDM, "DDM", Ddm::new, field),
                detector(ADWIN, "ADWIN", () -> new Adwin(Adwin.Settings.RESETTING), field),
                detector(PAGE_HINKLEY, "Page–Hinkley", PageHinkley::new, field),
                Measure.guarded(TREND, TREND_NAME, () -> trend(subject, field)));
    }

    private static Signal detector(String id, String name, Supplier<Detector> made, Field field) {
        return Measure.guarded(id, name, () -> {
            List<Hour> hours = latest(field.hours().get());
            long n = hours.stream().mapToLong(h -> h.counts().audited()).sum();
            if (n < NEEDED) {
                String note = Sentences.notEnough(n, NEEDED, "audited labels", seen(hours, field.told()));
                return Signal.notEnough(id, name, n, NEEDED, note);
            }
            Detector detector = made.get();
            Instant recent = field.told().minus(RECENT);
            Optional<Instant> last = Optional.empty();
            int signals = 0;
            for (Hour hour : hours) {
                int drifts = drifts(detector, hour.counts());
                if (drifts > 0) {
                    last = Optional.of(hour.hour());
                    signals += hour.hour().isBefore(recent) ? 0 : drifts;
                }
            }
            String note = last.map(at -> "Its last signal was at " + at + ".").orElse("It never gave a signal.")
                    + " Such detectors promise nothing of how often they are wrong.";
            Verdict verdict = signals > 0 ? Verdict.DRIFTED : Verdict.STEADY;
            return new Signal(id, name, verdict, signals, 1, Double.NaN, n, NEEDED, note);
        });
    }

    private static Duration seen(List<Hour> hours, Instant until) {
        return hours.isEmpty() ? Duration.ZERO : Duration.between(hours.get(0).hour(), until);
    }

    private static List<Hour> latest(List<Hour> hours) {
        long n = 0;
        int first = hours.size();
        while (first > 0 && (n == 0 || n + hours.get(first - 1).counts().audited() <= MOST)) {
            first--;
            n += hours.get(first).counts().audited();
        }
        return hours.subList(first, hours.size());
    }

    /** How often the detector signals in the labels of an hour, whose errors are spread evenly. */
    private static int drifts(Detector detector, Counts counts) {
        long n = counts.audited();
        long errors = counts.auditedErrors();
        int drifts = 0;
        for (long i = 0; i < n; i++) {
            boolean error = (i + 1) * errors / n > i * errors / n;
            drifts += detector.update(error ? 1 : 0) == io.plumbline.stats.detector.Signal.DRIFT ? 1 : 0;
        }
        return drifts;
    }

    private static Signal trend(Subject subject, Field field) {
        Map<LocalDate, long[]> days = new TreeMap<>();
        LocalDate today = LocalDate.ofInstant(field.told(), subject.zone());
        long n = 0;
        for (Hour hour : field.hours().get()) {
            LocalDate date = LocalDate.ofInstant(hour.hour(), subject.zone());
            if (date.isBefore(today) && hour.counts().audited() > 0) {
                long[] day = days.computeIfAbsent(date, none -> new long[2]);
                day[0] += hour.counts().audited();
                day[1] += hour.counts().auditedErrors();
                n += hour.counts().audited();
            }
        }
        if (days.size() < FEWEST_DAYS) {
            String note = String.format(
                    Locale.ROOT,
                    "Not enough data: %,d of %,d whole days with audited labels.",
                    days.size(),
                    FEWEST_DAYS);
            return Signal.notEnough(TREND, TREND_NAME, n, FEWEST_DAYS, note);
        }
        List<Double> times = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        long first = days.keySet().iterator().next().toEpochDay();
        days.forEach((date, day) -> {
            times.add((double) date.toEpochDay() - first);
            rates.add((double) day[1] / day[0]);
        });
        double span = times.get(times.size() - 1);
        if (!(MannKendall.test(array(times), array(rates), LEVEL) instanceof Trend.Measured trend)) {
            return Signal.notEnough(TREND, TREND_NAME, n, FEWEST_DAYS, "Not enough data.");
        }
        double rise = Math.max(0, trend.slope() * span);
        boolean drifted = trend.p() <= subject.level() && rise > 0 && rise >= subject.tolerance();
        String note = String.format(
                Locale.ROOT,
                "Sen's slope is %+.2f points of error a week over %d whole days.",
                trend.slope() * 700,
                trend.n());
        Verdict verdict = drifted ? Verdict.DRIFTED : Verdict.STEADY;
        return new Signal(TREND, TREND_NAME, verdict, rise, subject.tolerance(), trend.p(), n, FEWEST_DAYS, note);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
