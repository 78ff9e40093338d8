package io.plumbline.drift.signal;

import static io.plumbline.drift.signal.Sentences.percent;

import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.feedback.Outcomes.Hour;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people do rather than what the model does: whether phones have the version, and what users correct by themselves. */
final class Usage {
    private static final String LAG = "version-lag";
    private static final String LAG_NAME = "version lag";
    private static final String VOLUNTARY = "voluntary-error";
    private static final String VOLUNTARY_NAME = "voluntary corrections";

    /** Share of predictions from other versions from which phones are said to lag. */
    private static final double LAGGING = 0.5;

    /** Phones are given so long to update. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private static final double HOURS_A_DAY = 24;

    private Usage() {}

    static List<Signal> measure(Subject subject, Field field) {
        return List.of(
                Measure.guarded(LAG, LAG_NAME, () -> lag(subject, field)),
                Measure.guarded(VOLUNTARY, VOLUNTARY_NAME, () -> voluntary(field)));
    }

    private static Signal lag(Subject subject, Field field) {
        if (subject.live().isEmpty()) {
            return Signal.notEnough(LAG, LAG_NAME, 0, 1, "Not asked: phones are no longer given this version.");
        }
        Map<String, Long> versions = field.versions().get();
        long n = versions.values().stream().mapToLong(Long::longValue).sum();
        if (n == 0) {
            return Signal.notEnough(LAG, LAG_NAME, 0, 1, "Not enough data: no prediction in the last day.");
        }
        double share = 1 - (double) versions.getOrDefault(subject.version(), 0L) / n;
        Duration since = Duration.between(subject.live().get(), field.until());
        String note = since.isNegative()
                ? String.format(
                        Locale.ROOT, "%s of the last day's predictions come from other versions.", percent(share))
                : String.format(
                        Locale.ROOT,
                        "%s of the last day's predictions come from other versions, %.1f days after this one went"
                                + " live.",
                        percent(share),
                        since.toHours() / HOURS_A_DAY);
        boolean lagging = share >= LAGGING && since.compareTo(PATIENCE) >= 0;
        Verdict verdict = lagging ? Verdict.DRIFTED : Verdict.STEADY;
        return new Signal(LAG, LAG_NAME, verdict, share, LAGGING, Double.NaN, n, 1, note);
    }

    private static Signal voluntary(Field field) {
        long n = 0;
        long errors = 0;
        for (Hour hour : field.hours().get()) {
            if (!hour.hour().isBefore(field.told().minus(Field.LABELS))) {
                n += hour.counts().voluntary();
                errors += hour.counts().voluntaryErrors();
            }
        }
        return voluntary(n, errors);
    }

    /** Shown and never a verdict. */
    static Signal voluntary(long n, long errors) {
        if (n == 0) {
            return Signal.notEnough(
                    VOLUNTARY, VOLUNTARY_NAME, 0, 1, "Not enough data: nobody spoke up by himself in the last week.");
        }
        String note =
                "Biased: people correct what annoys them, so this says how they speak up and not how often the model"
                        + " errs.";
        double rate = (double) errors / n;
        return new Signal(VOLUNTARY, VOLUNTARY_NAME, Verdict.STEADY, rate, Double.NaN, Double.NaN, n, 1, note);
    }
}
