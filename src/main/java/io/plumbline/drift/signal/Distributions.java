package io.plumbline.drift.signal;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.profile.Profile;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.ContingencyTest;
import io.plumbline.stats.distance.Design;
import io.plumbline.stats.distance.Distances;
import io.plumbline.stats.estimate.ClusterEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Distances between what was seen at the baseline and in the field: confidence, classes, statistics of the pictures. Predictions of
 * one device are alike, so significance allows for the variance between shards of devices; and a window of whole days weighs each
 * hour of the day once.
 */
final class Distributions {
    private static final double WORTH_SAYING = 1.05;

    private Distributions() {}

    static List<Signal> measure(Subject subject, Field field) {
        List<Signal> signals = new ArrayList<>();
        Baseline baseline = subject.baseline();
        signals.add(confidence(
                "psi-confidence",
                "PSI of confidence",
                subject,
                field,
                (c, d) -> Distances.psi(baseline.confidence(), c, d)));
        signals.add(Measure.guarded("ks-confidence", "KS of confidence", () -> {
            Design design = design(field, Profile::confidence, subject.level(), ClusterEffect::cumulative);
            return signal(
                    "ks-confidence",
                    "KS of confidence",
                    Distances.kolmogorovSmirnov(
                            baseline.confidence(), field.whole().confidence(), design),
                    design,
                    field);
        }));
        signals.add(confidence(
                "js-confidence",
                "JS distance of confidence",
                subject,
                field,
                (c, d) -> Distances.jensenShannon(baseline.confidence(), c, d)));
        signals.add(Measure.guarded("chi2-classes", "χ² of class mix", () -> classes(subject, field)));
        signals.addAll(inputs(subject, field));
        return signals;
    }

    /** A distance over cells. */
    private interface OverCells {
        Comparison of(Histogram current, Design design);
    }

    private static Signal confidence(String id, String name, Subject subject, Field field, OverCells distance) {
        return Measure.guarded(id, name, () -> {
            Design design = design(field, Profile::confidence, subject.level(), ClusterEffect::cells);
            return signal(id, name, distance.of(field.whole().confidence(), design), design, field);
        });
    }

    private static Signal classes(Subject subject, Field field) {
        SortedMap<String, Long> baseline = subject.baseline().classes();
        Profile whole = field.whole();
        List<SortedMap<String, Long>> shards = field.shards().get().stream()
                .filter(shard -> shard.n() > 0)
                .map(Profile::labels)
                .filter(labels -> !labels.isEmpty())
                .toList();
        Design design = shards.size() < 2
                ? Design.independent(subject.level())
                : design(subject.level(), ClusterEffect.ofClasses(shards), ClusterEffect::cells);
        Comparison comparison = ContingencyTest.chiSquared(baseline, whole.labels(), design);
        return signal("chi2-classes", "χ² of class mix", comparison, design, field);
    }

    private static List<Signal> inputs(Subject subject, Field field) {
        SortedMap<String, Histogram> baseline = subject.baseline().inputs();
        TreeSet<String> names = new TreeSet<>(baseline.keySet());
        try {
            names.addAll(field.whole().inputs().keySet());
        } catch (RuntimeException e) {
            // What cannot be read is said by the signals of the baseline's names and of the confidence.
            return names.stream()
                    .map(name -> Signal.failed(id(name), "KS of " + name, String.valueOf(e.getMessage())))
                    .toList();
        }
        return names.stream()
                .map(name -> Measure.guarded(id(name), "KS of " + name, () -> input(name, subject, field)))
                .toList();
    }

    private static Signal input(String name, Subject subject, Field field) {
        Histogram current = field.whole().inputs().getOrDefault(name, new Histogram());
        SortedMap<String, Histogram> baseline = new TreeMap<>(subject.baseline().inputs());
        if (!baseline.containsKey(name)) {
            String note = "Not enough data: the baseline says nothing of the " + name
                    + " of its pictures; a baseline from the field would.";
            return Signal.notEnough(id(name), "KS of " + name, current.count(), 0, note);
        }
        Design design = design(
                field,
                shard -> shard.inputs().getOrDefault(name, new Histogram()),
                subject.level(),
                ClusterEffect::cumulative);
        Comparison comparison =
                Distances.kolmogorovSmirnov(baseline.getOrDefault(name, new Histogram()), current, design);
        return signal(id(name), "KS of " + name, comparison, design, field);
    }

    static String id(String input) {
        return "input-" + input.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** Independent values where too few shards were heard of for a variance between them. */
    private static Design design(
            Field field, Function<Profile, Histogram> what, double level, ToDoubleFunction<ClusterEffect> effect) {
        List<Histogram> shards = field.shards().get().stream()
                .map(what)
                .filter(h -> h.count() > 0)
                .toList();
        if (shards.size() < 2) {
            return Design.independent(level);
        }
        return design(level, ClusterEffect.of(shards), effect);
    }

    private static Design design(double level, ClusterEffect clusters, ToDoubleFunction<ClusterEffect> effect) {
        return new Design(level, 1, effect.applyAsDouble(clusters), clusters.degrees());
    }

    private static Signal signal(String id, String name, Comparison comparison, Design design, Field field) {
        if (comparison instanceof Comparison.Measured m) {
            boolean drifted = m.drifted(design.alpha());
            String found = drifted
                    ? "Large and significant."
                    : m.p() <= design.alpha()
                            ? "Significant, but too small to matter."
                            : "Within what chance explains.";
            return new Signal(
                    id,
                    name,
                    drifted ? Verdict.DRIFTED : Verdict.STEADY,
                    m.effect(),
                    m.threshold(),
                    m.p(),
                    m.current(),
                    m.needed(),
                    found + clustered(design));
        }
        Comparison.NotEnoughData few = (Comparison.NotEnoughData) comparison;
        return Signal.notEnough(
                id, name, few.n(), few.needed(), field.notEnough(few.n(), few.needed()) + clustered(design));
    }

    private static String clustered(Design design) {
        return design.currentEffect() < WORTH_SAYING
                ? ""
                : String.format(
                        Locale.ROOT,
                        " Predictions of a device are alike: %.1f of them tell as much as one would that stands alone.",
                        design.currentEffect());
    }
}
