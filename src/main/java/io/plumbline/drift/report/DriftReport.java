package io.plumbline.drift.report;

import io.plumbline.drift.alarm.Counted;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
 * @param signal what found it, as the incident names it; "field-error" where a stored report does not say
 * @param spans what was compared: "before" and "since"; empty in reports that were stored before causes were told
 * @param causes likely causes, the one to be named first
 * @param confusions pairs of classes, the one that grew most certainly first
 * @param inputs statistics of the input pictures, the farthest moved first
 * @param reliability how often the model was right, by how sure it was, before and since
 * @param needs what further knowledge costs in labels
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
        List<String> nextSteps,
        String signal,
        List<Span> spans,
        List<LikelyCause> causes,
        List<Confusion> confusions,
        List<InputRow> inputs,
        List<ReliabilityPoint> reliability,
        List<Need> needs) {

    /** A stored report may be older than some of its parts. */
    public DriftReport {
        signal = Objects.requireNonNullElse(signal, Counted.ERRORS.signal());
        spans = orEmpty(spans);
        causes = orEmpty(causes);
        confusions = orEmpty(confusions);
        inputs = orEmpty(inputs);
        reliability = orEmpty(reliability);
        needs = orEmpty(needs);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** The same report, of a numbered incident. */
    public DriftReport of(long number) {
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
                nextSteps,
                signal,
                spans,
                causes,
                confusions,
                inputs,
                reliability,
                needs);
    }

    /** A span by its name, "before" or "since". */
    public Optional<Span> span(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).findFirst();
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
     * Error rate since the change where the alarm is about, against the baseline. Where predictions were drawn with different
     * propensities, each label weighs the inverse of its own (Hájek's estimate), and the interval is that of as many labels of
     * equal weight as tell as much.
     *
     * @param n audited predictions since the change
     * @param errors wrong ones among them, those of which it was sure if the alarm is about these
     * @param rate their share, 0 to 1
     * @param lower lower end of the confidence sequence
     * @param upper upper end of the confidence sequence
     * @param baselineRate the same of the baseline
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
     * One point of the error curve: an hour, or several where it is long.
     *
     * @param hour start of its first hour, UTC
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

    /**
     * What was counted of the place in a span of time.
     *
     * @param name "before" the change or "since"
     * @param origin "field", or "validation" for pictures of the baseline
     * @param from start of its first hour; empty for a validation
     * @param until end of its last hour, exclusive; empty for a validation
     * @param predictions all predictions; 0 for a validation
     * @param audited predictions with a label that were drawn at random
     * @param auditedErrors wrong ones among them
     * @param confidentErrors wrong ones of which the model was at least 90 % sure
     * @param voluntary predictions that people spoke of unasked
     * @param voluntaryErrors wrong ones among these
     */
    public record Span(
            String name,
            String origin,
            Optional<Instant> from,
            Optional<Instant> until,
            long predictions,
            long audited,
            long auditedErrors,
            long confidentErrors,
            long voluntary,
            long voluntaryErrors) {}

    /**
     * A possible cause.
     *
     * @param kind app-release, segment, input-shift, class-mix, calibration, concept-drift, feedback, silence or unclear
     * @param strength how much of the finding it accounts for, 0 to 1
     * @param sentence the evidence in words
     * @param key segment key, "input", "class" or empty
     * @param value segment value, statistic, class or empty
     */
    public record LikelyCause(String kind, double strength, String sentence, String key, String value) {}

    /**
     * Pictures of one class that were taken for another.
     *
     * @param predicted what the model said
     * @param corrected what they are
     * @param before how many were taken so before the change
     * @param ofBefore audited pictures of that class before
     * @param since how many since
     * @param ofSince audited pictures of that class since
     * @param p probability of such a rise without a change: Fisher's exact test, adjusted for all pairs after Holm
     * @param grown p is at most 0.05
     */
    public record Confusion(
            String predicted,
            String corrected,
            long before,
            long ofBefore,
            long since,
            long ofSince,
            double p,
            boolean grown) {}

    /**
     * A statistic of the input pictures before and since.
     *
     * @param name for instance "brightness"
     * @param lower lower end of the densities, in the statistic's own unit
     * @param upper upper end; what lies outside is in the first and last bin
     * @param before shares on equal bins from lower to upper
     * @param since the same since the change
     * @param nBefore pictures that told it
     * @param nSince pictures since
     * @param medianBefore median
     * @param medianSince median since
     * @param distance of Kolmogorov and Smirnov; NaN where there is not enough data
     * @param psi population stability index; NaN where there is not enough data
     * @param p significance of the distance; NaN where there is not enough data
     * @param drifted large by both measures, and significant
     */
    public record InputRow(
            String name,
            double lower,
            double upper,
            List<Double> before,
            List<Double> since,
            long nBefore,
            long nSince,
            double medianBefore,
            double medianSince,
            double distance,
            double psi,
            double p,
            boolean drifted) {}

    /**
     * One point of a reliability diagram.
     *
     * @param span "before" or "since"
     * @param from lowest confidence of the bin
     * @param to highest
     * @param n audited predictions in it
     * @param confidence their mean confidence
     * @param accuracy share of right ones
     * @param lower lower end of its 95 % interval
     * @param upper upper end
     */
    public record ReliabilityPoint(
            String span,
            double from,
            double to,
            long n,
            double confidence,
            double accuracy,
            double lower,
            double upper) {}

    /**
     * What knowing more costs.
     *
     * @param what for instance "prove a successor better"
     * @param have labels at hand
     * @param needed labels that it takes
     * @param perDay audited labels that come a day
     */
    public record Need(String what, long have, long needed, double perDay) {
        /** Days until there are enough at this rate; 0 if there are, infinite if none come. */
        public double days() {
            return have >= needed ? 0 : (needed - have) / perDay;
        }
    }
}
