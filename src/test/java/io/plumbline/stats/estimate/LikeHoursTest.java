package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.Comparison.Measured;
import io.plumbline.stats.distance.Comparison.NotEnoughData;
import io.plumbline.stats.distance.CountTests;
import io.plumbline.stats.distance.Design;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LikeHoursTest {
    private static final Design PLAIN = Design.independent(.05);

    @Test
    void agrees_with_statsmodels() {
        // Given: statsmodels 0.15, StratifiedTable.test_null_odds without correction; the last stratum has one side
        // only.
        long[][] reference = {{100, 5}, {80, 20}, {300, 9}, {10, 3}};
        long[][] current = {{40, 6}, {200, 70}, {50, 1}, {0, 0}};
        // When
        Measured measured = (Measured) LikeHours.rates(reference, current, .05, PLAIN);
        // Then
        assertThat(measured.p()).isCloseTo(.04040726505407932, within(1e-12));
        assertThat(measured.effect()).isCloseTo(.06333333333333332, within(1e-14));
        assertThat(measured.reference()).isEqualTo(480);
        assertThat(measured.current()).isEqualTo(290);
        assertThat(measured.drifted(.05)).isTrue();
    }

    @Test
    void is_the_contingency_test_in_one_stratum_but_for_one_in_n() {
        // Given
        long[][] reference = {{30, 20, 50}};
        long[][] current = {{45, 25, 30}};
        // When
        Measured measured = (Measured) LikeHours.shares(reference, current, PLAIN);
        // Then: 8.5555 of Pearson's times (N − 1) / N with N = 200; the tail of χ² with 2 degrees is exp(−x/2).
        assertThat(measured.p()).isCloseTo(Math.exp(-8.555555555556 * 199 / 200 / 2), within(1e-12));
        assertThat(measured.effect()).isCloseTo(.2, within(1e-15));
    }

    @Test
    void takes_a_daily_cycle_for_no_drift_where_the_plain_test_does() {
        // Given: nights go wrong more often, and the current window has more of the night.
        Random random = new Random(3);
        int runs = 800;
        int like = 0;
        int plain = 0;
        int mix = 0;
        // When
        for (int run = 0; run < runs; run++) {
            long[][] reference = new long[24][];
            long[][] current = new long[24][];
            long[] all = new long[2];
            long[] allCurrent = new long[2];
            for (int hour = 0; hour < 24; hour++) {
                double rate = hour < 8 ? .2 : .05;
                reference[hour] = outcomes(random, 60, rate);
                current[hour] = outcomes(random, hour < 8 ? 50 : 8, rate);
                all[0] += reference[hour][0] - reference[hour][1];
                all[1] += reference[hour][1];
                allCurrent[0] += current[hour][0] - current[hour][1];
                allCurrent[1] += current[hour][1];
            }
            like += ((Measured) LikeHours.rates(reference, current, 0, PLAIN)).p() <= .05 ? 1 : 0;
            plain += ((Measured) CountTests.chiSquared(all, allCurrent, PLAIN)).p() <= .05 ? 1 : 0;
            mix += ((Measured) LikeHours.rates(reference, worse(current), 0, PLAIN)).p() <= .05 ? 1 : 0;
        }
        // Then
        assertThat((double) like / runs).isBetween(.027, .073);
        assertThat((double) plain / runs).isGreaterThan(.5);
        assertThat((double) mix / runs).isGreaterThan(.9);
    }

    private static long[] outcomes(Random random, int trials, double rate) {
        long errors = 0;
        for (int i = 0; i < trials; i++) {
            errors += random.nextDouble() < rate ? 1 : 0;
        }
        return new long[] {trials, errors};
    }

    private static long[][] worse(long[][] rates) {
        long[][] worse = new long[rates.length][];
        for (int i = 0; i < rates.length; i++) {
            worse[i] = new long[] {rates[i][0], Math.min(rates[i][0], rates[i][1] + 3)};
        }
        return worse;
    }

    @Test
    void keeps_its_level_on_classes_with_rare_ones() {
        // Given
        Random random = new Random(9);
        double[] shares = {.5, .3, .15, .04, .007, .003};
        int runs = 800;
        int alarms = 0;
        // When
        for (int run = 0; run < runs; run++) {
            long[][] reference = new long[7][];
            long[][] current = new long[7][];
            for (int day = 0; day < 7; day++) {
                reference[day] = classes(random, shares, 90);
                current[day] = classes(random, shares, 15 + 5 * day);
            }
            alarms += ((Measured) LikeHours.shares(reference, current, PLAIN)).p() <= .05 ? 1 : 0;
        }
        // Then
        assertThat((double) alarms / runs).isBetween(.027, .073);
    }

    private static long[] classes(Random random, double[] shares, int n) {
        long[] counts = new long[shares.length];
        for (int i = 0; i < n; i++) {
            double left = random.nextDouble();
            int c = 0;
            while (c < shares.length - 1 && left >= shares[c]) {
                left -= shares[c++];
            }
            counts[c]++;
        }
        return counts;
    }

    @Test
    void is_less_sure_of_clustered_samples() {
        // Given
        long[][] reference = {{500, 50}, {500, 20}};
        long[][] current = {{500, 70}, {500, 35}};
        Design design = new Design(.05, 2, 2, Double.POSITIVE_INFINITY);
        // Then
        double plain = ((Measured) LikeHours.rates(reference, current, 0, PLAIN)).p();
        double clustered = ((Measured) LikeHours.rates(reference, current, 0, design)).p();
        assertThat(plain).isLessThan(.01);
        assertThat(clustered).isBetween(plain * 2, .1);
    }

    @Test
    void says_when_there_is_not_enough_or_nothing_to_tell_apart() {
        assertThat(LikeHours.rates(new long[][] {{9, 1}}, new long[][] {{0, 0}}, 0, PLAIN))
                .isEqualTo(new NotEnoughData(0, 30));
        assertThat(LikeHours.rates(new long[][] {{1000, 10}}, new long[][] {{100, 1}}, 0, PLAIN))
                .isEqualTo(new NotEnoughData(100, 500));
        Comparison same = LikeHours.rates(new long[][] {{100, 0}}, new long[][] {{100, 0}}, 0, PLAIN);
        assertThat(same).isEqualTo(new Measured(0, 0, 1, 100, 100, 30));
    }

    @Test
    void refuses_rows_that_do_not_fit() {
        long[][] one = {{10, 1}};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LikeHours.rates(one, new long[2][2], 0, PLAIN))
                .withMessageContaining("1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LikeHours.rates(new long[][] {{1, 2}}, one, 0, PLAIN))
                .withMessageContaining("2 of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LikeHours.rates(new long[][] {{1, 2, 3}}, one, 0, PLAIN))
                .withMessageContaining("3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LikeHours.shares(new long[][] {{1, -2}}, one, PLAIN))
                .withMessageContaining("-2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LikeHours.shares(new long[][] {{1, 2, 3}}, one, PLAIN))
                .withMessageContaining("3 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LikeHours.rates(one, one, Double.NaN, PLAIN))
                .withMessageContaining("NaN");
    }
}
