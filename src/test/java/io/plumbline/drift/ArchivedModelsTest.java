package io.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.registry.Archive;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.LiveModels;
import io.plumbline.testing.LiveModels.Validation;
import io.plumbline.testing.ProfileDays;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of a fleet whose events were refused for three days, its model being out of use. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@Sql
class ArchivedModelsTest {
    private static final Duration HEARD = Duration.ofDays(21);
    private static final Duration NOT_HEARD = Duration.ofDays(3);

    @Inject
    Evaluator evaluator;

    @Inject
    Incidents incidents;

    @Inject
    Models models;

    @Inject
    Archive archive;

    @Inject
    LiveModels live;

    @Inject
    Transactions transactions;

    private final String model = "archived-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void aModelOfWhichNothingIsHeardForThreeDays() {
        models.register(new NewModel(model, "Archived", "classification", List.of()), "test");
        live.release(model, "1", "", Validation.ofSums(confidence(), Map.of("a", 60, "b", 40)));
        Instant until = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(NOT_HEARD);
        transactions.execute(c -> {
            try (PreparedStatement hour =
                    c.prepareStatement("insert into profile values (?, '1', ?, '', '', 0, 100, ?, '{\"a\": 100}')")) {
                for (long i = HEARD.toHours(); i > 0; i--) {
                    hour.setString(1, model);
                    hour.setTimestamp(2, Timestamp.from(until.minus(i, ChronoUnit.HOURS)));
                    hour.setBytes(3, confidence().toBytes());
                    hour.addBatch();
                }
                hour.executeBatch();
            }
            ProfileDays.note(c, model);
        });
    }

    @Test
    void aFleetThatWasInUseAllTheTimeIsSilent() {
        // When
        evaluator.evaluate(models.require(model));
        // Then
        assertThat(incidents.open(model)).singleElement().satisfies(incident -> assertThat(incident.signal())
                .isEqualTo("silence"));
    }

    @Test
    void aFleetWhoseModelIsTakenIntoUseAgainWasNotSilent() {
        // Given
        archive.archive(model, "Nobody runs it", "test");
        archive.restore(model, "Sold again", "test");
        // When
        evaluator.evaluate(models.require(model));
        // Then
        assertThat(incidents.states(model)).hasSize(1);
        assertThat(incidents.open(model)).isEmpty();
    }

    @Test
    void aModelThatIsArchivedWhileItIsEvaluatedHasNoIncident() {
        // Given
        Model asRead = models.require(model);
        archive.archive(model, "Nobody runs it", "test");
        // When
        evaluator.evaluate(asRead);
        // Then
        assertThat(incidents.states(model)).hasSize(1);
        assertThat(incidents.open(model)).isEmpty();
    }

    private static Histogram confidence() {
        Histogram confidence = new Histogram();
        for (int i = 0; i < 100; i++) {
            confidence.add(.9);
        }
        return confidence;
    }
}
