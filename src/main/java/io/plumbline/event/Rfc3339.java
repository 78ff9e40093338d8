package io.plumbline.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Year;

/** Times as RFC 3339 writes them. */
final class Rfc3339 {
    /** Length of a time to the second, without its zone. */
    private static final int SECONDS = "2026-11-23T10:00:00".length();

    private static final int NANO_DIGITS = 9;

    private Rfc3339() {}

    /**
     * Reads a time.
     *
     * @throws DateTimeException if it is none
     */
    static Instant parse(String text) {
        return isCommon(text) ? common(text) : OffsetDateTime.parse(text).toInstant();
    }

    /** Whether it reads {@code 2026-11-23T10:00:00Z}, with or without a fraction, and is there in the calendar. */
    private static boolean isCommon(String text) {
        int length = text.length();
        if (length <= SECONDS || length == SECONDS + 2 || length > SECONDS + 2 + NANO_DIGITS) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean fits =
                    switch (i) {
                        case 4, 7 -> c == '-';
                        case 10 -> c == 'T';
                        case 13, 16 -> c == ':';
                        default -> i == length - 1 ? c == 'Z' : i == SECONDS ? c == '.' : c >= '0' && c <= '9';
                    };
            if (!fits) {
                return false;
            }
        }
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= Month.of(month).length(Year.isLeap(number(text, 0, 4)))
                && number(text, 11, 13) < 24
                && number(text, 14, 16) < 60
                && number(text, 17, 19) < 60;
    }

    private static Instant common(String text) {
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        long second = 3600L * number(text, 11, 13) + 60L * number(text, 14, 16) + number(text, 17, 19);
        int nanos = 0;
        int zone = text.length() - 1;
        if (zone > SECONDS) {
            nanos = number(text, SECONDS + 1, zone);
            for (int digits = zone - SECONDS - 1; digits < NANO_DIGITS; digits++) {
                nanos *= 10;
            }
        }
        return Instant.ofEpochSecond(86_400 * day + second, nanos);
    }

    private static int number(String digits, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + (digits.charAt(i) - '0');
        }
        return number;
    }
}
