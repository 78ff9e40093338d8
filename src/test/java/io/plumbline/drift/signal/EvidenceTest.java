package io.plumbline.drift.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.drift.baseline.Baseline;
import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.feedback.Outcomes.Counts;
import io.plumbline.feedback.Outcomes.Hour;
import io.plumbline.profile.Profile;
import io.plumbline.stats.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Instant UNTIL = Instant.parse("2026-03-29T10:00:00Z");
    private static final Instant EARLY = UNTIL.minus(Duration.ofDays(40));
    private static final Instant LIVE = UNTIL.minus(Duration.ofDays(20));

    /** A thousand confidences, surer or less sure. */
    private static Histogram confidence(long seed, int n, double power) {
        SplittableRandom random = new SplittableRandom(seed);
        Histogram histogram = new Histogram();
        for (int i = 0; i < n; i++) {
            histogram.add(Math.pow(random.nextDouble(), power));
        }
        return histogram;
    }

    /** Labels whose confidence is right, or so many points too high. */
    private static LabelTally tally(long seed, int n, double tooSure) {
        SplittableRandom random = new SplittableRandom(seed);
        long[][] cells = new long[LabelTally.BANDS][2];
        for (int i = 0; i < n; i++) {
            int band = (int) (LabelTally.BANDS * Math.sqrt(random.nextDouble()));
            boolean right = random.nextDouble() < middle(band) - tooSure;
            cells[band][right ? 1 : 0]++;
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

    private static List<Hour> hours(double before, double lately) {
        SplittableRandom random = new SplittableRandom(8);
        List<Hour> hours = new ArrayList<>();
        for (int hour = 28 * 24; hour > 0; hour--) {
            double rate = hour > 20 ? before : lately;
            long errors = 0;
            for (int i = 0; i < 10; i++) {
                errors += random.nextDouble() < rate ? 1 : 0;
            }
            hours.add(new Hour(UNTIL.minus(Duration.ofHours(hour)), new Counts(10, errors, 0, 2, 2)));
        }
        return hours;
    }

    private static Baseline baseline(LabelTally tally) {
        return new Baseline(
                new Baseline.Origin.Validation(),
                3_000,
                1_000,
                tally,
                confidence(1, 3_000, 0.5),
                new TreeMap<>(Map.of("boot", 1_500L, "shoe", 1_500L)),
                new TreeMap<>(Map.of("brightness", confidence(2, 3_000, 1))));
    }

    private static Subject subject(Baseline baseline, boolean alarm) {
        return new Subject("2", Optional.of(LIVE), baseline, 0.01, 0.02, alarm, ZoneOffset.UTC);
    }

    private static List<Profile> shards(double power) {
        return IntStream.range(0, 8)
                .mapToObj(shard -> Profile.of(
                        confidence(10 + shard, 500, power),
                        new TreeMap<>(Map.of("boot", 250L + shard, "shoe", 250L - shard)),
                        new TreeMap<>(Map.of("brightness", confidence(30 + shard, 500, power * 2)))))
                .toList();
    }

    private static Field field(Supplier<List<Profile>> shards, LabelTally labels, List<Hour> hours) {
        return new Field(
                UNTIL,
                UNTIL,
                Duration.ofDays(1),
                EARLY,
                shards,
                () -> labels,
                () -> hours,
                () -> new TreeMap<>(Map.of("1", 300L, "2", 3_700L)));
    }

    private static Map<String, Signal> measured(Subject subject, Field field) {
        Map<String, Signal> signals = new TreeMap<>();
        Evidence.measure(subject, field).forEach(signal -> signals.put(signal.id(), signal));
        return signals;
    }

    @Test
    void detectorsReadTheNewestHourHoweverManyLabelsItHas() {
        // Given
        List<Hour> hours = List.of(
                new Hour(UNTIL.minus(Duration.ofHours(2)), new Counts(50, 5, 0, 0, 0)),
                new Hour(UNTIL.minus(Duration.ofHours(1)), new Counts(2L * Sequences.MOST, 2_000, 0, 0, 0)));
        Field field = field(() -> shards(0.5), LabelTally.NONE, hours);
        // When
        Map<String, Signal> signals = measured(subject(baseline(LabelTally.NONE), false), field);
        // Then
        assertThat(List.of(signals.get("ddm"), signals.get("adwin"), signals.get("page-hinkley")))
                .allSatisfy(signal -> assertThat(signal.n()).isEqualTo(2L * Sequences.MOST));
    }

    @Test
    void staysSteadyWhereNothingChanged() {
        // Given
        Subject subject = subject(baseline(tally(3, 3_000, 0)), false);
        Field field = field(() -> shards(0.5), tally(4, 600, 0), hours(.1, .1));
        // When
        Map<String, Signal> signals = measured(subject, field);
        // Then
        assertThat(signals)
                .containsOnlyKeys(
                        "psi-confidence",
                        "ks-confidence",
                        "js-confidence",
                        "chi2-classes",
                        "input-brightness",
                        "calibration",
                        "cbpe",
                        "ddm",
                        "adwin",
                        "page-hinkley",
                        "trend",
                        "version-lag",
                        "voluntary-error");
        signals.remove("ddm");
        assertThat(signals.values())
                .allSatisfy(
                        signal -> assertThat(signal.verdict()).as("%s", signal).isEqualTo(Verdict.STEADY));
        assertThat(signals.get("version-lag").effect()).isCloseTo(0.075, within(1e-9));
        assertThat(signals.get("version-lag").note()).contains("7.5 %", "20.0 days");
        assertThat(signals.get("voluntary-error").note()).startsWith("Biased");
    }

    @Test
    void seesWhatWasPlanted() {
        // Given a model that is less sure, on darker pictures, and wrong more often than it says
        Subject subject = subject(baseline(tally(3, 3_000, 0)), true);
        Field field = field(() -> shards(1.5), tally(4, 600, .2), hours(.1, .4));
        // When
        Map<String, Signal> signals = measured(subject, field);
        // Then
        for (String id : List.of(
                "psi-confidence",
                "ks-confidence",
                "js-confidence",
                "input-brightness",
                "calibration",
                "cbpe",
                "ddm",
                "adwin",
                "page-hinkley")) {
            assertThat(signals.get(id).verdict()).as("%s", signals.get(id)).isEqualTo(Verdict.DRIFTED);
        }
        assertThat(signals.get("chi2-classes").verdict()).isEqualTo(Verdict.STEADY);
        assertThat(signals.get("calibration").effect()).isBetween(.1, .25);
        assertThat(signals.get("cbpe").note()).startsWith("Void");
    }

    @Test
    void seesASlowTrendOverWholeDays() {
        List<Hour> hours = new ArrayList<>();
        for (int hour = 28 * 24; hour > 0; hour--) {
            long errors = Math.round(10 + 20 * (1 - hour / (28.0 * 24)) + 5 * Math.sin(hour));
            hours.add(new Hour(UNTIL.minus(Duration.ofHours(hour)), new Counts(100, errors, 0, 0, 0)));
        }
        Signal trend = measured(
                        subject(baseline(LabelTally.NONE), false), field(() -> shards(.5), LabelTally.NONE, hours))
                .get("trend");
        assertThat(trend.verdict()).isEqualTo(Verdict.DRIFTED);
        assertThat(trend.effect()).isBetween(.17, .22);
        assertThat(trend.note()).contains("points of error a week");
    }

    @Test
    void saysWhatIsMissingAndWhenItWillBeThere() {
        // Given a day of few predictions, five labels, and a baseline that tells little
        Baseline bare = new Baseline(
                new Baseline.Origin.Validation(),
                3_000,
                300,
                LabelTally.NONE,
                confidence(1, 3_000, .5),
                new TreeMap<>(),
                new TreeMap<>());
        List<Hour> hours = List.of(new Hour(UNTIL.minus(Duration.ofHours(10)), new Counts(5, 1, 0, 0, 0)));
        List<Profile> few = List.of(
                Profile.of(confidence(3, 20, 1), new TreeMap<>(), new TreeMap<>(Map.of("blur", confidence(3, 20, 1)))));
        // When
        Map<String, Signal> signals = measured(subject(bare, false), field(() -> few, LabelTally.NONE, hours));
        // Then
        assertThat(signals.get("ks-confidence").note())
                .isEqualTo("Not enough data: 20 of about 30 predictions in 24 hours;"
                        + " at this rate a window of about 36 hours would hold as many.");
        assertThat(signals.get("ddm").note())
                .isEqualTo("Not enough data: 5 of about 30 audited labels, reached in about 2 days at this rate.");
        assertThat(signals.get("input-blur").note()).contains("the baseline says nothing of the blur");
        assertThat(signals.get("calibration").note()).contains("not how sure the model was");
        assertThat(signals.get("trend").note()).isEqualTo("Not enough data: 0 of 7 whole days with audited labels.");
    }

    @Test
    void aReadingThatFailsSpoilsNoOther() {
        // Given
        Subject subject = subject(baseline(tally(3, 3_000, 0)), false);
        Field field = field(
                () -> {
                    throw new IllegalStateException("A stored profile cannot be read: {");
                },
                tally(4, 600, 0),
                hours(.1, .1));
        // When
        Map<String, Signal> signals = measured(subject, field);
        // Then
        for (String id : List.of("psi-confidence", "ks-confidence", "chi2-classes", "input-brightness", "cbpe")) {
            assertThat(signals.get(id).verdict()).as(id).isEqualTo(Verdict.FAILED);
            assertThat(signals.get(id).note()).isEqualTo("Failed: A stored profile cannot be read: {");
        }
        assertThat(signals.get("calibration").verdict()).isEqualTo(Verdict.STEADY);
        assertThat(signals.get("adwin").verdict()).isEqualTo(Verdict.STEADY);
    }

    @Test
    void raisesNoMoreThanItsLevelOfStationaryFields() {
        int calibration = 0;
        for (int seed = 0; seed < 200; seed++) {
            Subject subject = subject(baseline(tally(1_000 + seed, 2_000, .1)), false);
            Field field = field(() -> shards(.5), tally(5_000 + seed, 300, .1), hours(.1, .1));
            Map<String, Signal> signals = measured(subject, field);
            calibration += signals.get("calibration").p() <= .05 ? 1 : 0;
        }
        assertThat(calibration).as("of 200 at 5 %").isBetween(2, 20);
    }

    @Test
    void theSameCountsGiveTheSameSignals() {
        Subject subject = subject(baseline(tally(3, 3_000, 0)), false);
        List<Hour> hours = hours(.1, .15);
        assertThat(Evidence.measure(subject, field(() -> shards(.6), tally(4, 600, .1), hours)))
                .isEqualTo(Evidence.measure(subject, field(() -> shards(.6), tally(4, 600, .1), hours)));
    }
}
