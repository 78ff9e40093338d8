package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.Histogram;
import io.plumbline.stats.distance.Comparison.Measured;
import io.plumbline.stats.distance.Design;
import io.plumbline.stats.distance.Distances;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClusterEffectTest {
    private static final int SHARDS = 8;

    @Test
    void is_the_burst_where_every_value_comes_several_times() {
        // Given
        Random random = new Random(1);
        double cells = 0;
        double cumulative = 0;
        int runs = 100;
        // When
        for (int run = 0; run < runs; run++) {
            List<Histogram> shards = empty();
            for (int i = 0; i < 2000; i++) {
                double value = random.nextDouble();
                for (int copy = 0; copy < 5; copy++) {
                    shards.get(i % SHARDS).add(value);
                }
            }
            cells += ClusterEffect.of(shards).cells() / runs;
            cumulative += ClusterEffect.of(shards).cumulative() / runs;
        }
        // Then
        assertThat(cells).isCloseTo(5, within(.3));
        assertThat(cumulative).isCloseTo(5, within(1.0));
    }

    @Test
    void keeps_the_level_of_distances_of_clustered_samples() {
        // Given: devices differ in level, and each sends many values.
        Random random = new Random(3);
        int runs = 300;
        int naive = 0;
        int psi = 0;
        int moved = 0;
        int ranks = 0;
        // When
        for (int run = 0; run < runs; run++) {
            List<Histogram> reference = fleet(random);
            List<Histogram> current = fleet(random);
            ClusterEffect first = ClusterEffect.of(reference);
            ClusterEffect second = ClusterEffect.of(current);
            Design cells = ClusterEffect.ofCells(.05, first, second);
            Design cumulative = ClusterEffect.ofCumulative(.05, first, second);
            Histogram a = whole(reference);
            Histogram b = whole(current);
            naive += ((Measured) Distances.psi(a, b)).p() <= .05 ? 1 : 0;
            psi += Distances.psi(a, b, cells) instanceof Measured m && m.p() <= .05 ? 1 : 0;
            moved += Distances.wasserstein(a, b, cumulative) instanceof Measured m && m.p() <= .05 ? 1 : 0;
            ranks += Distances.kolmogorovSmirnov(a, b, cumulative) instanceof Measured m && m.p() <= .05 ? 1 : 0;
        }
        // Then
        assertThat((double) naive / runs).isGreaterThan(.3);
        assertThat((double) psi / runs).isBetween(.01, .09);
        assertThat((double) moved / runs).isBetween(.01, .09);
        assertThat((double) ranks / runs).isLessThan(.05);
    }

    private static List<Histogram> fleet(Random random) {
        List<Histogram> shards = empty();
        for (int device = 0; device < 200; device++) {
            double level = random.nextGaussian();
            int values = 1 + (int) (-20 * Math.log(1 - random.nextDouble()));
            for (int i = 0; i < values; i++) {
                shards.get(device % SHARDS).add(1 / (1 + Math.exp(-1.5 - level - 1.2 * random.nextGaussian())));
            }
        }
        return shards;
    }

    private static List<Histogram> empty() {
        List<Histogram> shards = new ArrayList<>();
        for (int i = 0; i < SHARDS; i++) {
            shards.add(new Histogram());
        }
        return shards;
    }

    private static Histogram whole(List<Histogram> shards) {
        Histogram whole = new Histogram();
        shards.forEach(whole::merge);
        return whole;
    }

    @Test
    void is_none_where_all_values_are_alike() {
        // Given
        List<Histogram> shards = empty();
        shards.get(0).add(1);
        shards.get(5).add(1);
        // Then
        assertThat(ClusterEffect.of(shards)).isEqualTo(new ClusterEffect(1, 1, 2, 1));
    }

    @Test
    void adds_degrees_of_freedom_of_equal_samples() {
        ClusterEffect effect = new ClusterEffect(3, 4, 1000, 7);
        assertThat(ClusterEffect.ofCells(.05, effect, effect).degrees()).isCloseTo(14, within(1e-12));
        assertThat(ClusterEffect.ofCells(.05, new ClusterEffect(3, 4, 1L << 40, 7), effect)
                        .degrees())
                .isCloseTo(7, within(1e-6));
        assertThat(ClusterEffect.ofCumulative(.01, effect, effect)).isEqualTo(new Design(.01, 4, 4, 7));
    }

    @Test
    void refuses_fewer_than_two_shards() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterEffect.of(List.of()))
                .withMessageContaining("0");
        List<Histogram> shards = empty();
        shards.get(3).add(.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterEffect.of(shards))
                .withMessageContaining("not 1");
    }
}
