package io.plumbline.ui.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A moment for a {@code time} element: UTC on paper, the reader's own zone where a script runs.
 *
 * @param iso ISO 8601 in UTC, to the second
 * @param text the same for people
 */
public record Stamp(String iso, String text) {
    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SHORT =
            DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** The moment, to the minute for people. */
    public static Stamp of(Instant at) {
        return new Stamp(at.truncatedTo(ChronoUnit.SECONDS).toString(), TEXT.format(at));
    }

    /** Without year and zone, for the hover texts of charts whose axis says UTC. */
    static String brief(Instant at) {
        return SHORT.format(at);
    }

    /** How long ago, in one unit: "just now", "4 minutes ago", "2 days ago". */
    static String ago(Instant at, Instant now) {
        long seconds = Math.max(0, Duration.between(at, now).toSeconds());
        return seconds < 10 ? "just now" : span(seconds) + " ago";
    }

    /** A length of time in one unit, "1 minute", "36 hours". */
    static String span(long seconds) {
        if (seconds < 60) {
            return plural(seconds, "second");
        }
        if (seconds < 7200) {
            return plural(seconds / 60, "minute");
        }
        return seconds < 172_800 ? plural(seconds / 3600, "hour") : plural(seconds / 86_400, "day");
    }

    public static String plural(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }
}
