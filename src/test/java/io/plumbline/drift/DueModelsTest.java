package io.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
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
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Evaluated is of what there is anything new, and nothing else. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@Sql
class DueModelsTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Inject
    Evaluator evaluator;

    @Inject
    DueModels due;

    @Inject
    Incidents incidents;

    @Inject
    Policies policies;

    @Inject
    Models models;

    @Inject
    LiveModels live;

    @Inject
    Transactions transactions;

    private final String model = "due-" + UUID.randomUUID().toString().substring(0, 8);
    private final String other = "other-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void twoLiveModelsOfWhichAnHourIsHeard() {
        for (String name : List.of(model, other)) {
            models.register(new NewModel(name, "Due", "classification", List.of()), "test");
            live.release(name, "1", "", Validation.ofSums(confidence(), Map.of("a", 600, "b", 400)));
            hour(name, 0);
        }
        evaluator.evaluateAll();
    }

    @Test
    void ofWhichNothingIsNewIsNotEvaluated() {
        // Given
        Instant before = evaluated(model);
        // When
        evaluator.evaluateAll();
        // Then
        assertThat(dueOfOurs(Instant.now())).isEmpty();
        assertThat(evaluated(model)).isEqualTo(before);
    }

    @Test
    void predictionsLabelsAndDecisionsAreNewsOfTheirModelAlone() {
        List<Runnable> news = List.of(
                () -> hour(model, 1),
                () -> label(model, 0),
                () -> policies.change(model, tolerant(), OptionalInt.empty(), "test", "It may"),
                () -> models.reject(model, candidate(), "test", "Not wanted"));
        for (Runnable one : news) {
            // When
            one.run();
            // Then
            assertThat(dueOfOurs(Instant.now())).containsExactly(model);
            evaluator.evaluateAll();
            assertThat(dueOfOurs(Instant.now())).isEmpty();
        }
    }

    @Test
    void anHourOfTheClockIsNewsOfAll() {
        // Silence of a whole fleet is judged by the clock
        assertThat(dueOfOurs(Instant.now().plus(1, ChronoUnit.HOURS))).containsExactlyInAnyOrder(model, other);
    }

    @Test
    void whatFailsIsTriedAgainAndKeepsNoOtherFromBeingEvaluated() {
        // Given
        sql("update model_version set validation = '{\"n\": 0}' where model = '" + model + "'");
        hour(model, 1);
        hour(other, 1);
        // When
        evaluator.evaluateAll();
        // Then
        assertThat(dueOfOurs(Instant.now())).containsExactly(model);
        assertThat(incidents.states(other).get(0).watermark()).isEqualTo(START.plus(2, ChronoUnit.HOURS));
        // When it can be read again
        sql("update model_version v set validation = o.validation from model_version o where v.model = '" + model
                + "' and o.model = '" + other + "'");
        evaluator.evaluateAll();
        // Then
        assertThat(dueOfOurs(Instant.now())).isEmpty();
        assertThat(incidents.states(model).get(0).watermark()).isEqualTo(START.plus(2, ChronoUnit.HOURS));
    }

    @Test
    void whoseLabelsAreBeingCountedAnewIsNotJudgedByAPart() {
        // Given: as an update leaves what it has not counted yet
        sql("insert into outcome (source, id, correction_source, correction_id, corrected_at, actor, dirty, model,"
                + " version, window_at) values ('" + model + "', 'p', 's', 'c', now(), 'user', true, '" + model
                + "', '1', now())");
        sql("delete from drift_state where model = '" + model + "'");
        hour(model, 1);
        // When
        evaluator.evaluateAll();
        // Then
        assertThat(incidents.states(model)).singleElement().satisfies(state -> {
            assertThat(state.watermark()).isEqualTo(Instant.EPOCH);
            assertThat(state.alarm().note()).startsWith("Labels are being counted anew");
        });
        assertThat(dueOfOurs(Instant.now())).containsExactly(model);
        // When they are counted
        sql("update outcome set dirty = false, error = false where model = '" + model + "'");
        evaluator.evaluateAll();
        // Then
        assertThat(incidents.states(model).get(0).watermark()).isEqualTo(START.plus(2, ChronoUnit.HOURS));
    }

    private List<String> dueOfOurs(Instant now) {
        return Stream.of(model, other).filter(due.names(now)::contains).toList();
    }

    private Instant evaluated(String name) {
        return incidents.states(name).get(0).evaluatedAt();
    }

    private String candidate() {
        live.candidate(model, "2", Validation.ofSums(confidence(), Map.of("a", 600, "b", 400)));
        return "2";
    }

    private DriftPolicy tolerant() {
        DriftPolicy standard = policies.standard();
        return new DriftPolicy(
                standard.falseAlarmsPerYear(),
                0.07,
                standard.segments(),
                standard.maturity(),
                standard.triggers(),
                standard.zone(),
                standard.baseline());
    }

    private static Histogram confidence() {
        Histogram confidence = new Histogram();
        for (int i = 0; i < 1_000; i++) {
            confidence.add(.9);
        }
        return confidence;
    }

    private void hour(String name, int hour) {
        transactions.execute(c -> {
            try (PreparedStatement profile =
                    c.prepareStatement("insert into profile values (?, '1', ?, '', '', 0, 1000, ?, '{\"a\": 1000}')")) {
                profile.setString(1, name);
                profile.setTimestamp(2, Timestamp.from(START.plus(hour, ChronoUnit.HOURS)));
                profile.setBytes(3, confidence().toBytes());
                profile.executeUpdate();
            }
            ProfileDays.note(c, name);
        });
    }

    private void label(String name, int hour) {
        sql("insert into outcome_hour values ('" + name + "', '1', '" + START.plus(hour, ChronoUnit.HOURS)
                + "', '', '', 0, 10, 1, 0, 0, 0, pg_current_xact_id(), 0.02)");
    }

    private void sql(String text) {
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute(text);
            }
        });
    }
}
