package io.plumbline.drift.signal;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.profile.HeardDays.Day;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who used to be heard and is not any more. Each segment value is judged by event time: only hours count in which the rest of the
 * model was heard. A model whose whole traffic stopped shows in no event; the fleet alone is judged by the clock.
 *
 * <p>What is to be expected of a gap is how many of its hours had a prediction in the same hours of the week before: the least of up to
 * four weeks, so that nights, weekends and values that fade are no surprise. Chance leaves a gap in which E hours are expected with
 * a probability of about e^(−E/φ), φ being how much more the days of a value scatter than independent hours would: predictions of
 * few devices come in bursts. Silence is a gap of E ≥ {@value #SURPRISE}·φ that is also longer than every earlier one. A value that
 * faded over days, as an old release does, is not silence.
 */
public final class Silences {
    /** How far back is looked. */
    public static final Duration HISTORY = Duration.ofDays(42);

    /** At e^−16 a value that comes and goes a thousand times a year is called silent once in 9,000 years. */
    private static final int SURPRISE = 16;

    private static final int DAY = 24;
    private static final int WEEK = 7 * DAY;
    private static final int FEWEST_WEEKS = 2;
    private static final int MOST_WEEKS = 4;
    private static final int FADING_DAYS = 3;
    private static final long FEW = 20;
    private static final double FADED = 0.5;
    private static final int HEARD_HOURS = 2;
    private static final int LATELY = 48;

    private Silences() {}

    /**
     * What was found.
     *
     * @param silent those who are silent
     * @param heard those who are not: lately heard in two different hours at least
     */
    public record Judgement(List<Finding.Silence> silent, Set<Place> heard) {}

    /**
     * Judges all.
     *
     * @param days what was heard from {@code start} on, ordered by key, value and day; the fleet's among them
     * @param start midnight, UTC
     * @param until end of the last hour that is over by event time, exclusive
     * @param clock now
     */
    public static Judgement judge(List<Day> days, Instant start, Instant until, Instant clock) {
        Map<Place, Heard> places = new TreeMap<>();
        int hours = (int) Duration.between(start, until).toHours();
        int hoursByClock = Math.max(hours, (int) Duration.between(start, clock).toHours());
        for (Day day : days) {
            Place place = new Place(day.key(), day.value());
            int length = place.equals(Place.FLEET) ? hoursByClock : hours;
            places.computeIfAbsent(place, p -> new Heard(length)).add(day, start);
        }
        Heard fleet = places.getOrDefault(Place.FLEET, new Heard(hoursByClock));
        List<Finding.Silence> silent = new ArrayList<>();
        Set<Place> heard = new HashSet<>();
        places.forEach((place, of) -> {
            Optional<Finding.Silence> silence = of.silence(place, fleet, start);
            silence.ifPresent(silent::add);
            if (silence.isEmpty() && of.lately() >= HEARD_HOURS) {
                heard.add(place);
            }
        });
        return new Judgement(silent, heard);
    }

    /** Start of the days that are to be read for a moment. */
    public static Instant start(Instant until) {
        return until.truncatedTo(ChronoUnit.DAYS).minus(HISTORY);
    }

    /** Hours of one place. */
    private static final class Heard {
        private final boolean[] hours;
        private final long[] predictions;

        private Heard(int length) {
            hours = new boolean[length];
            predictions = new long[length / DAY + 1];
        }

        private void add(Day day, Instant start) {
            int first = (int) Duration.between(start, day.day()).toHours();
            for (int i = 0; i < DAY && first + i < hours.length; i++) {
                hours[first + i] |= (day.hours() >> i & 1) == 1;
            }
            if (first / DAY < predictions.length) {
                predictions[first / DAY] += day.n();
            }
        }

        private int last(int from) {
            int hour = from;
            while (hour >= 0 && !hours[hour]) {
                hour--;
            }
            return hour;
        }

        private int lately() {
            int n = 0;
            for (int hour = Math.max(0, hours.length - LATELY); hour < hours.length; hour++) {
                n += hours[hour] ? 1 : 0;
            }
            return n;
        }

        private Optional<Finding.Silence> silence(Place place, Heard fleet, Instant start) {
            int last = last(hours.length - 1);
            if (last < 0 || last == hours.length - 1) {
                return Optional.empty();
            }
            boolean all = place.equals(Place.FLEET);
            int expected = expectedHours(last, all ? this : fleet, all);
            boolean silent = expected >= SURPRISE * scatter(last)
                    && gap(last, hours.length, fleet, all) > longestGap(last, fleet, all)
                    && (all || !faded(last, fleet));
            return silent
                    ? Optional.of(new Finding.Silence(
                            place, start.plus(last + 1L, ChronoUnit.HOURS), expected * anHour(last)))
                    : Optional.empty();
        }

        /** Hours of the gap after {@code last} that had a prediction in earlier weeks: the least of the weeks, 0 if too few are known. */
        private int expectedHours(int last, Heard fleet, boolean all) {
            int first = 0;
            while (!hours[first]) {
                first++;
            }
            int nearest = (hours.length - last - 2) / WEEK + 1;
            int least = Integer.MAX_VALUE;
            int weeks = 0;
            for (int back = nearest; back < nearest + MOST_WEEKS && last + 1 - back * WEEK >= first; back++) {
                int n = 0;
                for (int hour = last + 1; hour < hours.length; hour++) {
                    n += (all || fleet.hours[hour]) && hours[hour - back * WEEK] ? 1 : 0;
                }
                least = Math.min(least, n);
                weeks++;
            }
            return weeks < FEWEST_WEEKS ? 0 : least;
        }

        /** Hours between two in which the fleet was heard. */
        private static int gap(int last, int next, Heard fleet, boolean all) {
            int n = 0;
            for (int hour = last + 1; hour < next; hour++) {
                n += all || fleet.hours[hour] ? 1 : 0;
            }
            return n;
        }

        private int longestGap(int last, Heard fleet, boolean all) {
            int longest = 0;
            int before = -1;
            for (int hour = 0; hour <= last; hour++) {
                if (hours[hour]) {
                    longest = before < 0 ? 0 : Math.max(longest, gap(before, hour, fleet, all));
                    before = hour;
                }
            }
            return longest;
        }

        /** How much more the hours of like days scatter than if they were independent, at least 1. */
        private double scatter(int last) {
            int days = last / DAY;
            double sum = 0;
            int degrees = 0;
            for (int weekday = 0; weekday < 7; weekday++) {
                double mean = 0;
                int n = 0;
                for (int day = days - 1 - weekday; day >= 0 && known(day); day -= 7) {
                    mean += hoursOf(day);
                    n++;
                }
                mean /= Math.max(1, n);
                for (int day = days - 1 - weekday; mean > 0 && day >= 0 && known(day); day -= 7) {
                    sum += (hoursOf(day) - mean) * (hoursOf(day) - mean) / mean;
                }
                degrees += mean > 0 ? n - 1 : 0;
            }
            return degrees < 1 ? 1 : Math.max(1, sum / degrees);
        }

        /** Whether the place was heard of before the day ended. */
        private boolean known(int day) {
            return last(Math.min(hours.length, (day + 1) * DAY) - 1) >= 0;
        }

        private int hoursOf(int day) {
            int n = 0;
            for (int hour = day * DAY; hour < (day + 1) * DAY; hour++) {
                n += hours[hour] ? 1 : 0;
            }
            return n;
        }

        /** Predictions of an hour that has any. */
        private double anHour(int last) {
            long n = 0;
            int heard = 0;
            for (int day = 0; day <= last / DAY; day++) {
                n += predictions[day];
            }
            for (int hour = 0; hour <= last; hour++) {
                heard += hours[hour] ? 1 : 0;
            }
            return (double) n / heard;
        }

        /** Whether its share of the predictions had fallen to half before it stopped, the same weekdays of two weeks being all. */
        private boolean faded(int last, Heard fleet) {
            int end = last / DAY;
            long earlier = sum(predictions, end - FADING_DAYS - 7, end - 7);
            int days = earlier >= FEW ? FADING_DAYS : 7;
            double before = share(fleet, end - days - 14, end - 14) + share(fleet, end - days - 7, end - 7);
            return share(fleet, end - days, end) < FADED * before / 2;
        }

        private double share(Heard fleet, int from, int to) {
            return (double) sum(predictions, from, to) / Math.max(1, sum(fleet.predictions, from, to));
        }

        private static long sum(long[] days, int from, int to) {
            long sum = 0;
            for (int day = Math.max(0, from); day < to; day++) {
                sum += days[day];
            }
            return sum;
        }
    }
}
