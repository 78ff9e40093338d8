package io.plumbline.stats.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.stats.anytime.LifetimeEProcess;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceShareTest {
    private static final double PROMISED = .1;
    private static final double ALPHA = .05;

    @Test
    void gives_each_device_its_mean() {
        // Given
        DeviceShare share = new DeviceShare();
        // When
        for (int i = 0; i < 90; i++) {
            share.add("loud", i < 30 ? 1 : 0);
        }
        share.add("quiet", .25);
        // Then
        assertThat(share.devices()).isEqualTo(2);
        assertThat(share.close(7)).containsExactlyInAnyOrder(30.0 / 90, .25);
        assertThat(share.devices()).isZero();
        assertThat(share.close(8)).isEmpty();
    }

    @Test
    void comes_in_an_order_that_neither_arrival_nor_grouping_changes_and_that_varies_between_periods() {
        for (long seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            String[] devices = new String[300];
            double[] losses = new double[300];
            for (int i = 0; i < 300; i++) {
                devices[i] = "/devices/" + random.nextInt(40);
                losses[i] = random.nextDouble();
            }
            DeviceShare forward = new DeviceShare();
            DeviceShare left = new DeviceShare();
            DeviceShare right = new DeviceShare();
            // When
            for (int i = 0; i < 300; i++) {
                forward.add(devices[i], losses[i]);
                (i % 3 == 0 ? left : right).add(devices[299 - i], losses[299 - i]);
            }
            right.merge(left);
            // Then
            assertThat(right.close(seed)).as("seed %d", seed).isEqualTo(forward.close(seed));
        }
        assertThat(identified(1)).isNotEqualTo(identified(2));
        assertThat(Arrays.stream(identified(1)).sorted().toArray())
                .containsExactly(Arrays.stream(identified(2)).sorted().toArray(), within(0.0));
    }

    private static double[] identified(long period) {
        DeviceShare share = new DeviceShare();
        for (int i = 0; i < 20; i++) {
            share.add("/devices/" + i, i / 20.0);
        }
        return share.close(period);
    }

    @Test
    void keeps_the_promise_of_a_betting_test_where_bursts_break_it() {
        // Given: one device day in ten goes wrong throughout; most days have few labels, some very many.
        Random random = new Random(1);
        int runs = 400;
        int naive = 0;
        int shared = 0;
        // When
        for (int run = 0; run < runs; run++) {
            LifetimeEProcess perLabel = LifetimeEProcess.ofLosses(PROMISED, ALPHA);
            LifetimeEProcess perDevice = LifetimeEProcess.ofLosses(PROMISED, ALPHA);
            DeviceShare share = new DeviceShare();
            for (int day = 0; day < 60; day++) {
                for (int device = 0; device < 20; device++) {
                    boolean wrong = random.nextDouble() < PROMISED;
                    int labels = random.nextDouble() < .1 ? 40 : 1 + random.nextInt(4);
                    for (int i = 0; i < labels; i++) {
                        perLabel.update(wrong ? 1 : 0, 1);
                        share.add("device" + device, wrong ? 1 : 0);
                    }
                }
                for (double mean : share.close(day)) {
                    perDevice.update(mean, 1);
                }
            }
            naive += perLabel.raised() ? 1 : 0;
            shared += perDevice.raised() ? 1 : 0;
        }
        // Then: three standard errors above alpha.
        assertThat((double) shared / runs).isLessThan(ALPHA + 3 * Math.sqrt(ALPHA * (1 - ALPHA) / runs));
        assertThat((double) naive / runs).isGreaterThan(.3);
    }

    @Test
    void keeps_the_promise_with_devices_that_are_bad_for_good_and_still_sees_a_worse_fleet() {
        // Given
        Random random = new Random(2);
        int runs = 120;
        int alarms = 0;
        int seen = 0;
        // When
        for (int run = 0; run < runs; run++) {
            LifetimeEProcess same = LifetimeEProcess.ofLosses(PROMISED, ALPHA);
            LifetimeEProcess worse = LifetimeEProcess.ofLosses(PROMISED, ALPHA);
            DeviceShare share = new DeviceShare();
            DeviceShare shareOfWorse = new DeviceShare();
            for (int day = 0; day < 60; day++) {
                for (int device = 0; device < 40; device++) {
                    double rate = device < 10 ? 4 * PROMISED : 0;
                    int labels = device == 0 ? 60 : 1 + random.nextInt(3);
                    for (int i = 0; i < labels; i++) {
                        share.add("device" + device, random.nextDouble() < rate ? 1 : 0);
                        shareOfWorse.add("device" + device, random.nextDouble() < 1.8 * rate ? 1 : 0);
                    }
                }
                for (double mean : share.close(day)) {
                    same.update(mean, 1);
                }
                for (double mean : shareOfWorse.close(day)) {
                    worse.update(mean, 1);
                }
            }
            alarms += same.raised() ? 1 : 0;
            seen += worse.raised() ? 1 : 0;
        }
        // Then
        assertThat((double) alarms / runs).isLessThan(ALPHA + 3 * Math.sqrt(ALPHA * (1 - ALPHA) / runs));
        assertThat((double) seen / runs).isGreaterThan(.95);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -.1, 1.01})
    void refuses_what_is_no_loss_and_stays_as_it_was(double loss) {
        DeviceShare share = new DeviceShare();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> share.add("device", loss))
                .withMessageContaining(String.valueOf(loss));
        assertThat(share.devices()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> share.merge(share))
                .withMessageContaining("itself");
    }
}
