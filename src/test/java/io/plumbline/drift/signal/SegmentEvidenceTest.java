package io.plumbline.drift.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.signal.SegmentEvidence.Measured;
import io.plumbline.drift.signal.SegmentEvidence.Place;
import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.profile.Profile;
import io.plumbline.stats.Histogram;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentEvidenceTest {
    private static final int SHARDS = 8;
    private static final int VALUES = 30;
    private static final double LEVEL = 0.05;

    /** A segment value whose devices differ for good, one shard from the other; the second sample less sure and darker. */
    private static final class Plant {
        private final SplittableRandom random;
        private final double[] devices = new double[SHARDS];

        Plant(long seed) {
            random = new SplittableRandom(seed);
            for (int shard = 0; shard < SHARDS; shard++) {
                devices[shard] = 0.02 * random.nextGaussian();
            }
        }

        List<Profile> week(int n, double shift) {
            return IntStream.range(0, SHARDS)
                    .mapToObj(shard -> profile(n, shard, shift))
                    .toList();
        }

        private Profile profile(int n, int shard, double shift) {
            Histogram confidence = new Histogram();
            Histogram brightness = new Histogram();
            TreeMap<String, Long> classes = new TreeMap<>();
            // What devices see differs a little from week to week, too.
            double today = devices[shard] + 0.01 * random.nextGaussian();
            for (int i = 0; i < n; i++) {
                confidence.add(unit(0.8 + today - shift + 0.1 * random.nextGaussian()));
                brightness.add(unit(0.5 + today + 0.1 * random.nextGaussian()));
                classes.merge(random.nextDouble() < 0.4 + today ? "boot" : "shoe", 1L, Long::sum);
            }
            return Profile.of(confidence, classes, new TreeMap<>(Map.of("brightness", brightness)));
        }

        private static double unit(double x) {
            return Math.max(0, Math.min(1, x));
        }
    }

    private static Place place(int value, Plant plant, int n, double shift) {
        return new Place(
                "make",
                "make " + value,
                plant.week(n, 0),
                plant.week(n, shift),
                LabelTally.NONE,
                tally(value, 150, shift),
                5,
                4);
    }

    /** Labels whose confidence is right, or so many points too high. */
    private static LabelTally tally(long seed, int n, double tooSure) {
        SplittableRandom random = new SplittableRandom(seed);
        long[][] cells = new long[LabelTally.BANDS][2];
        for (int i = 0; i < n; i++) {
            int band = (int) (LabelTally.BANDS * Math.sqrt(random.nextDouble()));
            cells[band][random.nextDouble() < middle(band) - tooSure ? 1 : 0]++;
        }
        List<Group> groups = new ArrayList<>();
        for (int band = 0; band < cells.length; band++) {
            for (int right = 0; right < 2; right++) {
                if (cells[band][right] > 0) {
                    groups.add(
                            new Group("boot", right == 1 ? "boot" : "shoe", band, 1, cells[band][right], middle(band)));
                }
            }
        }
        return new LabelTally(groups);
    }

    private static double middle(int band) {
        return (band + 0.5) / LabelTally.BANDS;
    }

    private static Subject subject() {
        LabelTally tally = tally(99, 3_000, 0);
        Baseline baseline = new Baseline(
                new Baseline.Origin.Validation(),
                tally.n(),
                tally.errors(),
                tally,
                new Histogram(),
                new TreeMap<>(),
                new TreeMap<>());
        return new Subject("1", Optional.empty(), baseline, LEVEL, 0.02, false, ZoneOffset.UTC);
    }

    private static List<SegmentSignal> judged(List<Place> places) {
        Calibration.Expected expected = Calibration.Expected.of(subject());
        List<Measured> measured = places.stream()
                .flatMap(place -> SegmentEvidence.measured(subject(), expected, place).stream())
                .toList();
        return SegmentEvidence.judge(LEVEL, measured);
    }

    @Test
    void whereNothingChangedItHardlyEverSaysSo() {
        int falsely = 0;
        int alone = 0;
        for (int run = 0; run < 40; run++) {
            // Given
            int seed = 1_000 * run;
            List<Place> places = IntStream.range(0, VALUES)
                    .mapToObj(value -> place(value + seed, new Plant(value + seed), 300, 0))
                    .toList();
            // When
            List<SegmentSignal> judged = judged(places);
            // Then
            falsely += judged.stream().anyMatch(signal -> signal.adjusted() <= LEVEL) ? 1 : 0;
            alone += judged.stream().anyMatch(signal -> signal.p() <= LEVEL) ? 1 : 0;
        }
        // Each by itself is significant somewhere in every run; all together keep their level.
        assertThat(alone).isEqualTo(40);
        assertThat(falsely).isLessThanOrEqualTo(3);
    }

    @Test
    void theValuesThatChangedAreNamedAndNoOther() {
        // Given
        List<Place> places = IntStream.range(0, VALUES)
                .mapToObj(value -> place(value, new Plant(value), 300, value == 7 || value == 21 ? 0.12 : 0))
                .toList();
        // When
        List<SegmentSignal> judged = judged(places);
        // Then
        assertThat(judged.stream().filter(SegmentSignal::drifted).collect(Collectors.groupingBy(SegmentSignal::value)))
                .containsOnlyKeys("make 7", "make 21")
                .allSatisfy((value, signals) -> assertThat(signals)
                        .extracting(SegmentSignal::id)
                        .contains("psi-confidence", "ks-confidence", "js-confidence", "cbpe")
                        .doesNotContain("chi2-classes", "input-brightness"));
        assertThat(judged)
                .allSatisfy(signal -> assertThat(signal.adjusted() < signal.p()).isFalse());
    }

    @Test
    void tooFewPredictionsOrDevicesAreAValueAndNoVerdict() {
        // Given
        Plant plant = new Plant(3);
        List<Profile> one = new ArrayList<>(plant.week(0, 0));
        one.set(2, plant.week(500, 0.3).get(2));
        Place lonely = new Place("make", "lonely", one, one, LabelTally.NONE, LabelTally.NONE, 0, 0);
        Place unheard = new Place("make", "new", List.of(), plant.week(300, 0), LabelTally.NONE, LabelTally.NONE, 0, 0);
        // When
        List<SegmentSignal> judged = judged(List.of(lonely, unheard, place(5, new Plant(5), 1, 0.3)));
        // Then
        assertThat(judged)
                .filteredOn(signal ->
                        !signal.id().equals("calibration") && !signal.id().equals("voluntary-error"))
                .extracting(SegmentSignal::verdict)
                .containsOnly(Verdict.NOT_ENOUGH_DATA);
        assertThat(judged)
                .filteredOn(
                        signal -> signal.value().equals("new") && signal.id().equals("psi-confidence"))
                .singleElement()
                .satisfies(signal -> assertThat(signal.note()).contains("not heard of in the days"));
    }
}
