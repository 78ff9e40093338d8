package io.plumbline.drift;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What was found when a model drifted, frozen at the moment of the alarm. Immutable; its JSON is the public format.
 *
 * @param id identity of the report
 * @param model name of the model
 * @param version version that drifted
 * @param segmentKey key of the segment that the alarm is about, empty for the whole fleet
 * @param segmentValue its value, empty for the whole fleet
 * @param incident incident that the report explains
 * @param computedAt when it was computed
 * @param watermark event time up to which predictions were considered
 * @param verdict one plain sentence
 * @param guarantee what the alarm promises
 * @param effect how much worse the model is
 * @param change when it changed
 * @param evidence conventional measures beside the alarm
 * @param confidence confidence in the field against the baseline
 * @param errorRate error rate of the audit arm over time, in order
 * @param classMix shares of predicted classes, largest change first
 * @param segments segments ranked by their share of the excess errors, largest first
 * @param examples pictures that went wrong, the confidently wrong first
 * @param nextSteps what to do now, most useful first
 */
public record DriftReport(
        UUID id,
        String model,
        String version,
        String segmentKey,
        String segmentValue,
        long incident,
        Instant computedAt,
        Instant watermark,
        String verdict,
        Guarantee guarantee,
        Effect effect,
        Change change,
        List<Evidence> evidence,
        ConfidencePlot confidence,
        List<RatePoint> errorRate,
        List<ClassShare> classMix,
        List<SegmentRow> segments,
        List<Example> examples,
        List<String> nextSteps) {

    /** The same report, of a numbered incident. */
    DriftReport of(long number) {
        return new DriftReport(
                id,
                model,
                version,
                segmentKey,
                segmentValue,
                number,
                computedAt,
                watermark,
                verdict,
                guarantee,
                effect,
                change,
                evidence,
                confidence,
                errorRate,
                classMix,
                segments,
                examples,
                nextSteps);
    }

    /**
     * The promise behind the alarm.
     *
     * @param falseAlarmsPerYear alarm budget of the model
     * @param promised error rate that counts as healthy, 0 to 1, tolerance included
     * @param tolerance points of error above the baseline that are put up with, 0 to 1
     * @param sentence the same in words
     */
    public record Guarantee(double falseAlarmsPerYear, double promised, double tolerance, String sentence) {}

    /**
     * Error rate since the change where the alarm is about, against the baseline.
     *
     * @param n audited predictions since the change
     * @param errors wrong ones among them
     * @param rate errors / n, 0 to 1
     * @param lower lower end of the confidence sequence
     * @param upper upper end of the confidence sequence
     * @param baselineRate error rate at validation
     * @param baselineN labelled pictures behind it
     */
    public record Effect(
            long n, long errors, double rate, double lower, double upper, double baselineRate, long baselineN) {}

    /**
     * The moment of change.
     *
     * @param estimated start of the hour at which it most likely was, event time
     * @param earliest start of the first hour that is nearly as likely: in simulations 95 % of true changes lay between
     *     this one and the latest
     * @param latest start of the last one
     * @param alarm start of the hour whose labels raised the alarm
     * @param labels audited labels from the change to the alarm
     */
    public record Change(Instant estimated, Instant earliest, Instant latest, Instant alarm, long labels) {}

    /**
     * One conventional measure.
     *
     * @param name for instance "PSI of confidence"
     * @param effect size of the difference; NaN where there is not enough data
     * @param threshold effect from which it is called a drift
     * @param p its significance, 0 to 1
     * @param n current sample size
     * @param needed sample size that the measure needs
     * @param drifted large and significant
     */
    public record Evidence(
            String name, double effect, double threshold, double p, long n, long needed, boolean drifted) {}

    /**
     * Two densities over confidence, on equal bins of [0, 1]; each sums to 1.
     *
     * @param baseline shares at validation
     * @param field shares in the field since the change
     */
    public record ConfidencePlot(List<Double> baseline, List<Double> field) {}

    /**
     * One point of the error curve.
     *
     * @param hour start of the hour, UTC
     * @param n audited predictions
     * @param errors wrong ones
     * @param lower lower end of the 95 % interval
     * @param upper upper end of the 95 % interval
     */
    public record RatePoint(Instant hour, long n, long errors, double lower, double upper) {}

    /** Share of a predicted class, 0 to 1, at validation and in the field. */
    public record ClassShare(String label, double baseline, double field) {}

    /**
     * One segment value since the change.
     *
     * @param key segment key, for instance "device"
     * @param value its value, for instance "Tecno KC8"
     * @param predictions predictions since the change
     * @param n audited ones among them
     * @param errors wrong ones among the audited
     * @param lower lower end of the 95 % interval of the error rate
     * @param upper upper end of the 95 % interval
     * @param excessShare share of all excess errors of its key that lie here, 0 to 1
     */
    public record SegmentRow(
            String key,
            String value,
            long predictions,
            long n,
            long errors,
            double lower,
            double upper,
            double excessShare) {}

    /**
     * A picture that the model got wrong.
     *
     * @param image SHA-256 of the picture, fetched from {@code /v1/images/{sha256}}
     * @param predicted what the model said
     * @param corrected what a person said
     * @param confidence how sure the model was, 0 to 1
     * @param segment the segment that the prediction came from, as "value" of the first declared key
     * @param time when it was taken
     */
    public record Example(
            String image, String predicted, String corrected, double confidence, String segment, Instant time) {}
}
