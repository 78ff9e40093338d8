package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    @Test
    void puts_every_edge_into_the_bin_that_it_opens() {
        for (int bin = 0; bin < Histogram.BINS; bin++) {
            // Given
            Histogram histogram = new Histogram();
            // When
            histogram.add(Histogram.lowerEdge(bin));
            histogram.add(Math.nextDown(Histogram.lowerEdge(bin + 1)));
            // Then
            assertThat(histogram.count(bin)).as("bin %d", bin).isEqualTo(2);
        }
    }

    @Test
    void puts_one_into_the_last_bin() {
        assertThat(of(1.0).count(Histogram.BINS - 1)).isEqualTo(1);
    }

    @Test
    void keeps_mean_and_deviation_exactly_for_the_quantised_values() {
        // Given
        Random random = new Random(7);
        Histogram histogram = new Histogram();
        BigInteger sum = BigInteger.ZERO;
        BigInteger squares = BigInteger.ZERO;
        int n = 20_000;
        // When
        for (int i = 0; i < n; i++) {
            double x = 0.999 + 0.001 * random.nextDouble();
            histogram.add(x);
            BigInteger u = BigInteger.valueOf(Math.round(x * (1 << 30)));
            sum = sum.add(u);
            squares = squares.add(u.multiply(u));
        }
        // Then
        BigDecimal unit = BigDecimal.valueOf(1L << 30);
        BigDecimal size = BigDecimal.valueOf(n);
        BigDecimal mean = new BigDecimal(sum).divide(size, MathContext.DECIMAL128);
        BigDecimal variance =
                new BigDecimal(squares).divide(size, MathContext.DECIMAL128).subtract(mean.multiply(mean));
        assertThat(histogram.squares()).isEqualTo(squares);
        assertThat(histogram.mean())
                .isCloseTo(mean.divide(unit, MathContext.DECIMAL128).doubleValue(), within(1e-15));
        assertThat(histogram.standardDeviation())
                .isCloseTo(variance.sqrt(MathContext.DECIMAL128).divide(unit).doubleValue(), within(1e-18));
    }

    @Test
    void merges_to_the_same_bits_in_any_order_and_grouping() {
        for (long seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            Histogram whole = new Histogram();
            Histogram[] parts = new Histogram[7];
            Arrays.setAll(parts, i -> new Histogram());
            for (int i = 0; i < 3000; i++) {
                double x = Math.sqrt(random.nextDouble());
                whole.add(x);
                parts[random.nextInt(parts.length)].add(x);
            }
            // When
            Histogram left = new Histogram();
            for (Histogram part : parts) {
                left.merge(part);
            }
            Histogram right = new Histogram();
            for (int i = parts.length - 1; i > 0; i -= 2) {
                Histogram pair = parts[i].copy();
                pair.merge(parts[i - 1]);
                pair.merge(right);
                right = pair;
            }
            right.merge(parts[0]);
            // Then
            assertThat(left).as("seed %d", seed).isEqualTo(whole).hasSameHashCodeAs(whole);
            assertThat(right.toBytes()).as("seed %d", seed).isEqualTo(whole.toBytes());
        }
    }

    @Test
    void carries_the_sum_of_squares_beyond_64_bits() {
        // Given
        Histogram histogram = of(1.0);
        // When
        for (int doubling = 0; doubling < 32; doubling++) {
            histogram.merge(histogram);
        }
        // Then
        assertThat(histogram.count()).isEqualTo(1L << 32);
        assertThat(histogram.squares()).isEqualTo(BigInteger.ONE.shiftLeft(92));
        assertThat(histogram.mean()).isEqualTo(1.0);
        assertThat(histogram.standardDeviation()).isZero();
        assertThat(Histogram.fromBytes(histogram.toBytes())).isEqualTo(histogram);
        assertThatIllegalStateException()
                .isThrownBy(() -> histogram.merge(histogram))
                .withMessageContaining("4294967296");
        assertThat(histogram.count()).isEqualTo(1L << 32);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1e-9, 1.0000001, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refuses_what_is_no_confidence_and_stays_as_it_was(double x) {
        // Given
        Histogram histogram = of(0.25);
        // When
        assertThatIllegalArgumentException()
                .isThrownBy(() -> histogram.add(x))
                .withMessageContaining(String.valueOf(x));
        // Then
        assertThat(histogram).isEqualTo(of(0.25));
    }

    @Test
    void says_nan_of_nothing() {
        assertThat(new Histogram().mean()).isNaN();
        assertThat(new Histogram().standardDeviation()).isNaN();
    }

    @Test
    void is_independent_of_its_copy() {
        // Given
        Histogram histogram = of(0.5);
        // When
        histogram.copy().add(0.75);
        // Then
        assertThat(histogram).isEqualTo(of(0.5));
    }

    @Test
    void has_a_stored_form_that_never_changes() {
        assertThat(hex(new Histogram())).isEqualTo("01000000007d631999");
        assertThat(hex(of(0.0, 0.25, 0.25, 0.9, 1.0)))
                .isEqualTo("019ab3e6cc0900a4e1f5d1f8d1f0fa1e040001f901028905016201aee94f4b");
    }

    @Test
    void reads_back_what_it_wrote() {
        for (long seed = 0; seed < 50; seed++) {
            // Given
            Random random = new Random(seed);
            Histogram histogram = new Histogram();
            for (int i = random.nextInt(5000); i > 0; i--) {
                histogram.add(random.nextDouble());
            }
            // When
            Histogram read = Histogram.fromBytes(histogram.toBytes());
            // Then
            assertThat(read).as("seed %d", seed).isEqualTo(histogram);
            assertThat(read.count()).isEqualTo(histogram.count());
        }
    }

    @Test
    void refuses_every_flipped_bit_every_cut_and_every_addition() {
        byte[] bytes = of(0.0, 0.25, 0.25, 0.9, 1.0).toBytes();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatIllegalArgumentException().as("bit %d", bit).isThrownBy(() -> Histogram.fromBytes(damaged));
        }
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatIllegalArgumentException().as("length %d", length).isThrownBy(() -> Histogram.fromBytes(cut));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
                .withMessageContaining("checksum");
    }

    @Test
    void refuses_sums_that_the_bins_cannot_have() {
        // Given
        long[] bins = new long[Histogram.BINS];
        bins[500] = 2;
        long half = 1L << 29;
        // When
        byte[] sumTooLarge = HistogramCodec.encode(bins, 3 * half, 0, 2 * half * half);
        byte[] squaresTooLarge = HistogramCodec.encode(bins, 2 * half, 1, 2 * half * half);
        bins[500] = -2;
        byte[] negative = HistogramCodec.encode(bins, 0, 0, 0);
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.fromBytes(sumTooLarge))
                .withMessageContaining("1610612736");
        assertThatIllegalArgumentException().isThrownBy(() -> Histogram.fromBytes(squaresTooLarge));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.fromBytes(negative))
                .withMessageContaining("-2 values");
    }

    @Test
    void refuses_a_version_that_it_does_not_know() {
        byte[] bytes = of(0.5).toBytes();
        bytes[0] = 3;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.fromBytes(bytes))
                .withMessageContaining("unknown version 3");
    }

    @Test
    void is_small_when_stored() {
        // Given
        Random random = new Random(1);
        Histogram histogram = new Histogram();
        // When
        for (int i = 0; i < 100_000; i++) {
            histogram.add(random.nextDouble());
        }
        // Then
        assertThat(histogram.toBytes()).hasSizeLessThan(3100);
    }

    @Test
    void makes_a_reference_only_of_numbers_that_fit() {
        // Given
        Histogram two = of(0.5, 0.75);
        TreeMap<String, Long> labels = new TreeMap<>();
        labels.put("boot", 2L);
        // When
        Reference reference = new Reference(2, 1, two, labels);
        two.add(0.1);
        labels.put("bag", 1L);
        reference.confidence().add(0.2);
        // Then
        assertThat(reference.errorRate()).isEqualTo(0.5);
        assertThat(reference.confidence()).isEqualTo(of(0.5, 0.75));
        assertThat(reference.labels()).containsOnlyKeys("boot");
        assertThatIllegalArgumentException().isThrownBy(() -> new Reference(2, 1, two, reference.labels()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Reference(3, 1, two, reference.labels()))
                .withMessageContaining("2 labels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Reference(2, 3, of(0.1, 0.2), reference.labels()))
                .withMessageContaining("not 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Reference(0, 0, new Histogram(), new TreeMap<>()))
                .withMessageContaining("not 0");
    }

    static Histogram of(double... values) {
        Histogram histogram = new Histogram();
        for (double value : values) {
            histogram.add(value);
        }
        return histogram;
    }

    private static String hex(Histogram histogram) {
        return HexFormat.of().formatHex(histogram.toBytes());
    }

    /** One value cannot have a sum at one end of its bin and a square at the other. */
    @Test
    void refuses_sums_that_belong_to_different_values() {
        // Given
        long[] bins = new long[Histogram.BINS];
        bins[500] = 1;
        long low = Math.round(.5 * Histogram.ONE);
        long high = Math.round(.501 * Histogram.ONE);
        // When
        byte[] forged = new Histogram(Histogram.UNIT, bins, high, 0, low * low).toBytes();
        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Histogram.fromBytes(forged))
                .withMessageContaining("cannot have");
    }
}
