package io.plumbline.stats.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.stats.moa.SharedDetector;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import moa.classifiers.core.driftdetection.AbstractChangeDetector;
import moa.classifiers.core.driftdetection.HDDM_A_Test;
import moa.classifiers.core.driftdetection.HDDM_W_Test;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MOA 2024.07.0 as an oracle: on the same streams, with the same settings, the alarms come at the same values. */
class MoaOracleTest {
    private static final int STREAMS = 200;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STEPD")
    void raises_its_alarms_where_moa_does(SharedDetector detector) {
        int alarms = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            // Given
            double[] stream = errors(seed);
            int[] expected = detector.moasAlarms(stream);
            // When
            int[] actual = detector.ourAlarms(stream);
            // Then
            assertThat(actual).as("%s on the errors of seed %d", detector, seed).containsExactly(expected);
            alarms += expected.length;
        }
        assertThat(alarms).as("alarms compared").isGreaterThan(STREAMS / 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"HDDM_A", "HDDM_W", "ADWIN", "PAGE_HINKLEY", "CUSUM"})
    void raises_its_alarms_where_moa_does_on_any_numbers_from_0_to_1(SharedDetector detector) {
        int alarms = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            // Given
            double[] stream = errors(seed);
            SplittableRandom random = new SplittableRandom(STREAMS + seed);
            for (int i = 0; i < stream.length; i++) {
                stream[i] = 0.7 * stream[i] + 0.3 * random.nextDouble();
            }
            int[] expected = detector.moasAlarms(stream);
            // When
            int[] actual = detector.ourAlarms(stream);
            // Then
            assertThat(actual)
                    .as("%s on the numbers of seed %d", detector, seed)
                    .containsExactly(expected);
            alarms += expected.length;
        }
        assertThat(alarms).as("alarms compared").isGreaterThan(STREAMS / 5);
    }

    /**
     * STEPD's statistic is |difference| − correction over its deviation, and the paper takes its upper tail. MOA takes both
     * tails: where hardly anything errs the two sides can be so alike that the correction outweighs the difference by more
     * than three deviations, and MOA calls that a drift. Ours does not; in all else the two agree.
     */
    @Test
    void stepd_differs_from_moa_only_where_both_sides_are_too_much_alike() {
        int alarms = 0;
        int likeness = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            // Given
            double[] stream = errors(seed);
            Detector ours = SharedDetector.STEPD.ours();
            AbstractChangeDetector moas = SharedDetector.STEPD.moas();
            int begin = 0;
            for (int i = 0; i < stream.length; i++) {
                // When
                boolean drift = ours.update(stream[i]) == Signal.DRIFT;
                moas.input(stream[i]);
                // Then
                if (moas.getChange() && !drift) {
                    assertThat(excess(stream, begin, i + 1))
                            .as("seed %d at %d", seed, i)
                            .isNegative();
                    ours.reset();
                    likeness++;
                } else {
                    assertThat(drift).as("seed %d at %d", seed, i).isEqualTo(moas.getChange());
                }
                alarms += drift ? 1 : 0;
                begin = moas.getChange() ? i + 1 : begin;
            }
        }
        assertThat(alarms).as("alarms compared").isGreaterThan(STREAMS / 2);
        assertThat(likeness).as("alarms of MOA's alone").isBetween(1, alarms / 10);
    }

    /** Difference of the rates of errors of the last 30 and those before, less the continuity correction. */
    private static double excess(double[] stream, int begin, int end) {
        double before = 0;
        double recent = 0;
        for (int i = begin; i < end; i++) {
            before += i < end - 30 ? stream[i] : 0;
            recent += i < end - 30 ? 0 : stream[i];
        }
        double older = end - begin - 30;
        return Math.abs(before / older - recent / 30) - (1 / older + 1 / 30.0) / 2;
    }

    /** When told to look both ways, MOA's begin anew at a fall without a word; ours call it a drift, as the paper does. */
    @Test
    void hddm_of_both_sides_tells_of_falls_as_well() {
        int more = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            // Given
            double[] stream = errors(seed);
            HDDM_A_Test moasA = new HDDM_A_Test();
            moasA.oneSidedTestOption.setChosenLabel("Two-sided");
            HDDM_W_Test moasW = new HDDM_W_Test();
            moasW.oneSidedTestOption.setChosenLabel("Two-sided");
            // When
            int[] expectedA = SharedDetector.alarms(moasA, stream);
            int[] expectedW = SharedDetector.alarms(moasW, stream);
            int[] actualA = SharedDetector.alarms(new HddmA(HddmA.Settings.TWO_SIDED), stream);
            int[] actualW = SharedDetector.alarms(new HddmW(HddmW.Settings.TWO_SIDED), stream);
            // Then
            assertThat(boxed(actualA)).as("HDDM_A, seed %d", seed).containsAll(boxed(expectedA));
            assertThat(boxed(actualW)).as("HDDM_W, seed %d", seed).containsAll(boxed(expectedW));
            more += actualA.length - expectedA.length + actualW.length - expectedW.length;
        }
        assertThat(more).as("falls told of").isGreaterThan(STREAMS / 4);
    }

    private static List<Integer> boxed(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /**
     * 4,000 to 10,000 errors and successes. By the seed the rate stays, jumps in the middle, or rises or falls from a third
     * to two thirds of the way.
     */
    private static double[] errors(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] stream = new double[random.nextInt(4_000, 10_001)];
        double before = 0.02 + 0.38 * random.nextDouble();
        double after = 0.02 + 0.58 * random.nextDouble();
        for (int i = 0; i < stream.length; i++) {
            double passed = (double) i / stream.length;
            double changed =
                    switch (seed % 3) {
                        case 0 -> 0;
                        case 1 -> passed < 0.5 ? 0 : 1;
                        default -> Math.min(1, Math.max(0, 3 * passed - 1));
                    };
            stream[i] = random.nextDouble() < before + changed * (after - before) ? 1 : 0;
        }
        return stream;
    }
}
