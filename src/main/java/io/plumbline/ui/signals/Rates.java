package io.plumbline.ui.signals;

import io.plumbline.feedback.AuditCells.Labels;
import io.plumbline.stats.Estimate;
import io.plumbline.stats.estimate.AuditSample;
import io.plumbline.stats.estimate.Target;
import io.plumbline.ui.signals.view.Part.Rate;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

/** Rates of audited labels, each weighted by one over the probability with which it was drawn. */
final class Rates {
    static final double LEVEL = 0.95;

    private Rates() {}

    /** A rate with its 95 % interval; NaN without any label. */
    static Rate of(Instant at, List<Labels> labels, ToLongFunction<Labels> counted) {
        AuditSample sample = AuditSample.empty();
        long errors = 0;
        for (Labels some : labels) {
            errors += counted.applyAsLong(some);
            sample = sample.plus(AuditSample.of(counted.applyAsLong(some), some.n(), some.propensity()));
        }
        return sample.hajek(LEVEL, Target.PROCESS) instanceof Estimate.Measured m
                ? new Rate(at, m.value(), m.interval().lower(), m.interval().upper(), m.n(), errors)
                : new Rate(at, Double.NaN, Double.NaN, Double.NaN, 0, 0);
    }
}
