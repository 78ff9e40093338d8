package io.plumbline.drift.baseline;

import io.plumbline.drift.baseline.Baseline.Origin;
import io.plumbline.profile.InputScale;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Interval;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The baseline of a version in plain numbers.
 *
 * @param version name of the version
 * @param from start of its span in the field; empty for the validation
 * @param until end of it, exclusive
 * @param chosen whether somebody chose it for this version, rather than the policy for all
 * @param labels predictions whose label is known
 * @param errors wrong ones among them
 * @param lower lower end of the 95 % confidence interval of the error rate (Clopper and Pearson 1934)
 * @param upper upper end of it
 * @param confidentErrors wrong ones with a confidence of at least 0.9; empty if unknown
 * @param meanConfidence over all predictions, labelled or not
 * @param classes predictions by class
 * @param inputs medians of the statistics of input pictures, by name; empty if unknown
 * @param note why it is this one, a sentence for people
 */
public record BaselineFacts(
        String version,
        Optional<Instant> from,
        Optional<Instant> until,
        boolean chosen,
        long labels,
        long errors,
        double lower,
        double upper,
        OptionalLong confidentErrors,
        double meanConfidence,
        SortedMap<String, Long> classes,
        SortedMap<String, Double> inputs,
        String note) {
    private static final double LEVEL = 0.95;
    private static final double MEDIAN = 0.5;

    static BaselineFacts of(ModelVersion version, Baselines.InForce inForce) {
        Baseline baseline = inForce.baseline();
        Optional<Origin.Field> field =
                baseline.origin() instanceof Origin.Field known ? Optional.of(known) : Optional.empty();
        Interval interval = ClopperPearson.interval(baseline.errors(), baseline.labels(), LEVEL);
        SortedMap<String, Double> medians = new TreeMap<>();
        baseline.inputs().forEach((name, values) -> medians.put(name, InputScale.value(values.quantile(MEDIAN))));
        return new BaselineFacts(
                version.version(),
                field.map(Origin.Field::from),
                field.map(Origin.Field::until),
                inForce.chosen(),
                baseline.labels(),
                baseline.errors(),
                interval.lower(),
                interval.upper(),
                baseline.confidentErrors().map(OptionalLong::of).orElseGet(OptionalLong::empty),
                baseline.confidence().mean(),
                Collections.unmodifiableSortedMap(baseline.classes()),
                Collections.unmodifiableSortedMap(medians),
                inForce.note());
    }

    /** Share of wrong predictions, 0 to 1. */
    public double errorRate() {
        return (double) errors / labels;
    }
}
