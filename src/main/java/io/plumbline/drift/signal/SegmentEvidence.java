package io.plumbline.drift.signal;

import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.feedback.LabelTally;
import io.plumbline.profile.Profile;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.ContingencyTest;
import io.plumbline.stats.distance.Design;
import io.plumbline.stats.distance.Distances;
import io.plumbline.stats.estimate.AdjustedP;
import io.plumbline.stats.estimate.ClusterEffect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The conventional measures of segments. Each segment value is measured against itself, by whole weeks of it: what a cheap make
 * always did is no drift. Devices are alike, so both sides allow for the variance between shards of devices.
 *
 * <p>Some of many segments always look odd. All tests of a version are judged together by Benjamini and Yekutieli (Ann. Stat. 29,
 * 2001): the share of false ones among those that are significant is at most the level on average, however the tests hang together, at
 * each time that they are judged; nothing is promised of many times. What is significant and too small to matter is no drift.
 */
final class SegmentEvidence {
    private static final String ONE_SHARD =
            "Not enough data: heard of from one eighth of the devices only, so nobody can tell how alike they are.";

    private SegmentEvidence() {}

    /**
     * A segment value before and since.
     *
     * @param before its profiles of the reference by shard of the device
     * @param since those that are judged
     * @param labelsBefore its audited labels of the reference
     * @param labels those that are judged, none that is still waited for
     * @param voluntary what people corrected by themselves
     * @param voluntaryErrors wrong ones among these
     */
    record Place(
            String key,
            String value,
            List<Profile> before,
            List<Profile> since,
            LabelTally labelsBefore,
            LabelTally labels,
            long voluntary,
            long voluntaryErrors) {
        private Profile whole(boolean current) {
            Profile whole = new Profile();
            (current ? since : before).forEach(whole::merge);
            return whole;
        }
    }

    /** A signal that is not judged yet: its verdict says whether its effect matters. */
    record Measured(String key, String value, Signal signal) {}

    /** Measures a place; one measure that fails spoils no other. */
    static List<Measured> measured(Subject subject, Calibration.Expected expected, Place place) {
        return measure(subject, expected, place).stream()
                .map(signal -> new Measured(place.key(), place.value(), signal))
                .toList();
    }

    /** Judges all together, in their order. */
    static List<SegmentSignal> judge(double level, List<Measured> all) {
        int[] tested = IntStream.range(0, all.size())
                .filter(i -> Double.isFinite(all.get(i).signal().p()))
                .toArray();
        double[] adjusted = AdjustedP.benjaminiYekutieli(
                IntStream.of(tested).mapToDouble(i -> all.get(i).signal().p()).toArray());
        double[] of = new double[all.size()];
        Arrays.fill(of, Double.NaN);
        for (int i = 0; i < tested.length; i++) {
            of[tested[i]] = adjusted[i];
        }
        List<SegmentSignal> judged = new ArrayList<>();
        for (int i = 0; i < of.length; i++) {
            Measured one = all.get(i);
            boolean drifted = one.signal().drifted() && of[i] <= level;
            Verdict verdict = one.signal().drifted() && !drifted
                    ? Verdict.STEADY
                    : one.signal().verdict();
            judged.add(SegmentSignal.of(one.key(), one.value(), one.signal(), verdict, of[i]));
        }
        return judged;
    }

    private static List<Signal> measure(Subject subject, Calibration.Expected expected, Place place) {
        Profile before = place.whole(false);
        Profile since = place.whole(true);
        List<Signal> signals = new ArrayList<>();
        Function<Profile, Histogram> sure = Profile::confidence;
        signals.add(cells("psi-confidence", subject, place, sure, Distances::psi));
        signals.add(distance("ks-confidence", subject, place, sure));
        signals.add(cells("js-confidence", subject, place, sure, Distances::jensenShannon));
        signals.add(Measure.guarded("chi2-classes", "chi2-classes", () -> classes(subject, place, before, since)));
        TreeSet<String> inputs = new TreeSet<>(before.inputs().keySet());
        inputs.retainAll(since.inputs().keySet());
        for (String name : inputs) {
            signals.add(distance(Distributions.id(name), subject, place, shard -> shard.inputs()
                    .getOrDefault(name, new Histogram())));
        }
        signals.add(Measure.guarded(
                Calibration.CALIBRATION,
                Calibration.CALIBRATION,
                () -> Calibration.ofSegment(subject, place.labelsBefore(), place.labels())));
        signals.add(Measure.guarded(
                Calibration.CBPE,
                Calibration.CBPE,
                () -> expected.ofSegment(subject, histograms(place.before(), sure), histograms(place.since(), sure))));
        signals.add(Usage.voluntary(place.voluntary(), place.voluntaryErrors()));
        return signals;
    }

    /** A distance between two histograms. */
    private interface Distance {
        Comparison of(Histogram reference, Histogram current, Design design);
    }

    private static Signal cells(
            String id, Subject subject, Place place, Function<Profile, Histogram> what, Distance distance) {
        return Measure.guarded(
                id,
                id,
                () -> compared(id, place, what, (a, b) -> ClusterEffect.ofCells(subject.level(), a, b), distance));
    }

    private static Signal distance(String id, Subject subject, Place place, Function<Profile, Histogram> what) {
        return Measure.guarded(
                id,
                id,
                () -> compared(
                        id,
                        place,
                        what,
                        (a, b) -> ClusterEffect.ofCumulative(subject.level(), a, b),
                        Distances::kolmogorovSmirnov));
    }

    /** How alike devices are, by both sides. */
    private interface Clustered {
        Design of(ClusterEffect before, ClusterEffect since);
    }

    private static Signal compared(
            String id, Place place, Function<Profile, Histogram> what, Clustered clustered, Distance distance) {
        List<Histogram> before = histograms(place.before(), what);
        List<Histogram> since = histograms(place.since(), what);
        if (before.size() < 2 || since.size() < 2) {
            return fewShards(id, sum(since).count(), sum(before).count());
        }
        Design design = clustered.of(ClusterEffect.of(before), ClusterEffect.of(since));
        return signal(id, distance.of(sum(before), sum(since), design));
    }

    private static Signal classes(Subject subject, Place place, Profile before, Profile since) {
        List<? extends Map<String, Long>> was = labels(place.before());
        List<? extends Map<String, Long>> is = labels(place.since());
        if (was.size() < 2 || is.size() < 2) {
            return fewShards("chi2-classes", since.n(), before.n());
        }
        Design design =
                ClusterEffect.ofCells(subject.level(), ClusterEffect.ofClasses(was), ClusterEffect.ofClasses(is));
        return signal(
                "chi2-classes",
                ContingencyTest.chiSquared(new TreeMap<>(before.labels()), new TreeMap<>(since.labels()), design));
    }

    private static Signal fewShards(String id, long since, long before) {
        String note = before == 0
                ? "Not enough data: it was not heard of in the days that it is measured against."
                : ONE_SHARD;
        return Signal.notEnough(id, id, since, 0, note);
    }

    private static Signal signal(String id, Comparison comparison) {
        if (comparison instanceof Comparison.Measured m) {
            boolean large = m.effect() >= m.threshold();
            return new Signal(
                    id,
                    id,
                    large ? Verdict.DRIFTED : Verdict.STEADY,
                    m.effect(),
                    m.threshold(),
                    m.p(),
                    m.current(),
                    m.needed(),
                    "");
        }
        Comparison.NotEnoughData few = (Comparison.NotEnoughData) comparison;
        String note = "Not enough data: " + few.n() + " of about " + few.needed() + " predictions in seven days.";
        return Signal.notEnough(id, id, few.n(), few.needed(), note);
    }

    private static List<Histogram> histograms(List<Profile> shards, Function<Profile, Histogram> what) {
        return shards.stream().map(what).filter(h -> h.count() > 0).toList();
    }

    private static List<? extends Map<String, Long>> labels(List<Profile> shards) {
        return shards.stream().map(Profile::labels).filter(l -> !l.isEmpty()).toList();
    }

    private static Histogram sum(List<Histogram> shards) {
        Histogram sum = new Histogram();
        shards.forEach(sum::merge);
        return sum;
    }
}
