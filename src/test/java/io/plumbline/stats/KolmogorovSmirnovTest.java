package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KolmogorovSmirnovTest {

    /** scipy 1.14.1, {@code ks_2samp(method='exact')} of samples with this statistic. */
    @ParameterizedTest
    @CsvSource({
        "30, 12, 0.015643390496754332",
        "30, 13, 0.006548396368058784",
        "30, 14, 0.0025300622362698397",
        "30, 15, 0.0008995776840176799",
        "10, 3, 0.7869297884777761",
        "50, 17, 0.005841778142694731",
        "2, 1, 1.0",
        "2, 2, 0.3333333333333333"
    })
    void agrees_with_scipy_on_samples_of_one_size(int r, int steps, double p) {
        assertThat(KolmogorovSmirnov.tail(r, steps)).isCloseTo(p, within(1e-13 * p));
    }

    @Test
    void counts_the_same_paths_in_closed_form_as_one_by_one() {
        for (int r = 1; r <= 60; r++) {
            boolean[] compared = new boolean[2 * r + 1];
            Arrays.fill(compared, true);
            for (int h = 1; h <= r; h++) {
                double one = KolmogorovSmirnov.tail(r, r, (long) r * h, compared);
                assertThat(KolmogorovSmirnov.tail(r, h)).as("%d of %d", h, r).isCloseTo(one, within(1e-12 * one));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"50, 14", "100, 20", "200, 28", "2, 3"})
    void names_the_least_significant_distance(int r, int steps) {
        assertThat(KolmogorovSmirnov.critical(r, .05)).isEqualTo(steps);
        assertThat(KolmogorovSmirnov.tail(r, steps - 1)).isGreaterThan(.05);
    }

    @Test
    void refuses_what_is_no_level() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KolmogorovSmirnov.critical(50, 1))
                .withMessageContaining("1.0");
    }
}
