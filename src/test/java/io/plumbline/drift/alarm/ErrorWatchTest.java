package io.plumbline.drift.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.feedback.OutcomeCohorts.Cohort;
import io.plumbline.stats.anytime.CalendarEDetector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

class ErrorWatchTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Settings ONCE_A_YEAR = new Settings(Counted.ERRORS, 1_000, 10_000, 0.02, 1, Instant.EPOCH);
    private static final int MAKES = 10;
    private static final Place BROKEN = new Place("make", "3");

    /** Hours of a fleet that errs in a tenth of its predictions, at night not at all; a make and all of them may be worse. */
    private static List<Cohort> hours(long seed, int hours, int change, double fleet, double make) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Cohort> cohorts = new ArrayList<>();
        for (int hour = 0; hour < hours; hour++) {
            long[] labels = new long[MAKES];
            long[] errors = new long[MAKES];
            int n = hour % 24 < 6 ? 0 : random.nextInt(100);
            for (int i = 0; i < n; i++) {
                int of = random.nextInt(MAKES);
                double rate = hour < change ? .1 : of == 3 ? make : fleet;
                labels[of]++;
                errors[of] += random.nextDouble() < rate ? 1 : 0;
            }
            Instant at = START.plus(Duration.ofHours(hour));
            long allErrors = 0;
            for (int of = 0; of < MAKES; of++) {
                allErrors += errors[of];
                if (labels[of] > 0) {
                    cohorts.add(new Cohort(at, "make", Integer.toString(of), 1, labels[of], errors[of], 0));
                }
            }
            if (n > 0) {
                cohorts.add(new Cohort(at, "", "", 1, n, allErrors, 0));
            }
        }
        return cohorts;
    }

    private static ErrorWatch watch(List<Cohort> cohorts) {
        ErrorWatch watch = new ErrorWatch(ONCE_A_YEAR);
        cohorts.forEach(watch::read);
        watch.judge();
        return watch;
    }

    private static List<Place> raised(ErrorWatch watch) {
        return watch.standings().stream()
                .filter(s -> s.raised().isPresent())
                .map(Standing::place)
                .toList();
    }

    @Test
    void raisesTheMakeThatIsBrokenAndNoOther() {
        int found = 0;
        for (int seed = 0; seed < 20; seed++) {
            // Given a week in which nothing happens, and four days in which one make of ten errs in a third
            List<Cohort> cohorts = hours(seed, 11 * 24, 7 * 24, .1, .33);
            // When
            ErrorWatch watch = watch(cohorts);
            // Then
            List<Place> raised = raised(watch);
            assertThat(raised).as("seed %d", seed).isSubsetOf(BROKEN, Place.FLEET);
            found += raised.contains(BROKEN) ? 1 : 0;
            watch.standings().stream().flatMap(s -> s.raised().stream()).forEach(at -> assertThat(at)
                    .isAfterOrEqualTo(START.plus(Duration.ofDays(7))));
        }
        assertThat(found).isEqualTo(20);
    }

    @Test
    void keepsItsBudgetOverTheFleetAndAllSegmentsTogether() {
        // Given a promise that is just kept, known all but exactly, and a budget of 50 a year
        Settings settings = new Settings(Counted.ERRORS, 800_000, 8_000_000, 0, 50, Instant.EPOCH);
        int alarms = 0;
        int lives = 40;
        for (int life = 0; life < lives; life++) {
            ErrorWatch watch = new ErrorWatch(settings);
            // When a quarter of a year passes
            hours(life, 91 * 24, 0, .1, .1).forEach(watch::read);
            watch.judge();
            alarms += raised(watch).size();
        }
        // Then a latched alarm counts once, so there are fewer; without any the test would show nothing
        assertThat(alarms).isBetween(lives / 10, (int) (lives * 50 / 4.0));
    }

    @Test
    void goesOnFromBytesAsIfNothingHadHappened() {
        // Given
        List<Cohort> cohorts = hours(1, 20 * 24, 10 * 24, .2, .4);
        ErrorWatch whole = watch(cohorts);
        // When it is stored and restored at each tenth
        ErrorWatch parts = new ErrorWatch(ONCE_A_YEAR);
        for (int i = 0; i < cohorts.size(); i++) {
            if (i % (cohorts.size() / 10) == 0) {
                parts = ErrorWatch.fromBytes(ONCE_A_YEAR, parts.toBytes());
            }
            parts.read(cohorts.get(i));
        }
        parts.judge();
        // Then
        assertThat(parts.toBytes()).isEqualTo(whole.toBytes());
        assertThat(raised(whole)).contains(Place.FLEET);
        assertThat(parts.standings()).isEqualTo(whole.standings());
    }

    private static List<Cohort> drawnWith(double propensity, List<Cohort> cohorts) {
        return cohorts.stream()
                .map(c -> new Cohort(c.hour(), c.key(), c.value(), propensity, c.labels(), c.errors(), 0))
                .toList();
    }

    @Test
    void weighsLabelsOfOnePropensityAlikeWhateverItIs() {
        // Given
        List<Cohort> cohorts = hours(1, 12 * 24, 6 * 24, .2, .4);
        // When
        ErrorWatch rare = watch(drawnWith(.02, cohorts));
        // Then
        assertThat(rare.standings()).isEqualTo(watch(cohorts).standings());
        assertThat(raised(rare)).contains(Place.FLEET);
    }

    @Test
    void letsALabelThatWasHardlyEverDrawnMuteNoOtherHour() {
        // Given one such label before everything else
        Cohort freak = new Cohort(START.minusSeconds(3600), "", "", 1e-9, 1, 0, 0);
        List<Cohort> cohorts = hours(1, 12 * 24, 6 * 24, .2, .4);
        List<Cohort> all = new ArrayList<>(List.of(freak));
        all.addAll(cohorts);
        // When
        ErrorWatch watch = watch(all);
        // Then
        assertThat(raised(watch)).isEqualTo(raised(watch(cohorts))).contains(Place.FLEET);
        assertThat(watch.fleet().raised()).isEqualTo(watch(cohorts).fleet().raised());
        assertThat(watch.fleet().years())
                .isGreaterThanOrEqualTo(watch(cohorts).fleet().years());
    }

    @Test
    void weighsLabelsOfAnHourByTheLeastPropensityOfTheirPlace() {
        // Given labels of one hour, some drawn twice as often, and a make whose labels are all of one propensity
        ErrorWatch watch = new ErrorWatch(ONCE_A_YEAR);
        CalendarEDetector fleet = new CalendarEDetector(1_000, 10_000, 0.02);
        // When they are read, and stored in between
        watch.read(new Cohort(START, "", "", .1, 20, 10, 0));
        ErrorWatch restored = ErrorWatch.fromBytes(ONCE_A_YEAR, watch.toBytes());
        restored.read(new Cohort(START, "", "", .2, 30, 20, 0));
        restored.read(new Cohort(START, "make", "1", .2, 30, 20, 0));
        restored.judge();
        // Then
        fleet.update(1 / ErrorWatch.YEAR_HOURS, 10, 20, 1);
        fleet.update(0, 20, 30, .5);
        CalendarEDetector make = new CalendarEDetector(1_000, 10_000, 0.02);
        make.update(1 / ErrorWatch.YEAR_HOURS, 20, 30, 1);
        assertThat(restored.standings()).extracting(Standing::years).containsExactly(fleet.years(), make.years());
        assertThatIllegalArgumentException()
                .as("the least first")
                .isThrownBy(() -> restored.read(new Cohort(START, "", "", .05, 1, 0, 0)));
    }

    @Test
    void tellsWhatIsNeededAndWhatIsThere() {
        // Given
        ErrorWatch watch = new ErrorWatch(ONCE_A_YEAR);
        assertThat(watch.fleet().needed()).isEqualTo(8 / 3.0);
        // When
        watch.read(new Cohort(START, "", "", 1, 50, 5, 0));
        watch.read(new Cohort(START, "make", "1", 1, 30, 3, 0));
        watch.read(new Cohort(START, "make", "2", 1, 20, 2, 0));
        watch.judge();
        // Then three eighths of the budget are for the fleet, and as many for two segments
        assertThat(watch.standings()).extracting(Standing::needed).containsExactly(8 / 3.0, 16 / 3.0, 16 / 3.0);
        assertThat(watch.fleet().labels()).isEqualTo(50);
        assertThat(watch.fleet().errors()).isEqualTo(5);
        assertThat(watch.fleet().years()).isBetween(0.0, 1 / ErrorWatch.YEAR_HOURS);
    }

    @Test
    void sharesItsBudgetBetweenErrorsAndConfidentOnes() {
        // Given
        Settings confident = new Settings(Counted.CONFIDENT_ERRORS, 100, 10_000, 0.02, 1, Instant.EPOCH);
        ErrorWatch watch = new ErrorWatch(confident);
        // When
        watch.read(new Cohort(START, "", "", 1, 400, 200, 30));
        watch.judge();
        // Then
        assertThat(watch.fleet().errors()).isEqualTo(30);
        assertThat(watch.fleet().needed()).isEqualTo(8);
        double budgets = 1 / watch.fleet().needed()
                + 1 / new ErrorWatch(ONCE_A_YEAR).fleet().needed();
        assertThat(2 * budgets).as("of fleets and segments together").isEqualTo(1);
    }

    @Test
    void foreseesHowManyLabelsAnAlarmTakes() {
        // Given
        long enough = Foresight.labels(ONCE_A_YEAR, 8 / 3.0);
        double rate = 2 * ONCE_A_YEAR.promised();
        for (long labels : new long[] {enough * 9 / 10, enough * 11 / 10}) {
            // When so many labels come in one hour, twice as many errors as promised among them
            ErrorWatch watch = new ErrorWatch(ONCE_A_YEAR);
            watch.read(new Cohort(START, "", "", 1, labels, Math.round(rate * labels), 0));
            watch.judge();
            // Then
            assertThat(watch.fleet().raised().isPresent()).isEqualTo(labels > enough);
        }
        assertThat(enough).isBetween(50L, 2_000L);
    }

    @Test
    void refusesAnEarlierHourAndForeignBytes() {
        // Given
        ErrorWatch watch = watch(List.of(new Cohort(START, "", "", 1, 50, 5, 0)));
        // When, Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> watch.read(new Cohort(START.minusSeconds(3600), "", "", 1, 1, 0, 0)))
                .withMessageContaining("2026-02-28T23:00:00Z");
        byte[] bytes = watch.toBytes();
        bytes[0] = 9;
        assertThatThrownBy(() -> ErrorWatch.fromBytes(ONCE_A_YEAR, bytes)).hasMessageContaining("format 9");
        assertThatThrownBy(() -> ErrorWatch.fromBytes(ONCE_A_YEAR, new byte[] {ErrorWatch.FORMAT, 2}))
                .hasMessageContaining("cut off");
    }

    @Test
    void makesOneIncidentOfOneChange() {
        Standing fleet = standing(Place.FLEET, 10);
        Standing make = standing(BROKEN, 1e9);
        Standing other = standing(new Place("make", "4"), 1e3);
        Standing country = standing(new Place("country", "NG"), 1e6);
        Standing quiet = new Standing(new Place("make", "5"), 9, 0, 0, 4, java.util.Optional.empty());
        BiPredicate<Standing, List<Standing>> none = (all, segments) -> false;
        BiPredicate<Standing, List<Standing>> makes = (all, segments) -> segments.equals(List.of(make));
        BiPredicate<Standing, List<Standing>> both = (all, segments) -> segments.equals(List.of(make, other));
        // All of the fleet: its segments are not news. One make that drags the fleet along: the fleet is not
        assertThat(places(List.of(fleet, make, country), Set.of(), none)).containsExactly(fleet);
        assertThat(places(List.of(fleet, make, country), Set.of(), makes)).containsExactly(make);
        // No alarm of the fleet: the key that shows it best, or else the fleet, by the alarm that shows it best
        Standing calm = new Standing(Place.FLEET, 99, 9, 1, 4, java.util.Optional.empty());
        assertThat(places(List.of(calm, make, other, country, quiet), Set.of(), both))
                .containsExactly(make, other);
        assertThat(Findings.worthAnIncident(List.of(calm, other, make, country, quiet), Set.of(), none))
                .singleElement()
                .satisfies(raised -> {
                    assertThat(raised.alarm()).isEqualTo(BROKEN);
                    assertThat(raised.standing().place()).isEqualTo(Place.FLEET);
                    assertThat(raised.standing().raised()).contains(START);
                    assertThat(raised.standing().years()).isEqualTo(calm.years());
                });
        // Beside a known make another make is news, a country is not, and neither is the fleet that they drag along
        assertThat(places(List.of(fleet, make, other, country), Set.of(BROKEN), both))
                .containsExactly(other);
        // Until they do not account for it any more
        assertThat(places(List.of(fleet, make, other, country), Set.of(BROKEN), makes))
                .containsExactly(fleet);
        assertThat(places(List.of(fleet), Set.of(BROKEN), none)).containsExactly(fleet);
        // A known make accounts for it whether it is raised just now or not
        Standing dealtWith = new Standing(BROKEN, 9, 0, 0, 4, java.util.Optional.empty());
        BiPredicate<Standing, List<Standing>> known = (all, segments) -> segments.equals(List.of(dealtWith));
        assertThat(places(List.of(fleet, dealtWith), Set.of(BROKEN), known)).isEmpty();
        // Of several known keys the first by name
        Set<Place> two = Set.of(BROKEN, country.place());
        Standing neighbour = standing(new Place("country", "ZA"), 5);
        assertThat(places(List.of(country, neighbour, make, other), two, none)).containsExactly(neighbour);
        assertThat(places(List.of(fleet, make), Set.of(Place.FLEET), none)).isEmpty();
        assertThat(places(List.of(quiet), Set.of(), none)).isEmpty();
    }

    private static List<Standing> places(
            List<Standing> standings, Set<Place> known, BiPredicate<Standing, List<Standing>> explain) {
        return Findings.worthAnIncident(standings, known, explain).stream()
                .map(Findings.Raised::standing)
                .toList();
    }

    private static Standing standing(Place place, double years) {
        return new Standing(place, 100, 50, years, 4, java.util.Optional.of(START));
    }
}
