package io.plumbline.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Values that are added to a stored histogram give the bytes that the histogram itself would. */
class HistogramValuesTest {
    private static final byte[] NONE = {};

    @Test
    void storedBytesAreThoseOfTheHistogram() {
        // Given
        SplittableRandom random = new SplittableRandom(7);
        for (int run = 0; run < 300; run++) {
            Histogram histogram = new Histogram();
            byte[] stored = NONE;
            // When: few values, many, and the number at which they are held otherwise
            for (int part = 0; part < 4; part++) {
                HistogramValues values = new HistogramValues();
                int n = random.nextInt(3) == 0 ? 1_995 + random.nextInt(2_000) : 1 + random.nextInt(30);
                double from = random.nextDouble();
                for (int i = 0; i < n; i++) {
                    double x = odd(random, from);
                    histogram.add(x);
                    values.add(HistogramValues.place(x));
                }
                assertThat(values.n()).isEqualTo(n);
                stored = values.addTo(stored);
            }
            // Then
            assertThat(stored).isEqualTo(histogram.toBytes());
            assertThat(Histogram.fromBytes(stored)).isEqualTo(histogram);
        }
    }

    /** Ends, edges, their neighbours, and whatever. */
    private static double odd(SplittableRandom random, double from) {
        double edge = random.nextInt(1_001) / 1000.0;
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(2);
            case 1 -> edge;
            case 2 -> Math.min(1, Math.nextUp(edge));
            case 3 -> Math.max(0, Math.nextDown(edge));
            default -> from + random.nextDouble() * (1 - from);
        };
    }

    @Test
    void squaresCarryOverAsInTheHistogram() {
        // Given: sums of squares beyond 64 bits
        Histogram histogram = new Histogram();
        HistogramValues half = new HistogramValues();
        for (int i = 0; i < 12; i++) {
            histogram.add(1);
            half.add(HistogramValues.place(1));
        }
        byte[] stored = half.addTo(NONE);
        // When
        for (int i = 0; i < 4; i++) {
            histogram.merge(histogram.copy());
            HistogramValues again = new HistogramValues();
            for (int n = 0; n < 12 << i; n++) {
                again.add(HistogramValues.place(1));
            }
            stored = again.addTo(stored);
        }
        // Then
        assertThat(stored).isEqualTo(histogram.toBytes());
    }

    @Test
    void whatIsNoHistogramOfConfidencesIsRefused() {
        // Given
        HistogramValues values = new HistogramValues();
        values.add(HistogramValues.place(0.5));
        byte[] damaged = values.addTo(NONE);
        damaged[1]++;
        // Then
        assertThatThrownBy(() -> values.addTo(damaged)).hasMessageContaining("Damaged histogram");
        assertThatThrownBy(() -> values.addTo(new Histogram(0, 2).toBytes())).hasMessageContaining("another range");
        assertThatThrownBy(() -> HistogramValues.place(1.01)).hasMessageContaining("1.01");
        assertThatThrownBy(() -> HistogramValues.place(Double.NaN)).hasMessageContaining("NaN");
    }
}
