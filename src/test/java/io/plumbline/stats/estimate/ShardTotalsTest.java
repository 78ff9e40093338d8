package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.ClopperPearson;
import io.plumbline.stats.Wilson;
import io.plumbline.stats.distance.Comparison;
import io.plumbline.stats.distance.Comparison.Measured;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardTotalsTest {

    @Test
    void has_the_errors_of_the_formulas() {
        // Given
        ShardTotals totals = new ShardTotals(5);
        long[] n = {120, 80, 200, 150, 90};
        long[] errors = {10, 2, 31, 9, 4};
        // When
        for (int i = 0; i < 5; i++) {
            totals.addOutcomes(i, n[i], errors[i]);
        }
        ShardTotals.Estimate.Measured estimate = (ShardTotals.Estimate.Measured) totals.estimate(.95);
        // Then: from NumPy 2 and SciPy 1.17.1 (stats.t.ppf) by the formulas of the Javadoc.
        assertThat(estimate.mean()).isCloseTo(.0875, within(1e-15));
        assertThat(estimate.standardError()).isCloseTo(0.02703685195294361, within(1e-12));
        assertThat(estimate.jackknifeError()).isCloseTo(0.030157559248102803, within(1e-12));
        assertThat(estimate.designEffect()).isCloseTo(5.859375000000001, within(1e-9));
        assertThat(estimate.effectiveSize()).isCloseTo(640 / 5.859375000000001, within(1e-6));
        assertThat(estimate.interval().upper()).isCloseTo(0.17123080775910748, within(1e-9));
        assertThat(estimate.interval().lower()).isCloseTo(0.003769192240892519, within(1e-9));
        assertThat(estimate.shards()).isEqualTo(5);
    }

    @Test
    void is_the_same_in_whatever_order_it_is_added_and_merged() {
        for (long seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            ShardTotals whole = new ShardTotals(8);
            ShardTotals[] parts = {new ShardTotals(8), new ShardTotals(8), new ShardTotals(8)};
            for (int i = 0; i < 500; i++) {
                int shard = random.nextInt(8);
                long trials = random.nextInt(50);
                long errors = trials == 0 ? 0 : random.nextInt((int) trials);
                whole.addOutcomes(shard, trials, errors);
                parts[random.nextInt(3)].addOutcomes(shard, trials, errors);
            }
            // When
            parts[1].merge(parts[2]);
            parts[1].merge(parts[0]);
            // Then
            assertThat(parts[1].estimate(.9)).as("seed %d", seed).isEqualTo(whole.estimate(.9));
        }
    }

    @Test
    void covers_the_rate_of_clustered_outcomes_where_an_interval_for_independent_ones_does_not() {
        // Given
        Random random = new Random(4);
        int runs = 600;
        int covered = 0;
        int naive = 0;
        double rate = .1;
        // When
        for (int run = 0; run < runs; run++) {
            ShardTotals totals = new ShardTotals(8);
            long n = 0;
            long errors = 0;
            for (int device = 0; device < 400; device++) {
                double own = random.nextDouble() < .2 ? 5 * rate : 0;
                int burst = 1 + (int) (-10 * Math.log(1 - random.nextDouble()));
                int wrong = 0;
                for (int i = 0; i < burst; i++) {
                    wrong += random.nextDouble() < own ? 1 : 0;
                }
                totals.addOutcomes(device % 8, burst, wrong);
                n += burst;
                errors += wrong;
            }
            ShardTotals.Estimate.Measured estimate = (ShardTotals.Estimate.Measured) totals.estimate(.95);
            covered += estimate.interval().lower() <= rate
                            && rate <= estimate.interval().upper()
                    ? 1
                    : 0;
            var wilson = Wilson.interval(errors, n, .95);
            naive += wilson.lower() <= rate && rate <= wilson.upper() ? 1 : 0;
        }
        // Then
        assertThat((double) covered / runs).isBetween(.92, .975);
        assertThat((double) naive / runs).isLessThan(.6);
    }

    @Test
    void tells_two_periods_of_one_fleet_apart_at_its_level() {
        // Given
        Random random = new Random(5);
        int runs = 600;
        int alarms = 0;
        int seen = 0;
        // When
        for (int run = 0; run < runs; run++) {
            ShardTotals before = new ShardTotals(8);
            ShardTotals after = new ShardTotals(8);
            ShardTotals worse = new ShardTotals(8);
            for (int device = 0; device < 400; device++) {
                double own = random.nextDouble() < .2 ? .4 : .02;
                add(before, device, own, random);
                add(after, device, own, random);
                add(worse, device, 1.5 * own, random);
            }
            alarms += ((Measured) ShardTotals.difference(before, after, .01)).p() <= .05 ? 1 : 0;
            seen += ((Measured) ShardTotals.difference(before, worse, .01)).drifted(.05) ? 1 : 0;
        }
        // Then
        assertThat((double) alarms / runs).isBetween(.025, .08);
        assertThat((double) seen / runs).isGreaterThan(.9);
    }

    private static void add(ShardTotals totals, int device, double rate, Random random) {
        int wrong = 0;
        for (int i = 0; i < 10; i++) {
            wrong += random.nextDouble() < rate ? 1 : 0;
        }
        totals.addOutcomes(device % 8, 10, wrong);
    }

    @Test
    void knows_means_of_values_too() {
        // Given
        ShardTotals totals = new ShardTotals(3);
        // When
        totals.add(0, 2, 30, 500);
        totals.add(1, 2, -10, 100);
        totals.add(2, 1, 40, 1600);
        // Then
        assertThat(((ShardTotals.Estimate.Measured) totals.estimate(.95)).mean())
                .isEqualTo(12);
        assertThat(((ShardTotals.Estimate.Measured) totals.estimate(.95))
                        .interval()
                        .lower())
                .isNegative();
    }

    @Test
    void says_when_there_are_too_few_shards() {
        // Given
        ShardTotals totals = new ShardTotals(8);
        totals.addOutcomes(3, 500, 20);
        // Then
        assertThat(totals.estimate(.95)).isEqualTo(new ShardTotals.Estimate.NotEnoughShards(1, 2));
        assertThat(ShardTotals.difference(totals, totals, 0)).isInstanceOf(Comparison.NotEnoughData.class);
    }

    @Test
    void does_not_claim_certainty_without_any_error() {
        // Given
        ShardTotals totals = new ShardTotals(8);
        totals.addOutcomes(3, 30, 0);
        totals.addOutcomes(4, 20, 0);
        // Then
        assertThat(((ShardTotals.Estimate.Measured) totals.estimate(.95)).interval())
                .isEqualTo(ClopperPearson.interval(0, 50, .95));
    }

    @Test
    void refuses_what_cannot_be_and_stays_as_it_was() {
        // Given
        ShardTotals totals = new ShardTotals(2);
        totals.addOutcomes(0, 10, 1);
        totals.addOutcomes(1, 10, 2);
        ShardTotals.Estimate before = totals.estimate(.95);
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> totals.addOutcomes(2, 1, 0))
                .withMessageContaining("2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> totals.addOutcomes(0, 1, 2))
                .withMessageContaining("2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> totals.addOutcomes(0, -1, -1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> totals.add(0, 1, Double.NaN, 1))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> totals.add(0, 4, 8, 15))
                .withMessageContaining("15.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> totals.add(0, 0, 8, 15))
                .withMessageContaining("8.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> totals.merge(new ShardTotals(3)))
                .withMessageContaining("3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShardTotals(1))
                .withMessageContaining("1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> totals.estimate(1))
                .withMessageContaining("1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShardTotals.difference(totals, totals, -1))
                .withMessageContaining("-1.0");
        assertThat(totals.estimate(.95)).isEqualTo(before);
    }

    /** One error in ten on either shard: even, but no proof of anything. */
    @Test
    void does_not_take_errors_that_fall_evenly_on_few_shards_for_certainty() {
        // Given
        ShardTotals before = new ShardTotals(2);
        ShardTotals after = new ShardTotals(2);
        for (int shard = 0; shard < 2; shard++) {
            before.addOutcomes(shard, 10, 0);
            after.addOutcomes(shard, 10, 1);
        }
        // When
        Comparison difference = ShardTotals.difference(before, after, .05);
        ShardTotals.Estimate.Measured estimate = (ShardTotals.Estimate.Measured) after.estimate(.95);
        // Then
        assertThat(((Measured) difference).p()).isGreaterThan(.2);
        assertThat(estimate.interval().lower()).isLessThan(.05);
        assertThat(estimate.interval().upper()).isGreaterThan(.2);
    }
}
