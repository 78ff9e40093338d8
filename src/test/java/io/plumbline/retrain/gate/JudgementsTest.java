package io.plumbline.retrain.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.store.Transactions;
import io.plumbline.testing.SettableClock;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which pictures people are shown of those that two models were judged by. */
@ExtendWith(SharedServers.class)
class JudgementsTest {
    private static final UUID JOB = new UUID(0, 1);
    private static final UUID ALONE = new UUID(0, 2);

    @Test
    void masks_that_agree_more_or_less_are_shown_and_those_first_that_differ_most(EmbeddedServers servers)
            throws Exception {
        // Given masks that all cover as much of their picture
        List<JudgedPicture> pictures = List.of(
                masks("as good", 0.8, 0.8),
                masks("a little better", 0.80, 0.84),
                masks("much worse", 0.95, 0.55),
                masks("much better", 0.55, 0.90),
                masks("confidently wrong", 0.49, 0.45));
        TestDatabase database = TestDatabase.create(
                servers, "judgements_" + UUID.randomUUID().toString().replace('-', '_'));
        try (AgroalDataSource pool = database.pool()) {
            Transactions transactions = new Transactions(pool);
            transactions.execute(c -> {
                try (Statement statement = c.createStatement()) {
                    statement.execute("insert into model values ('people', 'P', 'segmentation', '{}', now(), 'me')");
                    for (UUID job : List.of(JOB, ALONE)) {
                        statement.execute(
                                "insert into job (id, kind, payload, state, max_attempts, run_after, requested_by,"
                                        + " created_at)"
                                        + " values"
                                        + " ('" + job + "', 'judge', '{}', 'succeeded', 1, now(), 'me', now())");
                    }
                }
            });
            Judgements judgements = new Judgements(transactions, new SettableClock());
            judgements.keep(JOB, "2", new Judging("people", "1", List.of(), pictures, 1, true), List.of());
            // When
            Page.Of<JudgedPicture> shown = judgements.different(JOB, Page.FIRST);
            // Then
            assertThat(shown.items())
                    .extracting(JudgedPicture::truth)
                    .containsExactly("confidently wrong", "much worse", "much better", "a little better");
            assertThat(shown.total()).isEqualTo(4);

            // And where there is nothing to compare with, the worst come first
            List<JudgedPicture> alone = List.of(masks("good", 0, 0.9), masks("nowhere", 0, 0), masks("poor", 0, 0.3));
            judgements.keep(ALONE, "3", new Judging("people", "", List.of(), alone, 1, true), List.of());
            assertThat(judgements.different(ALONE, Page.FIRST).items())
                    .extracting(JudgedPicture::truth)
                    .containsExactly("nowhere", "poor", "good");
        }
    }

    /** The champion's IoU is 0 where there is none. */
    private static JudgedPicture masks(String truth, double champion, double challenger) {
        Answer before = champion == 0 ? new Answer("(no version)", 0, 0) : answer(champion);
        return JudgedPicture.of(Sha256.of(truth.getBytes(StandardCharsets.UTF_8)), truth, before, answer(challenger));
    }

    private static Answer answer(double iou) {
        return new Answer("12.3 % of the picture", 0.95, iou);
    }
}
