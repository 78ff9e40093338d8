package io.plumbline.stats.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Histogram;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Literals from scikit-learn 1.9.1, IsotonicRegression(out_of_bounds="clip"). */
class IsotonicRegressionTest {
    private static final Offset<Double> TIGHT = within(1e-13);
    private static final double[] X = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8};
    private static final double[] Y = {2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5};
    private static final double[] WEIGHT = {1, 2, 3, 1, .5, 1, 0, 2, 1, 1, 1, 2};
    private static final double[] AT = {0, 1, 1.5, 2.7, 3.3, 4.5, 5.5, 7, 8.5, 10};

    @Test
    void agrees_with_another_program() {
        // When
        IsotonicRegression fit = IsotonicRegression.fit(X, Y);
        // Then
        assertThat(fit.thresholds()).containsExactly(1, 5, 6, 8, 9);
        assertThat(fit.values()).containsExactly(new double[] {35 / 9.0, 35 / 9.0, 6.5, 6.5, 8}, TIGHT);
        double low = 3.888888888888889;
        assertThat(predictions(fit))
                .containsExactly(new double[] {low, low, low, low, low, low, 5.194444444444445, 6.5, 7.25, 8}, TIGHT);
    }

    @Test
    void agrees_with_another_program_with_weights() {
        IsotonicRegression fit = IsotonicRegression.fit(X, Y, WEIGHT);
        assertThat(fit.thresholds()).containsExactly(1, 5, 6, 8, 9);
        assertThat(predictions(fit)).containsExactly(new double[] {4, 4, 4, 4, 4, 4, 5.25, 6.5, 7.25, 8}, TIGHT);
    }

    @Test
    void agrees_with_another_program_on_labelled_predictions() {
        // When
        IsotonicRegression fit = IsotonicRegression.fit(Example.labelled());
        // Then
        assertThat(fit.thresholds()).hasSize(31);
        double[] expected = {
            .372881355932203,
            .4,
            .426666666666667,
            .513888888888889,
            .513888888888889,
            .578947368421053,
            .642857142857143,
            .642857142857143,
            .684210526315789,
            1
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat(fit.predict((i + 1) / 10.0)).as("at %d tenths", i + 1).isCloseTo(expected[i], TIGHT);
        }
    }

    /** The value at a point is the greatest over starts before it of the least over ends after it of the means between. */
    @Test
    void agrees_with_the_max_min_formula() {
        for (int seed = 0; seed < 200; seed++) {
            // Given
            Random random = new Random(seed);
            int n = 1 + random.nextInt(25);
            double[] x = random.ints(n, 0, 12).asDoubleStream().toArray();
            double[] y = random.ints(n, 0, 6).asDoubleStream().toArray();
            double[] weight = random.doubles(n, .1, 3).toArray();
            // When
            IsotonicRegression fit = IsotonicRegression.fit(x, y, weight);
            // Then
            for (double at : x) {
                assertThat(fit.predict(at)).as("seed %d", seed).isCloseTo(maxMin(x, y, weight, at), within(1e-11));
            }
        }
    }

    @Test
    void keeps_the_mean_where_it_was_fitted() {
        IsotonicRegression fit = IsotonicRegression.fit(Example.labelled());
        assertThat(fit.mean(Example.confidence())).isCloseTo(.532, TIGHT);
        assertThat(fit.mean(histogram(Example.confidence()))).isCloseTo(.532, within(.003));
    }

    @Test
    void takes_rounding_for_a_tie() {
        IsotonicRegression fit = IsotonicRegression.fit(new double[] {.1 + .2, .3}, new double[] {4, 2});
        assertThat(fit.thresholds()).hasSize(1);
        assertThat(fit.predict(.3)).isEqualTo(3);
    }

    @Test
    void is_constant_from_a_single_point() {
        IsotonicRegression fit = IsotonicRegression.fit(new double[] {.5}, new double[] {.7});
        assertThat(fit.predict(0)).isEqualTo(.7);
        assertThat(fit.predict(1)).isEqualTo(.7);
    }

    @Test
    void does_not_change_what_it_is_given() {
        double[] x = X.clone();
        IsotonicRegression fit = IsotonicRegression.fit(x, Y);
        fit.values()[0] = 99;
        assertThat(x).containsExactly(X);
        assertThat(fit.values()[0]).isLessThan(4);
    }

    @Test
    void refuses_what_does_not_fit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsotonicRegression.fit(new double[0], new double[0]))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsotonicRegression.fit(new double[2], new double[1]))
                .withMessageContaining("2, 1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsotonicRegression.fit(new double[] {Double.NaN}, new double[1]))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsotonicRegression.fit(new double[1], new double[1], new double[] {-2}))
                .withMessageContaining("-2.0");
        IsotonicRegression fit = IsotonicRegression.fit(X, Y);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit.predict(Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit.mean(new double[0]))
                .withMessageContaining("0 values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit.mean(new Histogram()))
                .withMessageContaining("0 values");
    }

    static Histogram histogram(double[] values) {
        Histogram histogram = new Histogram();
        for (double value : values) {
            histogram.add(value);
        }
        return histogram;
    }

    private static double[] predictions(IsotonicRegression fit) {
        return Arrays.stream(AT).map(fit::predict).toArray();
    }

    private static double maxMin(double[] x, double[] y, double[] weight, double at) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (double from : x) {
            double least = Double.POSITIVE_INFINITY;
            for (double to : x) {
                double sum = 0;
                double total = 0;
                for (int i = 0; i < x.length; i++) {
                    boolean inside = from <= x[i] && x[i] <= to;
                    sum += inside ? weight[i] * y[i] : 0;
                    total += inside ? weight[i] : 0;
                }
                least = from <= at && to >= at ? Math.min(least, sum / total) : least;
            }
            greatest = from <= at ? Math.max(greatest, least) : greatest;
        }
        return greatest;
    }
}
