package io.plumbline.stats.paired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.estimate.McNemar;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedEffectTest {
    @ParameterizedTest
    @CsvSource({"100,12,4,-0.05", "100,0,0,-0.05", "500,30,41,-0.02", "60,9,2,0", "300,3,25,0.04", "44,1,0,-0.1"})
    void the_score_test_takes_its_variance_from_the_greatest_likelihood_under_the_hypothesis(
            int n, int better, int worse, double bound) {
        // Given
        PairedEffect effect = PairedEffect.of(plain(n, better, worse));
        // When
        double p = effect.pAtMost(bound);
        // Then
        double losing = mostLikely(n, better, worse, bound);
        double value = (double) (better - worse) / n;
        double spread = 2 * losing + bound - bound * bound;
        double t = (value - bound) / Math.sqrt(spread / n);
        double oracle = value <= bound
                ? 1
                : Math.max(
                        Math.pow(1 - (value - bound), n),
                        TDistribution.of(n - 1.0).survivalProbability(t));
        assertThat(p).isCloseTo(oracle, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"12,4", "30,30", "0,5", "5,0", "0,0"})
    void no_better_is_told_by_half_of_mcnemars_exact_test(int better, int worse) {
        // Given
        PairedSample sample = plain(200, better, worse);
        // When
        double p = PairedEffect.of(sample).pNoBetter(sample, 1);
        // Then
        if (better > worse) {
            assertThat(p).isCloseTo(McNemar.exact(better, worse) / 2, within(1e-12));
        } else {
            assertThat(p).isGreaterThanOrEqualTo(0.5);
        }
    }

    @Test
    void random_signs_by_device_agree_with_mcnemar_where_each_device_has_one_picture() {
        // Given
        PairedSample equal = plain(200, 14, 5);
        PairedSample.Builder unequal = new PairedSample.Builder();
        for (int i = 0; i < 200; i++) {
            // Weights that differ where no model is better change the method, but not what is compared.
            unequal.add("d" + i, equal.difference()[i] == 0 ? 1 + i % 3 : 1, equal.difference()[i]);
        }
        PairedSample sample = unequal.build();
        // When
        double flipped = PairedEffect.of(sample).pNoBetter(sample, 1);
        // Then
        assertThat(flipped).isCloseTo(McNemar.exact(14, 5) / 2, within(0.005));
    }

    @Test
    void pictures_that_repeat_each_other_within_a_device_tell_nothing_more() {
        // Given
        PairedSample.Builder repeated = new PairedSample.Builder();
        PairedSample single = plain(120, 15, 6);
        for (int i = 0; i < single.n(); i++) {
            for (int copy = 0; copy < 10; copy++) {
                repeated.add("d" + i, 1, single.difference()[i]);
            }
        }
        PairedEffect once = PairedEffect.of(single);
        // When
        PairedEffect tenfold = PairedEffect.of(repeated.build());
        // Then
        assertThat(tenfold.pictures()).isEqualTo(1_200);
        assertThat(tenfold.effectiveDevices()).isCloseTo(120, within(1e-9));
        assertThat(tenfold.effective()).isCloseTo(120, within(1.0));
        assertThat(tenfold.lower(0.05)).isCloseTo(once.lower(0.05), within(0.002));
    }

    @Test
    void unequal_weights_move_the_difference_and_cost_pictures() {
        // Given
        PairedSample.Builder sample = new PairedSample.Builder();
        for (int i = 0; i < 100; i++) {
            sample.add("d" + i, i < 20 ? 10 : 1, i < 20 ? -1 : i < 60 ? 1 : 0);
        }
        // When
        PairedEffect effect = PairedEffect.of(sample.build());
        // Then
        assertThat(effect.value()).isCloseTo((40 - 200) / 280.0, within(1e-12));
        assertThat(effect.effective()).isLessThanOrEqualTo(280.0 * 280 / (20 * 100 + 80));
        assertThat(effect.better() - effect.worse()).isCloseTo(effect.value(), within(1e-12));
    }

    @Test
    void a_few_devices_prove_nothing_however_many_pictures_they_send() {
        // Given
        PairedSample.Builder sample = new PairedSample.Builder();
        for (int i = 0; i < 10_000; i++) {
            sample.add("d" + i % 5, 1, 0);
        }
        // When
        PairedEffect effect = PairedEffect.of(sample.build());
        // Then
        assertThat(effect.pAtMost(-0.05)).isCloseTo(Math.pow(0.95, 5), within(1e-9));
    }

    @Test
    void ends_of_the_interval_are_where_the_test_turns() {
        // Given
        PairedEffect effect = PairedEffect.of(plain(300, 40, 25));
        // When
        double lower = effect.lower(0.05);
        double upper = effect.interval(0.05).upper();
        // Then
        assertThat(effect.pAtMost(lower)).isCloseTo(0.05, within(1e-9));
        assertThat(effect.pAtLeast(upper)).isCloseTo(0.05, within(1e-9));
        assertThat(lower).isLessThan(effect.value());
        assertThat(upper).isGreaterThan(effect.value());
    }

    @Test
    void as_many_labels_as_it_names_decide_about_as_often_as_it_says() {
        // Given: thirty labels of a model that gains 8 and loses 2 of a hundred pictures
        PairedEffect seen = PairedEffect.of(plain(200, 16, 4));
        PairedQuestion question = PairedQuestion.superiority(0.01);
        int labels = (int) question.labels(seen, 0.01);
        SplittableRandom random = new SplittableRandom(3);
        // When
        int decided = 0;
        for (int run = 0; run < 400; run++) {
            PairedEffect effect = PairedEffect.of(drawn(random, labels, 0.08, 0.02));
            decided += effect.lower(0.01) > 0 ? 1 : 0;
        }
        // Then
        assertThat(labels).isBetween(200, 500);
        assertThat(decided / 400.0).isBetween(0.72, 0.92);
    }

    @Test
    void no_pictures_and_one_device_are_no_proof() {
        // Given
        PairedEffect none = PairedEffect.of(new PairedSample.Builder().build());
        PairedEffect one =
                PairedEffect.of(new PairedSample.Builder().add("d", 1, 1).build());
        // When / Then
        assertThat(none.pAtMost(-0.5)).isEqualTo(1);
        assertThat(one.pAtMost(-0.5)).isEqualTo(1);
        assertThat(one.interval(0.05).lower()).isCloseTo(-1, within(1e-9));
        assertThat(PairedQuestion.nonInferiority(0.05).labels(none, 0.05)).isPositive();
    }

    @Test
    void what_is_out_of_its_range_is_named() {
        // Given
        PairedSample.Builder wrong = new PairedSample.Builder().add("d", 1, 1.5);
        // When / Then
        assertThatThrownBy(wrong::build).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new PairedSample.Builder().add("d", 0, 1).build())
                .hasMessageContaining("not 0.0");
        assertThatThrownBy(() -> new PairedQuestion(0.1, 0)).hasMessageContaining("0.1");
    }

    /** One picture a device. */
    static PairedSample plain(int n, int better, int worse) {
        PairedSample.Builder sample = new PairedSample.Builder();
        for (int i = 0; i < n; i++) {
            sample.add("d" + i, 1, i < better ? 1 : i < better + worse ? -1 : 0);
        }
        return sample.build();
    }

    private static PairedSample drawn(SplittableRandom random, int n, double better, double worse) {
        PairedSample.Builder sample = new PairedSample.Builder();
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            sample.add("d" + i, 1, u < better ? 1 : u < better + worse ? -1 : 0);
        }
        return sample.build();
    }

    /** By trying: the share of losses with which what was seen is likeliest, where gains are as many and δ more. */
    private static double mostLikely(int n, int better, int worse, double bound) {
        double best = Double.NEGATIVE_INFINITY;
        double at = 0;
        double from = Math.max(0, -bound);
        double to = (1 - bound) / 2;
        for (int i = 0; i <= 2_000_000; i++) {
            double losing = from + (to - from) * i / 2_000_000;
            double gaining = losing + bound;
            double same = 1 - losing - gaining;
            double likelihood = term(better, gaining) + term(worse, losing) + term(n - better - worse, same);
            if (likelihood > best) {
                best = likelihood;
                at = losing;
            }
        }
        return at;
    }

    private static double term(int count, double share) {
        return count == 0 ? 0 : count * Math.log(Math.max(1e-300, share));
    }
}
