package io.plumbline.stats.anytime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** e-SR and e-CUSUM. */
class EDetectorsTest {
    private static final double[] FACTORS = {1.25, 1.5, 2, 3, 4};

    @Test
    void follow_their_definitions() {
        // Given
        double p0 = .04;
        EShiryaevRoberts sr = new EShiryaevRoberts(p0, 1e4);
        ECusum cusum = new ECusum(p0, 1e4);
        double[] r = new double[5];
        double[] c = new double[5];
        Random random = new Random(11);
        int alarms = 0;
        for (int t = 0; t < 20_000; t++) {
            boolean error = random.nextDouble() < (t < 10_000 ? p0 : 2 * p0);
            double sumOfR = 0;
            double sumOfC = 0;
            for (int i = 0; i < 5; i++) {
                double q = FACTORS[i] * p0;
                double likelihood = error ? q / p0 : (1 - q) / (1 - p0);
                r[i] = (r[i] + 1) * likelihood;
                c[i] = Math.max(c[i], 1) * likelihood;
                sumOfR += r[i];
                sumOfC += c[i];
            }
            // When
            boolean alarm = sr.update(error);
            boolean alarmOfCusum = cusum.update(error);
            // Then
            assertThat(alarm).as("e-SR at %d", t).isEqualTo(sumOfR / 5 >= 1e4);
            assertThat(alarmOfCusum).as("e-CUSUM at %d", t).isEqualTo(sumOfC / 5 >= 1e4);
            if (alarm) {
                Arrays.fill(r, 0);
                alarms++;
            }
            assertThat(sr.value()).isCloseTo(alarm ? 0 : sumOfR / 5, within(1e-9 * sumOfR));
            assertThat(cusum.value()).isCloseTo(sumOfC / 5, within(1e-9 * sumOfC));
            if (alarmOfCusum) {
                Arrays.fill(c, 0);
            }
        }
        assertThat(alarms).isGreaterThan(5);
        assertThat(sr.n()).isEqualTo(20_000);
        assertThat(cusum.n()).isEqualTo(20_000);
    }

    @ParameterizedTest
    @CsvSource({".05, 1000", ".2, 1000", ".05, 20000"})
    void raise_no_more_false_alarms_than_they_say(double p0, double runLength) {
        // Given
        SplittableRandom random = new SplittableRandom(3);
        EShiryaevRoberts sr = new EShiryaevRoberts(p0, runLength);
        ECusum cusum = new ECusum(p0, runLength);
        int values = 2_000_000;
        int alarms = 0;
        int alarmsOfCusum = 0;
        // When
        for (int i = 0; i < values; i++) {
            boolean error = random.nextDouble() < p0;
            alarms += sr.update(error) ? 1 : 0;
            alarmsOfCusum += cusum.update(error) ? 1 : 0;
        }
        // Then
        double most = values / runLength;
        assertThat(alarms).isPositive();
        assertThat((double) alarms).isLessThan(most + 4 * Math.sqrt(most));
        assertThat(alarmsOfCusum).isLessThanOrEqualTo(alarms);
    }

    @ParameterizedTest
    @CsvSource({".05, .10, 302", ".20, .40, 82", ".02, .06, 237"})
    void are_as_quick_as_published(double p0, double after, int published) {
        // Given
        int[] delays = new int[500];
        int runs = 0;
        // When
        for (int seed = 0; seed < delays.length; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            EShiryaevRoberts detector = new EShiryaevRoberts(p0, 1e5);
            boolean early = false;
            for (int t = 0; t < 5000; t++) {
                early |= detector.update(random.nextDouble() < p0);
            }
            int delay = 1;
            while (!detector.update(random.nextDouble() < after)) {
                delay++;
            }
            if (!early) {
                delays[runs++] = delay;
            }
        }
        // Then
        int[] sorted = Arrays.copyOf(delays, runs);
        Arrays.sort(sorted);
        assertThat((double) sorted[runs / 2]).isCloseTo(published, within(.12 * published));
    }

    @Test
    void name_the_start_of_the_change() {
        // Given
        ECusum cusum = new ECusum(.05, 1e6);
        SplittableRandom random = new SplittableRandom(8);
        assertThat(cusum.sinceStart()).isZero();
        for (int t = 0; t < 5000; t++) {
            cusum.update(random.nextDouble() < .05);
        }
        // When
        int delay = 1;
        while (!cusum.update(random.nextDouble() < .2)) {
            delay++;
        }
        // Then
        assertThat((double) cusum.sinceStart()).isCloseTo(delay, within(40.0));
    }

    @Test
    void take_an_error_as_a_loss_of_one_and_refuse_what_is_no_loss() {
        // Given
        EShiryaevRoberts sr = new EShiryaevRoberts(.1, 1e5);
        EShiryaevRoberts losses = new EShiryaevRoberts(.1, 1e5);
        ECusum cusum = new ECusum(.1, 1e5);
        ECusum cusumOfLosses = new ECusum(.1, 1e5);
        Random random = new Random(4);
        for (int i = 0; i < 1000; i++) {
            boolean error = random.nextDouble() < .12;
            // When
            sr.update(error);
            losses.update(error ? 1 : 0, 1);
            cusum.update(error);
            cusumOfLosses.update(error ? 1 : 0, 1);
            // Then
            assertThat(losses.value()).isCloseTo(sr.value(), within(1e-9 * sr.value()));
            assertThat(cusumOfLosses.value()).isCloseTo(cusum.value(), within(1e-9 * cusum.value()));
        }
        byte[] before = losses.toBytes();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> losses.update(1.5, 1))
                .withMessageContaining("1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> losses.update(Double.NaN, 1))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> losses.update(1, 0))
                .withMessageContaining("0.0");
        assertThat(losses.toBytes()).isEqualTo(before);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EShiryaevRoberts(.1, 1))
                .withMessageContaining("1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ECusum(.1, Double.POSITIVE_INFINITY))
                .withMessageContaining("Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ECusum(Double.NaN, 10))
                .withMessageContaining("NaN");
    }
}
