package io.plumbline.drift;

import io.plumbline.drift.signal.Signal;
import java.time.Instant;
import java.util.List;

/**
 * Where every signal of a model version stands after its latest evaluation.
 *
 * @param model name of the model
 * @param version version evaluated
 * @param evaluatedAt when
 * @param watermark event time up to which predictions were considered
 * @param policy revision of the policy that it was evaluated by
 * @param alarm the guaranteed alarm of the whole fleet
 * @param segments the guaranteed alarms of the watched segments, by key and value
 * @param signals the conventional evidence
 */
public record DriftState(
        String model,
        String version,
        Instant evaluatedAt,
        Instant watermark,
        int policy,
        Alarm alarm,
        List<SegmentAlarm> segments,
        List<Signal> signals) {

    /**
     * The alarm on the error rate of the audit arm.
     *
     * @param raised whether it was ever raised
     * @param years evidence: chance alone reaches as much once in so many years, 0 to 1e300
     * @param needed years from which it is an alarm
     * @param n audited labels read
     * @param errors wrong ones among them
     * @param rate error rate of the recent window, 0 to 1
     * @param lower lower end of its 95 % confidence sequence
     * @param upper upper end of it
     * @param promised error rate that counts as healthy
     */
    public record Alarm(
            boolean raised,
            double years,
            double needed,
            long n,
            long errors,
            double rate,
            double lower,
            double upper,
            double promised) {}

    /**
     * The alarm on the error rate of a segment's audit arm.
     *
     * @param key segment key
     * @param value segment value
     * @param raised whether it was ever raised
     * @param years evidence: chance alone reaches as much once in so many years, 0 to 1e300
     * @param needed years from which it is an alarm; fewer, the more other segments are raised
     * @param n audited labels read
     * @param errors wrong ones among them
     */
    public record SegmentAlarm(
            String key, String value, boolean raised, double years, double needed, long n, long errors) {}
}
