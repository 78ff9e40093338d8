package io.plumbline.retrain.policy;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.plumbline.kernel.Rejection;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/** When a model is retrained without anything having happened. */
public sealed interface Schedule {
    /** As one writes it. */
    String text();

    /** The first moment after some other; empty if there is none any more. */
    Optional<Instant> next(Instant after, ZoneId zone);

    /**
     * At the times of a calendar.
     *
     * @param text minute, hour, day of the month, month, day of the week, as crontab(5) has them; in the policy's zone
     */
    record Calendar(String text) implements Schedule {
        @Override
        public Optional<Instant> next(Instant after, ZoneId zone) {
            return ExecutionTime.forCron(cron(text))
                    .nextExecution(after.atZone(zone))
                    .map(ZonedDateTime::toInstant);
        }
    }

    /**
     * So long after the last retraining, however that began.
     *
     * @param every at least an hour
     */
    record Every(Duration every) implements Schedule {
        @Override
        public String text() {
            return every.toString();
        }

        @Override
        public Optional<Instant> next(Instant after, ZoneId zone) {
            return Optional.of(after.plus(every));
        }
    }

    /**
     * A schedule as one writes it.
     *
     * @param text {@code 0 3 * * 1} for three o'clock on Mondays, or a span of time such as {@code P7D}
     * @throws Rejection {@code policy-invalid}
     */
    static Schedule of(String text) {
        String written = text.strip();
        if (written.startsWith("P")) {
            try {
                Duration every = Duration.parse(written);
                if (every.compareTo(Duration.ofHours(1)) >= 0 && every.compareTo(Duration.ofDays(3660)) <= 0) {
                    return new Every(every);
                }
            } catch (DateTimeException e) {
                throw invalid(written, e);
            }
            throw Rejection.invalid("policy-invalid", "schedule is '" + written + "'; a span is from PT1H to P3660D.");
        }
        try {
            return new Calendar(cron(written).asString());
        } catch (IllegalArgumentException e) {
            throw invalid(written, e);
        }
    }

    private static Rejection invalid(String text, RuntimeException cause) {
        return new Rejection(
                Rejection.Kind.INVALID,
                "policy-invalid",
                "schedule is '" + text + "'; write minute, hour, day of the month, month and day of the week, such as"
                        + " 0 3 * * 1 for three o'clock on Mondays, or a span such as P7D.",
                cause);
    }

    private static Cron cron(String text) {
        return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                .parse(text)
                .validate();
    }
}
