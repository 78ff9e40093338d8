package io.plumbline.drift.years;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.stats.report.Page;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.SettableClock;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Years of the field in minutes: quarters of stationary traffic and of planted changes go through the database of the application and
 * are evaluated by it at each midnight. With {@code -Dyears.models=20} there are 20 of each kind, and what is found goes into
 * docs/statistics.md.
 */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(SettableClock.Profile.class)
class SimulatedYearsTest {
    private static final int MODELS = Integer.getInteger("years.models", 1);
    private static final int EVERYTHING = 20;

    @Inject
    Years years;

    @Test
    void whatIsPlantedIsFoundWhereItIsAndNothingElse() throws IOException {
        // Given
        List<Result> results = new ArrayList<>();
        // When
        years.hurry();
        long start = System.nanoTime();
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < MODELS; i++) {
                Result result = years.live(kind, i);
                results.add(result);
                System.err.printf(
                        "%4d s %s %d: %s%n",
                        (System.nanoTime() - start) / 1_000_000_000, kind.id(), i, result.found());
            }
        }
        // Then
        Page page = new Page();
        page.add("years", YearsTable.found(results));
        page.add("years-conventional", YearsTable.conventional(results));
        System.err.println(page.print());
        if (MODELS >= EVERYTHING) {
            page.fill(Path.of("docs", "statistics.md"));
        }
        assertThat(results).isNotEmpty();
    }
}
