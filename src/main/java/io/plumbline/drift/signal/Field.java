package io.plumbline.drift.signal;

import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.Outcomes;
import io.plumbline.profile.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * What a version did in the field, in full hours up to a moment. Each part is read when it is asked for, and once: if it cannot be
 * read, only what needs it fails.
 *
 * @param until end of the last hour, exclusive
 * @param told end of the last hour whose labels are waited for no longer, exclusive; no later than the other
 * @param window what the predictions cover
 * @param firstHour first hour in which the version was heard of within the window
 * @param shards predictions of the window by shard of the device
 * @param labels audited labels of the {@link #LABELS last week}
 * @param hours labels by hour of the {@link #DAYS last days}, in order
 * @param versions predictions of the model in its last day, by version
 */
public record Field(
        Instant until,
        Instant told,
        Duration window,
        Instant firstHour,
        Supplier<List<Profile>> shards,
        Supplier<LabelTally> labels,
        Supplier<List<Outcomes.Hour>> hours,
        Supplier<SortedMap<String, Long>> versions) {
    /** Labels are few: calibration is judged by those of a week. */
    public static final Duration LABELS = Duration.ofDays(7);

    /** How far trends and sequential detectors look back. */
    public static final Duration DAYS = Duration.ofDays(28);

    public Field {
        shards = once(shards);
        labels = once(labels);
        hours = once(hours);
        versions = once(versions);
    }

    /** The predictions of all shards together. */
    Profile whole() {
        Profile whole = new Profile();
        shards.get().forEach(whole::merge);
        return whole;
    }

    /** Says how far away enough predictions are: while a version is young they add up, later the window holds as many as it does. */
    String notEnough(long n, long needed) {
        Duration heard = Duration.between(firstHour, until);
        return heard.compareTo(window) < 0
                ? Sentences.notEnough(n, needed, "predictions", heard)
                : Sentences.notEnoughIn(window, n, needed, "predictions");
    }

    private static <T> Supplier<T> once(Supplier<T> reading) {
        return new Once<>(reading);
    }

    /** Not thread-safe. */
    private static final class Once<T> implements Supplier<T> {
        private final Supplier<T> reading;
        private List<T> read = List.of();

        private Once(Supplier<T> reading) {
            this.reading = reading;
        }

        @Override
        public T get() {
            if (read.isEmpty()) {
                read = List.of(reading.get());
            }
            return read.get(0);
        }
    }
}
