package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Estimate;
import io.plumbline.stats.Interval;
import io.plumbline.stats.Wilson;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditSampleTest {
    private static final Offset<Double> TIGHT = within(1e-12);

    @Test
    void weighs_each_label_by_the_inverse_of_its_propensity() {
        // Given: 1/π are 2, 4, 5 and 10
        AuditSample sample = AuditSample.of(new boolean[] {true, false, true, false}, new double[] {.5, .25, .2, .1});
        // When
        Estimate.Measured total = measured(sample.horvitzThompson(20, .95, Target.PREDICTIONS));
        Estimate.Measured ratio = measured(sample.hajek(.95, Target.PREDICTIONS));
        // Then
        assertThat(total.value()).isCloseTo(7 / 20.0, TIGHT);
        assertThat(total.standardError()).isCloseTo(Math.sqrt(.5 * 4 + .8 * 25) / 20, TIGHT);
        assertThat(ratio.value()).isCloseTo(7 / 21.0, TIGHT);
        double squares = (.5 * 4 + .8 * 25) * 4 / 9 + (.75 * 16 + .9 * 100) / 9;
        assertThat(ratio.standardError()).isCloseTo(Math.sqrt(squares) / 21, TIGHT);
        assertThat(ratio.n()).isEqualTo(4);
    }

    /** Every sample that can be drawn of eight predictions, each with its probability. */
    @Test
    void is_unbiased_over_all_samples_together_with_its_variance() {
        for (int seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            double[] propensity = random.doubles(8, .05, .95).toArray();
            boolean[] error = new boolean[8];
            int wrong = 0;
            for (int i = 0; i < 8; i++) {
                error[i] = random.nextBoolean();
                wrong += error[i] ? 1 : 0;
            }
            // When
            double mean = 0;
            double square = 0;
            double variance = 0;
            for (int drawn = 1; drawn < 256; drawn++) {
                double probability = probability(drawn, propensity);
                Estimate.Measured one =
                        measured(drawn(drawn, error, propensity).horvitzThompson(8, .95, Target.PREDICTIONS));
                mean += probability * one.value();
                square += probability * one.value() * one.value();
                variance += probability * one.standardError() * one.standardError();
            }
            // Then
            assertThat(mean).as("seed %d", seed).isCloseTo(wrong / 8.0, TIGHT);
            assertThat(variance).as("seed %d", seed).isCloseTo(square - mean * mean, TIGHT);
        }
    }

    @Test
    void is_wilson_s_interval_where_all_propensities_are_equal() {
        AuditSample sample = AuditSample.of(8, 400, 1e-9);
        assertThat(measured(sample.hajek(.95, Target.PROCESS)).interval())
                .satisfies(interval -> isClose(interval, Wilson.interval(8, 400, .95)));
        AuditSample none = AuditSample.of(0, 400, .02);
        assertThat(measured(none.hajek(.95, Target.PROCESS)).interval())
                .satisfies(interval -> isClose(interval, Wilson.interval(0, 400, .95)));
    }

    @Test
    void is_certain_of_the_predictions_once_all_are_labelled() {
        // Given
        AuditSample sample = AuditSample.of(30, 100, 1);
        // Then
        assertThat(measured(sample.hajek(.95, Target.PREDICTIONS)).interval()).isEqualTo(new Interval(.3, .3));
        assertThat(measured(sample.horvitzThompson(100, .95, Target.PREDICTIONS))
                        .interval())
                .isEqualTo(new Interval(.3, .3));
        assertThat(measured(sample.hajek(.95, Target.PROCESS)).interval())
                .satisfies(interval -> isClose(interval, Wilson.interval(30, 100, .95)));
    }

    @Test
    void allows_for_errors_that_were_not_seen() {
        // Given
        AuditSample sample = AuditSample.of(0, 60, .02);
        // Then
        Estimate.Measured total = measured(sample.horvitzThompson(3000, .95, Target.PREDICTIONS));
        assertThat(total.value()).isZero();
        assertThat(total.interval().lower()).isZero();
        assertThat(total.interval().upper())
                .isCloseTo(ClopperPearson.interval(0, 60, .95).upper(), within(.01));
    }

    @Test
    void counts_groups_like_single_labels_and_adds_up_days() {
        // Given
        boolean[] error = {true, false, false, true, false, false};
        double[] propensity = {.1, .1, .1, .4, .4, .4};
        // When
        AuditSample added =
                AuditSample.of(1, 3, .1).plus(AuditSample.of(1, 3, .4)).plus(AuditSample.empty());
        // Then
        Estimate.Measured one = measured(AuditSample.of(error, propensity).hajek(.9, Target.PROCESS));
        Estimate.Measured two = measured(added.hajek(.9, Target.PROCESS));
        assertThat(two.value()).isCloseTo(one.value(), TIGHT);
        assertThat(two.standardError()).isCloseTo(one.standardError(), TIGHT);
        assertThat(added.labels()).isEqualTo(6);
    }

    @Test
    void counts_voluntary_labels_for_themselves_alone() {
        // Given: 40 of 50 complaints are true; of the other 950 every tenth was audited, 19 of 95 wrong
        AuditSample rest = AuditSample.of(19, 95, .1);
        VoluntaryLabels voluntary = new VoluntaryLabels(50, 40);
        // When
        Estimate.Measured both = measured(rest.withVoluntary(voluntary, 1000, .95, Target.PREDICTIONS));
        // Then
        Estimate.Measured alone = measured(rest.hajek(.95, Target.PREDICTIONS));
        assertThat(both.value()).isCloseTo(.04 + .95 * .2, TIGHT);
        assertThat(both.standardError()).isCloseTo(.95 * alone.standardError(), TIGHT);
        assertThat(both.interval().lower())
                .isCloseTo(.04 + .95 * alone.interval().lower(), TIGHT);
        assertThat(both.interval().upper())
                .isCloseTo(.04 + .95 * alone.interval().upper(), TIGHT);
        assertThat(both.n()).isEqualTo(145);
        Estimate.Measured process = measured(rest.withVoluntary(voluntary, 1000, .95, Target.PROCESS));
        assertThat(process.standardError())
                .isCloseTo(Math.hypot(both.standardError(), Math.sqrt(.23 * .77 / 1000)), TIGHT);
        assertThat(process.interval().lower()).isLessThan(both.interval().lower());
        assertThat(process.interval().upper()).isGreaterThan(both.interval().upper());
    }

    @Test
    void needs_no_audit_where_everyone_spoke_up() {
        Estimate.Measured all =
                measured(AuditSample.empty().withVoluntary(new VoluntaryLabels(10, 4), 10, .95, Target.PREDICTIONS));
        assertThat(all.interval()).isEqualTo(new Interval(.4, .4));
        Estimate.Measured process =
                measured(AuditSample.empty().withVoluntary(new VoluntaryLabels(10, 4), 10, .95, Target.PROCESS));
        assertThat(process.interval()).satisfies(interval -> isClose(interval, Wilson.interval(4, 10, .95)));
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void answers_not_enough_data(Target target) {
        Estimate.NotEnoughData nothing = new Estimate.NotEnoughData(0, 1);
        AuditSample empty = AuditSample.of(new boolean[0], new double[0]);
        assertThat(empty.hajek(.95, target)).isEqualTo(nothing);
        assertThat(empty.horvitzThompson(100, .95, target)).isEqualTo(nothing);
        assertThat(empty.withVoluntary(new VoluntaryLabels(99, 3), 100, .95, target))
                .isEqualTo(nothing);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -.5, 1.0001, Double.NaN})
    void refuses_what_is_no_propensity(double propensity) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditSample.of(new boolean[1], new double[] {propensity}))
                .withMessageContaining(String.valueOf(propensity));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditSample.of(1, 2, propensity))
                .withMessageContaining(String.valueOf(propensity));
    }

    @Test
    void refuses_what_does_not_fit() {
        AuditSample sample = AuditSample.of(2, 10, .5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditSample.of(new boolean[2], new double[3]))
                .withMessageContaining("2 and 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuditSample.of(3, 2, .5))
                .withMessageContaining("3 of 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.horvitzThompson(9, .95, Target.PROCESS))
                .withMessageContaining("10 labels cannot be of 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.hajek(0, Target.PROCESS))
                .withMessageContaining("0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sample.withVoluntary(new VoluntaryLabels(5, 1), 14, .95, Target.PROCESS))
                .withMessageContaining("15 labels cannot be of 14");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VoluntaryLabels(5, 6))
                .withMessageContaining("6 of 5");
    }

    private static double probability(int drawn, double[] propensity) {
        double probability = 1;
        for (int i = 0; i < propensity.length; i++) {
            probability *= ((drawn >> i) & 1) == 1 ? propensity[i] : 1 - propensity[i];
        }
        return probability;
    }

    private static AuditSample drawn(int drawn, boolean[] error, double[] propensity) {
        AuditSample sample = AuditSample.empty();
        for (int i = 0; i < error.length; i++) {
            if (((drawn >> i) & 1) == 1) {
                sample = sample.plus(AuditSample.of(error[i] ? 1 : 0, 1, propensity[i]));
            }
        }
        return sample;
    }

    private static void isClose(Interval interval, Interval expected) {
        assertThat(interval.lower()).isCloseTo(expected.lower(), TIGHT);
        assertThat(interval.upper()).isCloseTo(expected.upper(), TIGHT);
    }

    private static Estimate.Measured measured(Estimate estimate) {
        return (Estimate.Measured) estimate;
    }
}
