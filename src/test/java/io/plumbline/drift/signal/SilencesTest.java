package io.plumbline.drift.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.signal.Silences.Judgement;
import io.plumbline.profile.HeardDays.Day;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SilencesTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final int QUARTER = 91 * 24;
    private static final int HISTORY = (int) Silences.HISTORY.toHours();

    /** Predictions by place and hour. */
    private static final class Traffic {
        private final Map<Place, long[]> hours = new TreeMap<>();
        private final int length;

        private Traffic(int length) {
            this.length = length;
            hours.put(Place.FLEET, new long[length]);
        }

        private void add(String make, int hour, int n) {
            if (n > 0 && hour < length) {
                hours.get(Place.FLEET)[hour] += n;
                hours.computeIfAbsent(new Place("make", make), p -> new long[length])[hour] += n;
            }
        }

        private List<Day> days(int from, int until) {
            List<Day> days = new ArrayList<>();
            hours.forEach((place, counts) -> {
                for (int day = from; day < until; day += 24) {
                    int mask = 0;
                    long n = 0;
                    for (int hour = day; hour < Math.min(day + 24, until); hour++) {
                        mask |= counts[hour] > 0 ? 1 << (hour - day) : 0;
                        n += counts[hour];
                    }
                    if (n > 0) {
                        days.add(new Day(place.key(), place.value(), at(day), n, mask));
                    }
                }
            });
            return days;
        }

        private Judgement judged(int until) {
            int from = Math.max(0, until / 24 * 24 - HISTORY);
            return Silences.judge(days(from, until), at(from), at(until), at(until));
        }
    }

    private static Instant at(int hour) {
        return START.plus(Duration.ofHours(hour));
    }

    private static int poisson(SplittableRandom random, double mean) {
        int n = 0;
        for (double left = Math.exp(-mean), p = random.nextDouble(); p > left; p *= random.nextDouble()) {
            n++;
        }
        return n;
    }

    /** Makes from thousands of devices down to two, each of which is used in bouts of some hours, by day more than by night. */
    private static Traffic traffic(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        Traffic traffic = new Traffic(length);
        double[] boutsADay = {60, 20, 8, 4, 2, 1, 0.5, 0.2};
        for (int make = 0; make < boutsADay.length; make++) {
            for (int hour = 0; hour < length; hour++) {
                double bustle = (hour % 24 < 6 ? 0.1 : 1.3) * (hour / 24 % 7 >= 5 ? 1.4 : 0.84);
                for (int bouts = poisson(random, boutsADay[make] / 24 * bustle); bouts > 0; bouts--) {
                    int lasts = 1 + random.nextInt(5);
                    for (int i = 0; i < lasts; i++) {
                        traffic.add("make " + make, hour + i, 1 + random.nextInt(6));
                    }
                }
            }
        }
        // One that works on weekdays by day only
        for (int hour = 0; hour < length; hour++) {
            boolean open = hour / 24 % 7 < 5 && hour % 24 >= 8 && hour % 24 < 18;
            traffic.add("office", hour, open ? poisson(random, 5) : 0);
        }
        return traffic;
    }

    @Test
    void callsNobodySilentWhoComesAndGoesAsEver() {
        int places = 0;
        for (int model = 0; model < 30; model++) {
            Traffic traffic = traffic(model, QUARTER);
            // When it is asked every five hours of a quarter
            for (int until = 24; until <= QUARTER; until += 5) {
                // Then
                assertThat(traffic.judged(until).silent())
                        .as("model %d, hour %d", model, until)
                        .isEmpty();
            }
            places += traffic.hours.size();
        }
        assertThat(places).isEqualTo(30 * 10);
    }

    @Test
    void hearsAMakeThatStopsAsSoonAsItsRateAllows() {
        int stop = 50 * 24 + 11;
        Map<String, Integer> days = Map.of("make 0", 1, "make 1", 2, "make 2", 4, "office", 4);
        for (int seed = 0; seed < 10; seed++) {
            for (Map.Entry<String, Integer> make : days.entrySet()) {
                // Given
                Traffic traffic = traffic(seed, 80 * 24);
                Place place = new Place("make", make.getKey());
                for (int hour = stop; hour < 80 * 24; hour++) {
                    traffic.hours.get(Place.FLEET)[hour] -= traffic.hours.get(place)[hour];
                    traffic.hours.get(place)[hour] = 0;
                }
                // When
                int until = stop;
                while (traffic.judged(until).silent().isEmpty()) {
                    until++;
                }
                // Then
                List<Finding.Silence> silent = traffic.judged(until).silent();
                assertThat(silent).extracting(Finding.Silence::place).containsExactly(place);
                assertThat(until - stop)
                        .as("%s, seed %d", make.getKey(), seed)
                        .isLessThanOrEqualTo(24 * make.getValue());
                assertThat(silent.get(0).since()).isBeforeOrEqualTo(at(stop)).isAfter(at(stop - 24));
                assertThat(silent.get(0).expected()).isGreaterThan(15);
            }
        }
    }

    @Test
    void knowsWhoIsHeardAgainOnlyAfterTwoHours() {
        // Given a make that stopped for four days and speaks up in one hour
        Place place = new Place("make", "make 0");
        Traffic traffic = traffic(1, 60 * 24);
        long[] hours = traffic.hours.get(place);
        java.util.Arrays.fill(hours, 50 * 24, 54 * 24, 0);
        java.util.Arrays.fill(hours, 54 * 24 + 1, hours.length, 0);
        hours[54 * 24] = 3;
        assertThat(traffic.judged(54 * 24).silent())
                .extracting(Finding.Silence::place)
                .containsExactly(place);
        // When, Then
        assertThat(traffic.judged(54 * 24 + 1).silent()).isEmpty();
        assertThat(traffic.judged(54 * 24 + 1).heard()).doesNotContain(place);
        hours[54 * 24 + 2] = 3;
        assertThat(traffic.judged(54 * 24 + 3).heard()).contains(place);
    }

    @Test
    void takesAReleaseThatFadesForNoSilence() {
        // Given a release whose phones update within two weeks
        SplittableRandom random = new SplittableRandom(3);
        Traffic traffic = new Traffic(90 * 24);
        for (int hour = 0; hour < 90 * 24; hour++) {
            double left = Math.max(0, Math.min(1, 1 - (hour / 24.0 - 40) / 14));
            traffic.add("old", hour, poisson(random, 30 * left));
            traffic.add("new", hour, poisson(random, 30 * (1 - left)));
        }
        // When, Then
        for (int until = 24; until <= 90 * 24; until++) {
            assertThat(traffic.judged(until).silent()).as("hour %d", until).isEmpty();
        }
    }

    @Test
    void hearsByTheClockThatAWholeFleetStopped() {
        // Given
        Traffic traffic = traffic(1, 40 * 24);
        List<Day> days = traffic.days(0, 40 * 24);
        // When, Then
        assertThat(Silences.judge(days, START, at(40 * 24), at(40 * 24 + 6)).silent())
                .isEmpty();
        assertThat(Silences.judge(days, START, at(40 * 24), at(42 * 24)).silent())
                .extracting(Finding.Silence::place)
                .containsExactly(Place.FLEET);
    }
}
