package io.plumbline.drift.baseline;

import io.plumbline.drift.baseline.Choice.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Where the first full days of a version lie. */
public final class FirstDaysSpan {
    private FirstDaysSpan() {}

    /**
     * The first full days.
     *
     * @param firstHour first hour in which the version was heard of
     * @param zone whose days they are; where they begin within an hour, UTC, the next one counts
     */
    public static Span of(Instant firstHour, ZoneId zone, int days) {
        LocalDate day = firstHour.atZone(zone).toLocalDate();
        if (day.atStartOfDay(zone).toInstant().isBefore(firstHour)) {
            day = day.plusDays(1);
        }
        return new Span(
                fullHour(day.atStartOfDay(zone).toInstant()),
                fullHour(day.plusDays(days).atStartOfDay(zone).toInstant()));
    }

    private static Instant fullHour(Instant time) {
        Instant before = time.truncatedTo(ChronoUnit.HOURS);
        return before.equals(time) ? time : before.plus(Duration.ofHours(1));
    }
}
