package io.plumbline.drift.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void soManyPicturesProveABetterModelInFourOfFiveTrials() {
        // Given
        int n = (int) Labels.toProveBetter(0.16, 0.08);
        SplittableRandom random = new SplittableRandom(5);
        int proven = 0;

        // When
        for (int trial = 0; trial < 4_000; trial++) {
            int repaired = 0;
            int broken = 0;
            for (int i = 0; i < n; i++) {
                boolean worse = random.nextDouble() < 0.16;
                boolean better = random.nextDouble() < 0.08;
                repaired += worse && !better ? 1 : 0;
                broken += better && !worse ? 1 : 0;
            }
            proven += repaired - broken > 1.645 * Math.sqrt(repaired + broken) ? 1 : 0;
        }

        // Then
        assertThat(n).isBetween(150, 250);
        assertThat(proven / 4_000.0).isBetween(0.77, 0.84);
    }

    @Test
    void whatIsAlreadyDecidedNeedsNoMore() {
        assertThat(Labels.toDecide(500, 5)).isEqualTo(500);
        assertThat(Labels.toDecide(500, 1)).isBetween(1_490L, 1_500L);
    }

    @Test
    void aGapOfTwoPointsTakesAThousandLabels() {
        assertThat(Labels.toCalibrate(0.12, 0.02)).isBetween(1_000L, 1_020L);
    }
}
