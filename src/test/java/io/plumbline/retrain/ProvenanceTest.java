package io.plumbline.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kernel.Sha256;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.snapshot.Balance;
import io.plumbline.snapshot.DrawingRule;
import io.plumbline.snapshot.Entry;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

@Sql
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ProvenanceTest {
    private static final String MODEL = "of-good-provenance";
    private static final String PICTURE = """
        insert into picture (name, content, media_type, width, height, consent, received_at)
        values (?, ?, 'image/png', 1, 1, 'training', now()) on conflict do nothing
        """;
    private static final String LABEL = """
        insert into labelled_picture (model, image, label, source, origin, propensity, taken_at, segment)
        values (?, ?, 'bee', ?, 'audit', ?, now(), jsonb_build_object('phone', ?::text))
        on conflict (model, image) do update set propensity = excluded.propensity, segment = excluded.segment
        """;

    @Inject
    Judge judge;

    @Inject
    Models models;

    @Inject
    io.plumbline.snapshot.Snapshots snapshots;

    @Inject
    Transactions transactions;

    @Test
    void whereAPictureComesFromIsWhatItsSnapshotFroze() {
        // Given a picture that is frozen as one device's
        models.register(new NewModel(MODEL, "Title", "classification", List.of("phone")), "anna");
        Sha256 image = Sha256.of(MODEL.getBytes(StandardCharsets.UTF_8));
        audited(image, "/devices/m", 0.5, "old");
        DrawingRule rule = new DrawingRule(1, 0.999, 0, 1, OptionalInt.empty(), Balance.NONE, Optional.empty());
        List<Entry> frozen =
                snapshots.entries(snapshots.freeze(MODEL, rule, "anna").id());
        // When it is audited anew, and other devices send it too, before it is judged by
        audited(image, "/devices/m", 0.1, "new");
        audited(image, "/devices/a", 0.1, "other");
        audited(image, "/devices/z", 0.1, "other");
        Answer answer = Answer.ofClass("bee", 0.9, "bee");
        List<JudgedPicture> judged = judge.judging(
                        MODEL, "1", List.of(JudgedPicture.of(image, "bee", answer, answer)), frozen, false)
                .pictures();
        // Then
        assertThat(judged).hasSize(1);
        assertThat(judged.get(0).origin()).isEqualTo(JudgedPicture.Origin.FIELD);
        assertThat(judged.get(0).device()).isEqualTo("/devices/m");
        assertThat(judged.get(0).weight()).isEqualTo(2);
        assertThat(judged.get(0).segment()).isEqualTo(Map.of("phone", "old"));
    }

    private void audited(Sha256 content, String device, double propensity, String phone) {
        transactions.execute(c -> {
            String name =
                    Sha256.of((MODEL + device).getBytes(StandardCharsets.UTF_8)).hex();
            try (var picture = c.prepareStatement(PICTURE);
                    var label = c.prepareStatement(LABEL)) {
                picture.setString(1, name);
                picture.setString(2, content.hex());
                picture.executeUpdate();
                label.setString(1, MODEL);
                label.setString(2, name);
                label.setString(3, device);
                label.setDouble(4, propensity);
                label.setString(5, phone);
                label.executeUpdate();
            }
        });
    }
}
