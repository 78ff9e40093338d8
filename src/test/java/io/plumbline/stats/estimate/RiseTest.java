package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.estimate.Rise.Stratum;
import java.util.List;
import org.junit.jupiter.api.Test;

class RiseTest {
    @Test
    void oneStratumHasTheRatioOfItsRates() {
        Rise rise = Rise.of(List.of(new Stratum(200, 8, 100, 12)));

        // 12 of 20 errors are since: 12·log 3 − 20·log((200 + 300)/300).
        assertThat(rise.factor()).isEqualTo(3, within(1e-9));
        assertThat(rise.gain()).isEqualTo(12 * Math.log(3) - 20 * Math.log(500.0 / 300), within(1e-9));
    }

    @Test
    void strataOfUnequalRatesButOneFactorAreExplainedByIt() {
        Rise rise = Rise.of(List.of(new Stratum(1000, 10, 500, 10), new Stratum(200, 40, 300, 120)));

        assertThat(rise.factor()).isEqualTo(2, within(1e-9));
    }

    @Test
    void whatFellIsNoRise() {
        Rise rise = Rise.of(List.of(new Stratum(100, 20, 100, 5)));

        assertThat(rise.factor()).isEqualTo(1, within(1e-9));
        assertThat(rise.gain()).isEqualTo(0, within(1e-9));
    }

    @Test
    void aFallIsAFactorBelowOneAndWhatIsOnOneSideAloneTellsNothing() {
        Stratum fell = new Stratum(200, 40, 100, 5);
        Stratum appeared = new Stratum(0, 0, 100, 50);

        assertThat(Rise.factor(List.of(fell, appeared))).isEqualTo(0.25, within(1e-9));
        assertThat(Rise.factor(List.of(appeared))).isEqualTo(1);
    }

    @Test
    void whoWasHardlyHeardOfHasTheUsualRate() {
        assertThat(new Stratum(5, 5, 10, 4).shrunk(0.1, 1_000)).isEqualTo(new Stratum(205, 25, 10, 4));
        assertThat(new Stratum(80, 8, 10, 4).shrunk(0.1, 1_000)).isEqualTo(new Stratum(100, 10, 10, 4));
        assertThat(new Stratum(0, 0, 10, 4).shrunk(0.5, 1)).isEqualTo(new Stratum(1, 0.5, 10, 4));
    }
}
