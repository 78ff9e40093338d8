package io.plumbline.client;

import java.util.Random;

/**
 * Fresh event ids and the wire form of times.
 *
 * <p>Ids are UUIDs of version 7 (RFC 9562): 48 bits of time, 74 random ones. Safe from several threads.
 */
public final class EventIds {
    private static final long DAY = 86_400_000L;

    private final DeviceClock clock;
    private final Random random;

    /**
     * @param clock wall time of the device
     * @param random where the random bits come from; {@link java.security.SecureRandom} unless in a test
     */
    public EventIds(DeviceClock clock, Random random) {
        this.clock = clock;
        this.random = random;
    }

    /** An id that nobody has seen. */
    public String next() {
        long high = (clock.millis() << 16) | 0x7000L | random.nextInt(1 << 12);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        String h = hex(high);
        String l = hex(low);
        return h.substring(0, 8)
                + '-'
                + h.substring(8, 12)
                + '-'
                + h.substring(12)
                + '-'
                + l.substring(0, 4)
                + '-'
                + l.substring(4);
    }

    /** Now, in milliseconds since 1970. */
    public long now() {
        return clock.millis();
    }

    private static String hex(long bits) {
        String digits = Long.toHexString(bits);
        return "0000000000000000".substring(digits.length()) + digits;
    }

    /**
     * A time as RFC 3339 writes it, in UTC, with milliseconds where there are any.
     *
     * <p>Civil date from days: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
     *
     * @param millis milliseconds since 1970, of the years 1970 to 9999
     * @throws IllegalArgumentException if outside of them
     */
    public static String rfc3339(long millis) {
        if (millis < 0 || millis >= 253_402_300_800_000L) {
            throw new IllegalArgumentException("Not a time of the years 1970 to 9999: " + millis);
        }
        long z = millis / DAY + 719_468;
        long era = z / 146_097;
        long dayOfEra = z - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long shifted = (5 * dayOfYear + 2) / 153;
        long month = shifted < 10 ? shifted + 3 : shifted - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        long inDay = millis % DAY;
        StringBuilder out = new StringBuilder(24);
        pad(out, year, 4).append('-');
        pad(out, month, 2).append('-');
        pad(out, dayOfYear - (153 * shifted + 2) / 5 + 1, 2).append('T');
        pad(out, inDay / 3_600_000, 2).append(':');
        pad(out, inDay / 60_000 % 60, 2).append(':');
        pad(out, inDay / 1_000 % 60, 2);
        if (inDay % 1_000 != 0) {
            pad(out.append('.'), inDay % 1_000, 3);
        }
        return out.append('Z').toString();
    }

    private static StringBuilder pad(StringBuilder out, long value, int width) {
        String digits = Long.toString(value);
        for (int i = digits.length(); i < width; i++) {
            out.append('0');
        }
        return out.append(digits);
    }
}
