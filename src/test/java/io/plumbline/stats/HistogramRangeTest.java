package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.distance.Distances;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramRangeTest {

    @ParameterizedTest
    @CsvSource({"0, 255", "-1, 1", "1e15, 1.000000000001e15", "-1e300, 1e300", "-273.15, 1e-3", "0, 1e-290"})
    void puts_every_edge_into_the_bin_that_it_opens(double lower, double upper) {
        for (int bin = 0; bin < Histogram.BINS; bin++) {
            // Given
            Histogram histogram = new Histogram(lower, upper);
            // When
            histogram.add(histogram.edge(bin));
            histogram.add(Math.nextDown(histogram.edge(bin + 1)));
            // Then
            assertThat(histogram.count(bin)).as("bin %d", bin).isEqualTo(2);
            assertThat(Histogram.fromBytes(histogram.toBytes())).isEqualTo(histogram);
        }
        assertThat(new Histogram(lower, upper).edge(0)).isEqualTo(lower);
        assertThat(new Histogram(lower, upper).edge(Histogram.BINS)).isEqualTo(upper);
    }

    @Test
    void counts_what_lies_outside_as_the_nearer_end_and_apart() {
        // Given
        Histogram histogram = new Histogram(0, 255);
        // When
        for (double x : new double[] {-3, Math.nextDown(0.0), 0, 255, Math.nextUp(255.0), 1e18, 300}) {
            histogram.add(x);
        }
        // Then
        assertThat(histogram.count()).isEqualTo(7);
        assertThat(histogram.below()).isEqualTo(2);
        assertThat(histogram.above()).isEqualTo(3);
        assertThat(histogram.count(0)).isEqualTo(3);
        assertThat(histogram.count(999)).isEqualTo(4);
        assertThat(histogram.mean()).isCloseTo(255 * 4.0 / 7, within(1e-12));
    }

    @Test
    void has_the_mean_and_deviation_of_its_values() {
        // Given
        Random random = new Random(3);
        Histogram histogram = new Histogram(-40, 85);
        double[] values = random.doubles(5000, -40, 85).toArray();
        // When
        Arrays.stream(values).forEach(histogram::add);
        // Then
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        assertThat(histogram.mean()).isCloseTo(mean, within(125 * 0x1p-31));
        assertThat(histogram.standardDeviation()).isCloseTo(Math.sqrt(squares / 5000), within(125 * 0x1p-31));
    }

    @Test
    void merges_to_the_same_bits_in_any_order_and_grouping() {
        for (long seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            Histogram whole = new Histogram(-1, 3);
            Histogram[] parts = new Histogram[5];
            Arrays.setAll(parts, i -> new Histogram(-1, 3));
            for (int i = 0; i < 2000; i++) {
                double x = 1 + 1.5 * random.nextGaussian();
                whole.add(x);
                parts[random.nextInt(parts.length)].add(x);
            }
            // When
            Histogram left = new Histogram(-1, 3);
            for (Histogram part : parts) {
                left.merge(part);
            }
            Histogram right = new Histogram(-1, 3);
            for (int i = parts.length - 1; i >= 0; i--) {
                Histogram pair = parts[i].copy();
                pair.merge(right);
                right = pair;
            }
            // Then
            assertThat(left).as("seed %d", seed).isEqualTo(whole).hasSameHashCodeAs(whole);
            assertThat(right.toBytes()).as("seed %d", seed).isEqualTo(whole.toBytes());
            assertThat(left.below() + left.above()).as("seed %d", seed).isPositive();
        }
    }

    @Test
    void refuses_to_merge_or_compare_different_ranges() {
        // Given
        Histogram brightness = new Histogram(0, 255);
        brightness.add(7);
        Histogram confidence = HistogramTest.of(.5);
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> brightness.merge(confidence))
                .withMessageContaining("[0.0, 255.0] and [0.0, 1.0]");
        assertThat(brightness.count()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> Distances.psi(brightness, confidence));
        assertThatIllegalArgumentException().isThrownBy(() -> Distances.jensenShannon(brightness, confidence));
        assertThatIllegalArgumentException().isThrownBy(() -> Distances.kolmogorovSmirnov(brightness, confidence));
        assertThat(brightness).isNotEqualTo(confidence);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "2, 1",
        "NaN, 1",
        "0, NaN",
        "0, Infinity",
        "-1e301, 0",
        "1e15, 1.000000000000001e15",
        "0, 1e-300"
    })
    void refuses_what_is_no_range(double lower, double upper) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Histogram(lower, upper))
                .withMessageContaining(lower + ", " + upper);
    }

    @ParameterizedTest
    @CsvSource({"NaN", "Infinity", "-Infinity"})
    void refuses_what_is_no_finite_number_and_stays_as_it_was(double x) {
        Histogram histogram = new Histogram(0, 255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram.add(x))
                .withMessageContaining(String.valueOf(x));
        assertThat(histogram).isEqualTo(new Histogram(0, 255));
    }

    @Test
    void is_the_plain_histogram_over_the_unit_range() {
        Histogram made = new Histogram(-0.0, 1);
        made.add(.25);
        assertThat(made.toBytes()).isEqualTo(HistogramTest.of(.25).toBytes());
        assertThat(made).isEqualTo(HistogramTest.of(.25));
        assertThatIllegalArgumentException().isThrownBy(() -> made.add(1.5)).withMessageContaining("1.5");
    }

    @Test
    void has_a_stored_form_that_never_changes() {
        // Given
        Histogram histogram = new Histogram(0, 255);
        // When
        for (double x : new double[] {-3, 0, 127.5, 300, 255, 255}) {
            histogram.add(x);
        }
        // Then
        assertThat(HexFormat.of().formatHex(histogram.toBytes()))
                .isEqualTo("020000000000000000406fe000000000000101808080800e"
                        + "00808080808080808034030002f30301f20303053ff3d4");
        assertThat(Histogram.fromBytes(histogram.toBytes())).isEqualTo(histogram);
        assertThat(Histogram.fromBytes(histogram.toBytes()).above()).isEqualTo(1);
    }

    @Test
    void refuses_every_flipped_bit_and_every_cut() {
        // Given
        Histogram histogram = new Histogram(0, 255);
        histogram.add(17);
        histogram.add(-1);
        byte[] bytes = histogram.toBytes();
        // Then
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatIllegalArgumentException().as("bit %d", bit).isThrownBy(() -> Histogram.fromBytes(damaged));
        }
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatIllegalArgumentException().as("length %d", length).isThrownBy(() -> Histogram.fromBytes(cut));
        }
    }

    @Test
    void refuses_more_outside_than_in_the_end_bin_and_ranges_in_another_form() {
        // Given
        Histogram tooMany = new Histogram(0, 255).withOutside(1, 0);
        Histogram unitAsRange = new Histogram(new Interval(-0.0, 1), new long[Histogram.BINS], 0, 0, 0);
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.fromBytes(tooMany.toBytes()))
                .withMessageContaining("1 values below");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.fromBytes(unitAsRange.toBytes()))
                .withMessageContaining("-0.0");
    }

    @Test
    void has_quantiles_within_one_bin_of_the_ranked_values() {
        for (long seed = 0; seed < 10; seed++) {
            // Given
            Random random = new Random(seed);
            Histogram histogram = new Histogram(-5, 5);
            double[] values = random.doubles(1 + random.nextInt(3000), -5, 5)
                    .map(x -> x * x * x / 25)
                    .sorted()
                    .toArray();
            // When
            Arrays.stream(values).forEach(histogram::add);
            // Then
            for (double share : new double[] {0, 1e-9, .01, .25, .5, .75, .999, 1}) {
                int rank = (int) Math.max(1, Math.ceil(share * values.length));
                assertThat(histogram.quantile(share))
                        .as("seed %d, share %s", seed, share)
                        .isCloseTo(values[rank - 1], within(.01));
            }
        }
        assertThat(new Histogram(0, 2).quantile(.5)).isNaN();
        assertThat(HistogramTest.of(.25, .25, .75, .75).quantile(.25)).isCloseTo(.2505, within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Histogram().quantile(1.5))
                .withMessageContaining("1.5");
    }

    @Test
    void holds_no_confidences_over_another_range() {
        Histogram pixels = new Histogram(0, 255);
        pixels.add(3);
        assertThatIllegalArgumentException()
                .isThrownBy(pixels::requireUnitRange)
                .withMessageContaining("0.0 to 255.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Reference(1, 0, pixels, new TreeMap<>(Map.of("coat", 1L))))
                .withMessageContaining("255.0");
        HistogramTest.of(.5).requireUnitRange();
    }
}
