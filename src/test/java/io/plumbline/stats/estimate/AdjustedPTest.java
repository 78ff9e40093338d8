package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Literals from statsmodels 0.15.0, multipletests. */
class AdjustedPTest {
    private static final Offset<Double> TIGHT = within(1e-14);
    private static final double[] ASCENDING = {.001, .008, .039, .041, .042, .06, .074, .205, .212, .216};
    private static final double[] MIXED = {.5, .01, .01, .9, .03, .04, 1, 0, .2};

    @Test
    void has_the_published_false_discovery_rates() {
        assertThat(AdjustedP.benjaminiHochberg(ASCENDING))
                .containsExactly(
                        new double[] {.01, .04, .084, .084, .084, .1, .10571428571428572, .216, .216, .216}, TIGHT);
        assertThat(AdjustedP.benjaminiYekutieli(ASCENDING))
                .containsExactly(
                        new double[] {
                            .029289682539682536, .11715873015873014, .24603333333333333, .24603333333333333,
                            .24603333333333333, .2928968253968254, .3096337868480725, .6326571428571428,
                            .6326571428571428, .6326571428571428
                        },
                        TIGHT);
    }

    @Test
    void has_the_published_family_wise_values() {
        assertThat(AdjustedP.holm(ASCENDING))
                .containsExactly(new double[] {.01, .072, .312, .312, .312, .312, .312, .615, .615, .615}, TIGHT);
        assertThat(AdjustedP.bonferroni(ASCENDING))
                .containsExactly(new double[] {.01, .08, .39, .41, .42, .6, .74, 1, 1, 1}, TIGHT);
        assertThat(AdjustedP.hochberg(ASCENDING))
                .containsExactly(new double[] {.01, .072, .216, .216, .216, .216, .216, .216, .216, .216}, TIGHT);
    }

    @Test
    void keeps_the_order_of_what_it_is_given() {
        assertThat(AdjustedP.benjaminiHochberg(MIXED))
                .containsExactly(new double[] {.6428571428571428, .03, .03, 1, .0675, .072, 1, 0, .3}, TIGHT);
        assertThat(AdjustedP.benjaminiYekutieli(MIXED))
                .containsExactly(
                        new double[] {
                            1,
                            .08486904761904762,
                            .08486904761904762,
                            1,
                            .1909553571428571,
                            .20368571428571428,
                            1,
                            0,
                            .8486904761904762
                        },
                        TIGHT);
        assertThat(AdjustedP.holm(MIXED)).containsExactly(new double[] {1, .08, .08, 1, .18, .2, 1, 0, .8}, TIGHT);
        assertThat(AdjustedP.hochberg(MIXED)).containsExactly(new double[] {1, .07, .07, 1, .18, .2, 1, 0, .8}, TIGHT);
        assertThat(MIXED[1]).isEqualTo(.01);
    }

    /** Rejecting adjusted values at a level is the procedure itself: the largest k with p_(k) ≤ k·α/m. */
    @Test
    void rejects_what_the_procedure_rejects() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            double[] p =
                    random.doubles(1 + random.nextInt(30)).map(x -> x * x * x).toArray();
            double alpha = random.nextDouble();
            // When
            double[] adjusted = AdjustedP.benjaminiHochberg(p);
            // Then
            double bound = -1;
            for (double candidate : p) {
                int rank = 0;
                for (double other : p) {
                    rank += other <= candidate ? 1 : 0;
                }
                bound = candidate <= rank * alpha / p.length ? Math.max(bound, candidate) : bound;
            }
            for (int i = 0; i < p.length; i++) {
                assertThat(adjusted[i] <= alpha).as("seed %d", seed).isEqualTo(p[i] <= bound);
            }
        }
    }

    @Test
    void bears_none_and_signed_zeros() {
        assertThat(AdjustedP.holm(new double[0])).isEmpty();
        assertThat(AdjustedP.benjaminiHochberg(new double[] {-0.0, 0.0, 1})).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-.01, 1.01, Double.NaN})
    void refuses_what_is_no_p_value(double p) {
        double[] values = {.5, p};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdjustedP.benjaminiHochberg(values))
                .withMessageContaining(String.valueOf(p));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdjustedP.bonferroni(values))
                .withMessageContaining(String.valueOf(p));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdjustedP.holm(values))
                .withMessageContaining(String.valueOf(p));
    }
}
