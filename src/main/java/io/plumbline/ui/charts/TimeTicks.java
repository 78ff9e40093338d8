package io.plumbline.ui.charts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round moments on a time axis, in UTC. */
final class TimeTicks {
    private static final long DAY = 86_400;
    private static final long[] STEPS = {
        1,
        5,
        15,
        30,
        60,
        120,
        300,
        600,
        900,
        1800,
        3600,
        7200,
        10_800,
        21_600,
        43_200,
        DAY,
        2 * DAY,
        7 * DAY,
        14 * DAY,
        28 * DAY,
        91 * DAY,
        182 * DAY,
        365 * DAY,
        3650 * DAY,
        36_500 * DAY
    };
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

    private TimeTicks() {}

    /** A moment and how it is written. */
    record Tick(Instant at, String label) {}

    /** At most about {@code count} ticks between two moments; midnight shows the date. */
    static List<Tick> between(Instant from, Instant to, int count) {
        long span = Math.max(1, to.getEpochSecond() - from.getEpochSecond());
        long step = STEPS[STEPS.length - 1];
        for (long candidate : STEPS) {
            if (span / candidate <= count) {
                step = candidate;
                break;
            }
        }
        List<Tick> ticks = new ArrayList<>();
        long first = Math.floorDiv(from.getEpochSecond() + step - 1, step) * step;
        for (long second = first; second <= to.getEpochSecond() && ticks.size() < 50; second += step) {
            Instant at = Instant.ofEpochSecond(second);
            ticks.add(new Tick(at, label(at, step)));
        }
        return ticks;
    }

    private static String label(Instant at, long step) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        if (step >= DAY || at.getEpochSecond() % DAY == 0) {
            return DATE.format(utc);
        }
        return (step < 60 ? SECOND : MINUTE).format(utc);
    }
}
