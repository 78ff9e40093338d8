package io.plumbline.stats.distance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CountDistancesTest {
    private static final long[] REFERENCE = {16, 18, 16, 14, 12, 12};
    private static final long[] CURRENT = {16, 16, 16, 16, 16, 8};

    @Test
    void has_the_published_values() {
        assertThat(CountDistances.populationStability(REFERENCE, CURRENT)).isCloseTo(.037218381577, within(1e-12));
        assertThat(CountDistances.jensenShannon(REFERENCE, CURRENT)).isCloseTo(.068048196178, within(1e-12));
        assertThat(CountDistances.jensenShannonBase2(REFERENCE, CURRENT)).isCloseTo(.081734213306, within(1e-12));
        assertThat(CountDistances.hellinger(REFERENCE, CURRENT)).isCloseTo(.068127743710, within(1e-12));
        assertThat(CountDistances.totalVariation(REFERENCE, CURRENT)).isCloseTo(.068181818182, within(1e-12));
    }

    @Test
    void is_nothing_between_equal_shares() {
        // Given
        long[] once = {1, 2, 0, 4};
        long[] often = {100, 200, 0, 400};
        // Then
        assertThat(CountDistances.jensenShannon(once, often)).isCloseTo(0, within(1e-8));
        assertThat(CountDistances.hellinger(once, often)).isZero();
        assertThat(CountDistances.totalVariation(once, often)).isZero();
        assertThat(CountDistances.populationStability(once, often)).isZero();
    }

    @Test
    void is_greatest_between_samples_with_no_cell_in_common() {
        // Given
        long[] left = {5, 0};
        long[] right = {0, 7};
        // Then
        assertThat(CountDistances.jensenShannon(left, right)).isCloseTo(Math.sqrt(Math.log(2)), within(1e-15));
        assertThat(CountDistances.jensenShannonBase2(left, right)).isCloseTo(1, within(1e-15));
        assertThat(CountDistances.hellinger(left, right)).isEqualTo(1);
        assertThat(CountDistances.totalVariation(left, right)).isEqualTo(1);
        assertThat(CountDistances.populationStability(left, right)).isPositive().isFinite();
    }

    @Test
    void refuses_what_cannot_be_compared() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CountDistances.hellinger(new long[] {1}, new long[] {1, 2}))
                .withMessageContaining("1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CountDistances.totalVariation(new long[] {1, -3}, new long[] {1, 2}))
                .withMessageContaining("-3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CountDistances.jensenShannon(new long[] {1, 2}, new long[] {0, 0}))
                .withMessageContaining("[0, 0]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CountDistances.populationStability(new long[0], new long[0]))
                .withMessageContaining("[]");
    }
}
