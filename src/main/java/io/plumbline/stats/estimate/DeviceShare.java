package io.plumbline.stats.estimate;

import io.plumbline.stats.Require;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Gives each device one voice a period, so that a burst of predictions from one device is one bet and not many.
 *
 * <p>Labels of one device in one period, for instance a day, are anything but independent: a sequential test that takes them
 * one by one is carried away by a device that sends many. This collects the losses of a period and hands out the mean of each
 * device: one number in [0, 1], to be given to a test of bounded observations by betting, such as a lifetime e-process of
 * losses, which bounds what each can win or lose. What is tested then is the mean loss over devices, each counted once, rather than over predictions.
 *
 * <p>The numbers come in the order of a checksum of period and device, so the order in which labels arrived, and the losses
 * themselves, have no say in it, and no device is always first. The level is that of the test where devices are independent
 * of each other given the past. Devices that differ for good cost nothing: stakes that stay the same within a period win at
 * most what they would on the devices' common mean, as a geometric mean is at most the arithmetic one, and stakes that are
 * added in between meet the devices in an order that knows nothing of them.
 *
 * <p>Mutable and not thread-safe.
 */
public final class DeviceShare {
    private static final long ONE = 1L << 30;

    private final Map<String, Voice> voices = new TreeMap<>();

    /** Losses of one device in this period: how many, and their sum in units of 2^-30. */
    private static final class Voice {
        private long n;
        private long sum;
    }

    /**
     * Adds the loss of one labelled prediction.
     *
     * @param device who made it
     * @param loss 0 for right to 1 for wrong, or between
     * @throws IllegalArgumentException if the loss is NaN or not from 0 to 1; nothing has changed then
     */
    public void add(String device, double loss) {
        Require.unit("A loss", loss);
        Voice voice = voices.computeIfAbsent(device, d -> new Voice());
        voice.n++;
        voice.sum += Math.round(loss * ONE);
    }

    /** Adds what another has collected in the same period, which stays as it is. */
    public void merge(DeviceShare other) {
        if (other == this) {
            throw new IllegalArgumentException("A period cannot be added to itself: " + devices() + " devices");
        }
        other.voices.forEach((device, theirs) -> {
            Voice voice = voices.computeIfAbsent(device, d -> new Voice());
            voice.n += theirs.n;
            voice.sum += theirs.sum;
        });
    }

    /** Number of devices heard in this period. */
    public int devices() {
        return voices.size();
    }

    /**
     * Ends the period and begins an empty one.
     *
     * @param period its number, for instance the day since 1970; enters into the order only
     * @return the mean loss of each device, 0 to 1, within 2^-31
     */
    public double[] close(long period) {
        String[] order = voices.keySet().toArray(String[]::new);
        Arrays.sort(
                order,
                Comparator.comparingLong((String device) -> rank(period, device))
                        .thenComparing(Comparator.naturalOrder()));
        double[] means = new double[order.length];
        for (int i = 0; i < means.length; i++) {
            Voice voice = voices.get(order[i]);
            means[i] = (double) voice.sum / voice.n / ONE;
        }
        voices.clear();
        return means;
    }

    private static long rank(long period, String device) {
        CRC32C crc = new CRC32C();
        crc.update(device.getBytes(StandardCharsets.UTF_8));
        // A checksum is linear, so two periods would give related orders; the finaliser of SplitMix64 is not.
        long mixed = crc.getValue() + period * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
