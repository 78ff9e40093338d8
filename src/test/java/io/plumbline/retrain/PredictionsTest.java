package io.plumbline.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.stats.Reference;
import io.plumbline.stats.Reference.Said;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    private static final List<String> LABELS = List.of("boot", "bag");

    @Test
    void aReferenceTellsWhatWasSaidOneByOneInAnyOrderAlike() {
        // Given
        Predictions said = new Predictions(new int[] {0, 0, 1, 0, 0}, new double[] {1, .97, .5, .981, .3});
        int[] truth = {0, 0, 0, 1, 0};
        int[] shuffled = {4, 2, 0, 3, 1};
        // When
        Reference reference = said.reference(truth, LABELS);
        Reference again = said.pick(shuffled).reference(new int[] {0, 0, 0, 1, 0}, LABELS);
        // Then those alike are together, and the last band holds a confidence of 1
        assertThat(reference.errors()).isEqualTo(2);
        assertThat(reference.said())
                .containsExactly(
                        new Said("boot", "boot", 9, 1, .3),
                        new Said("boot", "boot", 29, 2, .985),
                        new Said("boot", "bag", 29, 1, .981),
                        new Said("bag", "boot", 15, 1, .5));
        assertThat(again).isEqualTo(reference);
    }
}
