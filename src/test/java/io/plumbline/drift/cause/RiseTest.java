package io.plumbline.drift.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.drift.baseline.Tallied;
import io.plumbline.drift.cause.Rise.Stratum;
import java.util.List;
import org.junit.jupiter.api.Test;

class RiseTest {
    private static Stratum stratum(double n, double errors, double m, double more) {
        return new Stratum(new Tallied(n, errors), new Tallied(m, more));
    }

    @Test
    void oneStratumHasTheRatioOfItsRates() {
        Rise rise = Rise.of(List.of(stratum(200, 8, 100, 12)));

        // 12 of 20 errors are since: 12·log 3 − 20·log((200 + 300)/300).
        assertThat(rise.factor()).isEqualTo(3, within(1e-9));
        assertThat(rise.gain()).isEqualTo(12 * Math.log(3) - 20 * Math.log(500.0 / 300), within(1e-9));
    }

    @Test
    void strataOfUnequalRatesButOneFactorAreExplainedByIt() {
        Rise rise = Rise.of(List.of(stratum(1000, 10, 500, 10), stratum(200, 40, 300, 120)));

        assertThat(rise.factor()).isEqualTo(2, within(1e-9));
    }

    @Test
    void whatFellIsNoRise() {
        Rise rise = Rise.of(List.of(stratum(100, 20, 100, 5)));

        assertThat(rise.factor()).isEqualTo(1, within(1e-9));
        assertThat(rise.gain()).isEqualTo(0, within(1e-9));
    }
}
