package io.plumbline.drift.years;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.years.Result.Found;
import io.plumbline.stats.report.Page;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.SettableClock;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Years of the field in minutes: quarters of stationary traffic and of planted changes go through the database of the application and
 * are evaluated by it at each midnight. With {@code -Dyears.models=20} there are 20 of each kind, and what is found goes into
 * docs/statistics.md. {@code -Dyears.kinds=class-mix,make} lets only those live, {@code -Dyears.first=20} others than the first
 * 20; then what is found is printed, and goes nowhere.
 */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(SettableClock.Profile.class)
class SimulatedYearsIT {
    private static final String MODELS = "years.models";
    private static final String KINDS = System.getProperty("years.kinds", "");
    private static final int FIRST = Integer.getInteger("years.first", 0);

    @Inject
    StoredModels stored;

    @Inject
    Years years;

    @BeforeEach
    void hurry() {
        stored.hurry();
    }

    /** Lets models of some kinds live, and tells how far it is. */
    private List<Result> live(List<Kind> kinds, int models) {
        List<Result> results = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = FIRST; i < FIRST + models; i++) {
            for (Result result : years.live(kinds, i)) {
                results.add(result);
                Duration taken = Duration.ofNanos(System.nanoTime() - start);
                System.err.printf(
                        "%4d s %s %d: %s%n", taken.toSeconds(), result.kind().id(), i, result.found());
            }
        }
        return results;
    }

    @Test
    @DisabledIfSystemProperty(named = MODELS, matches = ".*")
    void whatIsPlantedIsFoundWhereItIsAndNothingElse() {
        // Given, When
        List<Result> results = live(List.of(Kind.MAKE, Kind.FEEDBACK), 1);
        // Then
        for (Result result : results) {
            Kind kind = result.kind();
            assertThat(result.falseAlarms()).as("%s", result).isZero();
            if (kind.harmful()) {
                assertThat(result.detection()).as("%s", result).isPresent();
                Found found = result.detection().orElseThrow();
                assertThat(kind.isAt(found.key(), found.value()))
                        .as("%s", result)
                        .isTrue();
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = MODELS, matches = "[1-9][0-9]*")
    void theTablesOfTheDocumentation() throws IOException {
        // Given, When
        List<Kind> kinds = Kind.of(KINDS);
        List<Result> results = live(kinds, Integer.getInteger(MODELS));
        // Then
        Page page = new Page();
        page.add("years", YearsTable.found(results));
        page.add("years-conventional", YearsTable.conventional(results));
        System.err.println(page.print());
        if (FIRST == 0 && kinds.size() == Kind.values().length) {
            page.fill(Path.of("docs", "statistics.md"));
        }
        double quiet = results.stream().mapToDouble(Result::quietYears).sum();
        long falseOnes = results.stream().mapToLong(Result::falseAlarms).sum();
        assertThat(falseOnes).as("false alarms, of a budget of one a year").isLessThanOrEqualTo((long)
                Math.ceil(quiet));
        assertThat(share(results, (kind, found) -> kind.isAt(found.key(), found.value())))
                .as("share of what was found that was found where it is")
                .isGreaterThanOrEqualTo(0.9);
        assertThat(share(results, (kind, found) -> kind.explainedBy(found.cause())))
                .as("share of what was found of which the cause was told")
                .isGreaterThanOrEqualTo(0.8);
    }

    /** Share of the harmful changes that were found of which something is right, 1 if none was found. */
    private static double share(List<Result> results, BiPredicate<Kind, Found> right) {
        List<Boolean> found = results.stream()
                .filter(result -> result.kind().harmful())
                .flatMap(result -> result.detection().stream().map(f -> right.test(result.kind(), f)))
                .toList();
        return found.isEmpty() ? 1 : (double) Collections.frequency(found, true) / found.size();
    }
}
