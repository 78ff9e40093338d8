package io.plumbline.stats.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.distance.Comparison.Measured;
import io.plumbline.stats.distance.Comparison.NotEnoughData;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContingencyTestTest {
    private static final double[] EVEN = {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1};
    private static final double[] SKEWED = {.6, .2, .1, .05, .02, .01, .01, .005, .003, .002};

    @Test
    void has_the_published_statistic_and_tail() {
        // Given
        SortedMap<String, Long> reference = labels(16, 18, 16, 14, 12, 12);
        SortedMap<String, Long> current = labels(16, 16, 16, 16, 16, 8);
        // When
        Measured measured = measured(ContingencyTest.chiSquared(reference, current));
        // Then
        assertThat(measured.p()).isCloseTo(.898526239403, within(1e-12));
        assertThat(measured.effect()).isCloseTo(Math.sqrt(1.622408963585 / 176), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"50, 50", "2000, 50", "300, 1000", "1500, 1500"})
    void keeps_its_level_without_drift(int n, int m) {
        for (double[] shares : new double[][] {EVEN, SKEWED}) {
            // Given
            Random random = new Random(17L * n + m);
            int runs = 1000;
            int alarms = 0;
            // When
            for (int run = 0; run < runs; run++) {
                Comparison comparison =
                        ContingencyTest.chiSquared(sample(random, shares, n), sample(random, shares, m));
                alarms += measured(comparison).p() <= .05 ? 1 : 0;
            }
            // Then
            assertThat((double) alarms / runs).isBetween(.03, .07);
        }
    }

    @Test
    void sees_a_class_that_comes_up_twice_as_often() {
        // Given
        Random random = new Random(5);
        double[] shifted = {.2, .1, .1, .1, .1, .1, .1, .1, .05, .05};
        // When
        Comparison equal = ContingencyTest.chiSquared(sample(random, EVEN, 5000), sample(random, shifted, 5000));
        Comparison unequal = ContingencyTest.chiSquared(sample(random, EVEN, 50_000), sample(random, shifted, 1000));
        // Then
        assertThat(measured(equal).drifted(.001)).isTrue();
        assertThat(measured(unequal).drifted(.001)).isTrue();
    }

    @Test
    void corrects_the_effect_for_its_bias_and_the_level_for_clusters() {
        // Given
        Random random = new Random(8);
        double plain = 0;
        double corrected = 0;
        int runs = 300;
        // When
        for (int run = 0; run < runs; run++) {
            SortedMap<String, Long> reference = sample(random, EVEN, 200);
            SortedMap<String, Long> current = sample(random, EVEN, 200);
            plain += measured(ContingencyTest.chiSquared(reference, current)).effect() / runs;
            corrected += measured(ContingencyTest.chiSquaredCorrected(reference, current, Design.independent(.05)))
                            .effect()
                    / runs;
        }
        // Then: √(9 / 400) is what chance alone makes of V.
        assertThat(plain).isCloseTo(.15, within(.01));
        assertThat(corrected).isLessThan(.04);
        SortedMap<String, Long> reference = labels(300, 300);
        SortedMap<String, Long> current = labels(330, 270);
        Design design = new Design(.05, 2, 2, Double.POSITIVE_INFINITY);
        assertThat(measured(ContingencyTest.chiSquared(reference, current, design))
                        .p())
                .isCloseTo(
                        ChiSquared.tail(CountDistances.chiSquared(new long[] {300, 300}, new long[] {330, 270}) / 2, 1),
                        within(1e-12));
    }

    @Test
    void makes_no_fuss_about_a_small_shift_however_significant() {
        // Given
        SortedMap<String, Long> reference = labels(500_000, 500_000);
        SortedMap<String, Long> current = labels(510_000, 490_000);
        // When
        Measured measured = measured(ContingencyTest.chiSquared(reference, current));
        // Then
        assertThat(measured.p()).isLessThan(1e-9);
        assertThat(measured.drifted(.05)).isFalse();
    }

    @Test
    void pools_rare_labels_and_labels_known_to_one_side_only() {
        // Given
        SortedMap<String, Long> reference = labels(100, 100, 3, 2, 0);
        SortedMap<String, Long> current = labels(100, 100, 0, 1, 4);
        // When
        Measured measured = measured(ContingencyTest.chiSquared(reference, current));
        // Then
        assertThat(measured.p()).isEqualTo(1);
        assertThat(measured.effect()).isZero();
    }

    @Test
    void gives_the_greatest_effect_to_samples_without_a_label_in_common() {
        Measured measured = measured(ContingencyTest.chiSquared(labels(80, 0), labels(0, 90)));
        assertThat(measured.effect()).isCloseTo(1, within(1e-12));
        assertThat(measured.drifted(1e-9)).isTrue();
    }

    @Test
    void says_when_there_is_not_enough() {
        assertThat(ContingencyTest.chiSquared(labels(50, 50), labels(7, 8))).isEqualTo(new NotEnoughData(15, 30));
        assertThat(ContingencyTest.chiSquared(labels(99, 1), labels(99, 1))).isEqualTo(new NotEnoughData(100, 500));
        assertThat(ContingencyTest.chiSquared(new TreeMap<>(), labels(99, 1))).isEqualTo(new NotEnoughData(0, 500));
        assertThat(ContingencyTest.chiSquared(new TreeMap<>(), new TreeMap<>())).isEqualTo(new NotEnoughData(0, 30));
        assertThat(measured(ContingencyTest.chiSquared(labels(50), labels(60))).p())
                .isEqualTo(1);
    }

    @Test
    void refuses_negative_counts_and_impossible_levels() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContingencyTest.chiSquared(labels(5, -1), labels(5, 5)))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContingencyTest.chiSquared(labels(5), labels(5), 1))
                .withMessageContaining("1.0");
    }

    private static SortedMap<String, Long> labels(long... counts) {
        SortedMap<String, Long> labels = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            labels.put("label" + i, counts[i]);
        }
        return labels;
    }

    private static SortedMap<String, Long> sample(Random random, double[] shares, int n) {
        long[] counts = new long[shares.length];
        for (int i = 0; i < n; i++) {
            double left = random.nextDouble();
            int label = 0;
            while (label < shares.length - 1 && left >= shares[label]) {
                left -= shares[label++];
            }
            counts[label]++;
        }
        return labels(counts);
    }

    private static Measured measured(Comparison comparison) {
        assertThat(comparison).isInstanceOf(Measured.class);
        return (Measured) comparison;
    }
}
