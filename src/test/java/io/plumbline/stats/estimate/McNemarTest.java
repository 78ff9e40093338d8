package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {

    @Test
    void agrees_with_exact_arithmetic() {
        for (int b = 0; b <= 30; b++) {
            for (int c = 0; c <= 30; c++) {
                // Given
                double whole = BigInteger.TWO.pow(b + c).doubleValue();
                BigInteger seen = choose(b + c, Math.min(b, c));
                BigInteger below = BigInteger.ZERO;
                for (int k = 0; k < Math.min(b, c); k++) {
                    below = below.add(choose(b + c, k));
                }
                double exact = Math.min(1, 2 * below.add(seen).doubleValue() / whole);
                double midP = (2 * below.doubleValue() + seen.doubleValue()) / whole;
                // Then
                assertThat(McNemar.exact(b, c)).isCloseTo(exact, within(1e-13));
                assertThat(McNemar.midP(b, c))
                        .isCloseTo(b != c ? midP : b == 0 ? 1 : 1 - seen.doubleValue() / whole / 2, within(1e-13));
            }
        }
    }

    /** statsmodels 0.15.0, mcnemar(exact=True), less scipy 1.17.1, binom.pmf, for mid-p. */
    @ParameterizedTest
    @CsvSource({
        "10, 20, .0987371467053891, .0707555459812284",
        "0, 7, .015625, .0078125",
        "3, 12, .03515625, .021270751953125",
        "121, 59, 4.43444926375516e-6, 3.26664679577457e-6",
        "15, 37, .00318525344777676, .00219018688389205"
    })
    void agrees_with_another_program(long b, long c, double exact, double midP) {
        assertThat(McNemar.exact(b, c)).isCloseTo(exact, within(1e-12 * exact));
        assertThat(McNemar.midP(b, c)).isCloseTo(midP, within(1e-12 * exact));
    }

    @Test
    void does_not_care_which_comes_first() {
        assertThat(McNemar.exact(3, 17)).isEqualTo(McNemar.exact(17, 3));
        assertThat(McNemar.midP(3, 17)).isEqualTo(McNemar.midP(17, 3));
    }

    @Test
    void keeps_its_level() {
        for (int n = 6; n <= 200; n++) {
            double exact = 0;
            double midP = 0;
            for (int b = 0; b <= n; b++) {
                double probability = new BigDecimal(choose(n, b))
                        .divide(new BigDecimal(BigInteger.TWO.pow(n)), MathContext.DECIMAL64)
                        .doubleValue();
                exact += McNemar.exact(b, n - b) <= .05 ? probability : 0;
                midP += McNemar.midP(b, n - b) <= .05 ? probability : 0;
            }
            assertThat(exact).as("n %d", n).isLessThanOrEqualTo(.05);
            assertThat(midP).as("n %d", n).isLessThanOrEqualTo(.077);
        }
    }

    @Test
    void bears_large_counts() {
        assertThat(McNemar.exact(1_000_000, 1_010_000)).isBetween(1e-13, 1e-11);
        assertThat(McNemar.exact(0, 0)).isEqualTo(1);
        assertThat(McNemar.midP(0, 0)).isEqualTo(1);
    }

    @Test
    void refuses_what_is_no_count() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> McNemar.exact(-1, 4))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> McNemar.midP(1L << 40, 4))
                .withMessageContaining("1099511627776");
    }

    private static BigInteger choose(int n, int k) {
        BigInteger result = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            result = result.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return result;
    }
}
