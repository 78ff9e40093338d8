package io.plumbline.drift;

import io.plumbline.feedback.Outcomes.Audit;
import io.plumbline.stats.anytime.LearnedBaselineEProcess;
import io.plumbline.stats.estimate.ChangePoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The audited predictions of a version, read once through the e-process in the order of their event time. The same
 * outcomes give the same trail, in whatever order they arrived.
 *
 * @param n labels read
 * @param errors wrong ones among them
 * @param eValue e-value after the last one
 * @param bound e-value from which it is an alarm
 * @param alarm where it was raised, if it was
 */
record AuditTrail(long n, long errors, double eValue, double bound, Optional<Raised> alarm) {
    /**
     * An alarm.
     *
     * @param at event time of the prediction whose label raised it
     * @param change most likely event time of the change
     * @param labels labels between the two
     */
    record Raised(Instant at, Instant change, long labels) {}

    static AuditTrail read(List<Audit> audits, Baselines.Baseline baseline) {
        LearnedBaselineEProcess process = baseline.alarm();
        boolean[] stream = new boolean[audits.size()];
        long errors = 0;
        Optional<Raised> alarm = Optional.empty();
        for (int i = 0; i < stream.length; i++) {
            stream[i] = audits.get(i).error();
            errors += stream[i] ? 1 : 0;
            process.update(stream[i]);
            if (alarm.isEmpty() && process.raised()) {
                boolean[] untilAlarm = java.util.Arrays.copyOf(stream, i + 1);
                int change = ChangePoint.estimate(untilAlarm, baseline.promised());
                alarm = Optional.of(new Raised(
                        audits.get(i).windowAt(),
                        audits.get(Math.min(change, i)).windowAt(),
                        i - change + 1L));
            }
        }
        return new AuditTrail(stream.length, errors, process.value(), process.bound(), alarm);
    }
}
