package io.plumbline.retrain.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.kernel.Rejection;
import io.plumbline.retrain.policy.Decision.Code;
import io.plumbline.retrain.policy.Situation.OpenIncident;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a retraining due, what holds it back, and how that is said. */
class JudgementTest {
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
    private static final Instant NOW = Instant.parse("2026-11-26T15:00:00Z");
    private static final Instant MADE = Instant.parse("2026-11-20T09:00:00Z");
    private static final Situation QUIET = new Situation(
            NOW,
            false,
            true,
            false,
            Optional.empty(),
            Optional.empty(),
            0,
            Map.of("bag", 90L, "coat", 80L),
            Optional.empty(),
            0,
            MADE);

    private RetrainPolicy policy = new RetrainPolicy(
            true, 600, OptionalLong.empty(), Optional.empty(), VIENNA, Duration.ofHours(6), 50, 4, Optional.empty());

    @Test
    void nothing_happens_without_an_incident() {
        says(QUIET, Code.NOTHING_DUE, "Waits: no incident of errors is open.");
    }

    @Test
    void an_incident_waits_for_its_labels_and_starts_with_them() {
        says(incident(412), Code.NOTHING_DUE, "Waits: 412 of 600 audited pictures since the change of incident 7.");
        says(
                incident(600),
                Code.STARTED_FOR_INCIDENT,
                "Starts for incident 7: 600 of 600 audited pictures since the change.");
    }

    @Test
    void a_policy_that_does_not_listen_to_incidents_starts_by_hand_only() {
        policy = new RetrainPolicy(
                false, 600, OptionalLong.empty(), Optional.empty(), VIENNA, Duration.ZERO, 0, 4, Optional.empty());
        says(incident(600), Code.NOTHING_DUE, "Starts by hand only.");
    }

    @Test
    void new_labels_start_one() {
        policy = new RetrainPolicy(
                true, 600, OptionalLong.of(50), Optional.empty(), VIENNA, Duration.ofHours(6), 50, 4, Optional.empty());
        says(labels(37), Code.NOTHING_DUE, "Waits: no incident of errors is open; 37 of 50 new labels.");
        says(labels(50), Code.STARTED_FOR_LABELS, "Starts for 50 new labels of 50.");
    }

    @Test
    void what_is_due_waits_for_the_cooldown_each_class_and_the_budget_and_says_so_all_at_once() {
        policy = new RetrainPolicy(
                true, 600, OptionalLong.of(50), Optional.empty(), VIENNA, Duration.ofHours(6), 50, 4, Optional.empty());
        Situation held = new Situation(
                NOW,
                false,
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                60,
                Map.of("bag", 37L, "boot", 50L, "coat", 0L),
                Optional.of(NOW.minusSeconds(3600)),
                4,
                MADE);
        says(
                held,
                Code.COOLDOWN,
                "Due for 60 new labels of 50, but waits: cooldown until 26 November 2026 21:00 Europe/Vienna;"
                        + " 37 of 50 labels of class bag, 0 of 50 labels of class coat;"
                        + " the budget of 4 a month is used up until 1 December 2026 00:00 Europe/Vienna.");
        assertThat(new Judgement(policy, held).overridden()).startsWith(" By hand it does not wait: cooldown until");
    }

    @Test
    void a_cooldown_is_over_to_the_second() {
        Situation due = incident(600);
        Situation justOver = new Situation(
                NOW,
                false,
                true,
                false,
                Optional.empty(),
                due.incident(),
                0,
                QUIET.classes(),
                Optional.of(NOW.minus(Duration.ofHours(6))),
                1,
                MADE);
        assertThat(decide(justOver).starts()).isTrue();
    }

    @Test
    void one_at_a_time_and_none_while_a_proven_one_waits() {
        Situation due = incident(600);
        says(
                new Situation(
                        NOW,
                        false,
                        true,
                        true,
                        Optional.empty(),
                        due.incident(),
                        0,
                        Map.of(),
                        Optional.empty(),
                        0,
                        MADE),
                Code.UNDER_WAY,
                "A retraining is under way.");
        says(
                new Situation(
                        NOW,
                        false,
                        true,
                        false,
                        Optional.of("4"),
                        due.incident(),
                        0,
                        Map.of(),
                        Optional.empty(),
                        0,
                        MADE),
                Code.AWAITS_PROMOTION,
                "Waits: version 4 is proven better and not promoted yet; another one would not help.");
        says(
                new Situation(
                        NOW,
                        false,
                        false,
                        false,
                        Optional.empty(),
                        due.incident(),
                        0,
                        Map.of(),
                        Optional.empty(),
                        0,
                        MADE),
                Code.NOTHING_LIVE,
                "Waits: the model has no live version to start from; promote one first.");
    }

    @Test
    void what_draws_masks_begins_with_its_teacher_and_counts_masks() {
        // Given one with nothing live
        Situation masks = new Situation(
                NOW,
                true,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                12,
                Map.of("subject", 60L),
                Optional.empty(),
                0,
                MADE);
        // When / Then
        says(masks, Code.NO_TEACHER, "Starts by hand only: the policy names no teacher.");
        policy = taught(20);
        says(masks, Code.NOTHING_DUE, "Waits: no incident of errors is open; 12 of 20 new masks.");
        policy = taught(12);
        says(masks, Code.STARTED_FOR_LABELS, "Starts for 12 new masks of 12.");
        Decision refused = Judgement.refused(decide(masks), "There are 3 pictures, 64 are needed.");
        assertThat(refused.starts()).isFalse();
        assertThat(refused.sentence())
                .isEqualTo("Due for 12 new masks of 12, but waits: There are 3 pictures, 64 are needed.");
    }

    private static RetrainPolicy taught(long newMasks) {
        return new RetrainPolicy(
                true,
                600,
                OptionalLong.of(newMasks),
                Optional.empty(),
                VIENNA,
                Duration.ofHours(6),
                50,
                4,
                Optional.of(Teacher.of("isnet/1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/1", "isnet/", "isnet/1/2", "/"})
    void a_teacher_that_nobody_can_read_is_refused(String text) {
        assertThatThrownBy(() -> Teacher.of(text)).isInstanceOfSatisfying(Rejection.class, e -> assertThat(e.detail())
                .contains("teacher is '" + text + "'"));
    }

    /** Vienna is an hour ahead of UTC in November: three o'clock on Monday, 23 November, is two o'clock UTC. */
    @ParameterizedTest
    @CsvSource({
        "0 3 * * 1, 2026-11-23T01:59:59Z, Waits: no incident of errors is open; by schedule on 23 November 2026 03:00"
                + " Europe/Vienna.",
        "0 3 * * 1, 2026-11-23T02:00:00Z, 'Starts by schedule, due since 23 November 2026 03:00 Europe/Vienna.'",
        "P2D, 2026-11-22T08:59:59Z, Waits: no incident of errors is open; by schedule on 22 November 2026 10:00"
                + " Europe/Vienna.",
        "P2D, 2026-11-22T09:00:00Z, 'Starts by schedule, due since 22 November 2026 10:00 Europe/Vienna.'"
    })
    void a_schedule_starts_one_in_the_zone_of_the_policy(String schedule, Instant at, String sentence) {
        policy = new RetrainPolicy(
                true,
                600,
                OptionalLong.empty(),
                Optional.of(Schedule.of(schedule)),
                VIENNA,
                Duration.ZERO,
                0,
                4,
                Optional.empty());
        Situation then = new Situation(
                at, false, true, false, Optional.empty(), Optional.empty(), 0, Map.of(), Optional.empty(), 0, MADE);
        assertThat(decide(then).sentence()).isEqualTo(sentence);
    }

    @Test
    void a_schedule_counts_from_the_last_retraining() {
        policy = new RetrainPolicy(
                true,
                600,
                OptionalLong.empty(),
                Optional.of(Schedule.of("P2D")),
                VIENNA,
                Duration.ZERO,
                0,
                4,
                Optional.empty());
        Situation then = new Situation(
                NOW,
                false,
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                0,
                Map.of(),
                Optional.of(NOW.minusSeconds(60)),
                1,
                MADE);
        assertThat(decide(then).sentence()).contains("by schedule on 28 November 2026 15:59");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now and then", "61 3 * * 1", "PT5M", "P", "0 3 * * 1 2026"})
    void a_schedule_that_nobody_can_read_is_refused(String text) {
        assertThatThrownBy(() -> Schedule.of(text)).isInstanceOfSatisfying(Rejection.class, e -> assertThat(e.detail())
                .contains("schedule is '" + text + "'"));
    }

    private static Situation incident(long have) {
        return new Situation(
                NOW,
                false,
                true,
                false,
                Optional.empty(),
                Optional.of(new OpenIncident(7, have, 600)),
                0,
                QUIET.classes(),
                Optional.empty(),
                0,
                MADE);
    }

    private static Situation labels(long fresh) {
        return new Situation(
                NOW,
                false,
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                fresh,
                QUIET.classes(),
                Optional.empty(),
                0,
                MADE);
    }

    private Decision decide(Situation situation) {
        return new Judgement(policy, situation).decide();
    }

    private void says(Situation situation, Code code, String sentence) {
        Decision decision = decide(situation);
        assertThat(decision.sentence()).isEqualTo(sentence);
        assertThat(decision.code()).isEqualTo(code);
        assertThat(decision.starts()).isEqualTo(code.word().startsWith("started"));
    }
}
