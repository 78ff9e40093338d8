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
 * @param alarm the guaranteed alarm on errors of the whole fleet
 * @param segments the same of the watched segments, by key and value
 * @param confidentAlarm the guaranteed alarm on errors with a confidence of at least 0.9, of the whole fleet
 * @param confidentSegments the same of the watched segments
 * @param silent who used to be heard and is not any more; of the live version alone
 * @param triggered ids of the signals that drifted on the last two whole days, or the last alone if they tell of a moment, and that the policy lets open incidents
 * @param signals the conventional evidence, up to the last hour that is over
 */
public record DriftState(
        String model,
        String version,
        Instant evaluatedAt,
        Instant watermark,
        int policy,
        Alarm alarm,
        List<SegmentAlarm> segments,
        Alarm confidentAlarm,
        List<SegmentAlarm> confidentSegments,
        List<Silent> silent,
        List<String> triggered,
        List<Signal> signals) {

    /**
     * An alarm on the audit arm.
     *
     * @param raised whether it was ever raised
     * @param years evidence: chance alone reaches as much once in so many years, 0 to 1e300
     * @param needed years from which it is an alarm
     * @param n audited labels read
     * @param errors those among them that are counted
     * @param rate their rate in the recent window, 0 to 1, each label weighing as much as the predictions that it stands for; NaN
     *     without any label
     * @param lower lower end of its 95 % confidence sequence
     * @param upper upper end of it
     * @param promised rate that counts as healthy; NaN if the baseline does not tell, and then there is no alarm
     * @param enough labels by which an alarm comes about if the rate is twice what is promised
     * @param note a sentence for people
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
            double promised,
            long enough,
            String note) {}

    /**
     * An alarm on a segment's audit arm.
     *
     * @param key segment key
     * @param value segment value
     * @param raised whether it was ever raised
     * @param years evidence: chance alone reaches as much once in so many years, 0 to 1e300
     * @param needed years from which it is an alarm; fewer, the more other segments are raised
     * @param n audited labels read
     * @param errors those among them that are counted
     */
    public record SegmentAlarm(
            String key, String value, boolean raised, double years, double needed, long n, long errors) {}

    /**
     * Somebody of whom nothing is heard any more.
     *
     * @param key segment key, empty for the whole fleet
     * @param value segment value, empty for the whole fleet
     * @param since start of the first hour without a word
     * @param expected predictions that were to be expected since
     */
    public record Silent(String key, String value, Instant since, double expected) {}
}
