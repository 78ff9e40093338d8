package io.plumbline.retrain.distil;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Removal;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.snapshot.Split;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@Sql
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class DoubtfulPicturesTest {
    private static final String MODEL = "forgetful-student";

    @Inject
    DoubtfulPictures doubtful;

    @Inject
    AskedPictures asked;

    @Inject
    Removal removal;

    @Inject
    Models models;

    @Inject
    Jobs jobs;

    @Inject
    Transactions transactions;

    @Test
    void whatWasForgottenWhileATeacherWasAskedDoesNotComeBack() {
        // Given pictures of two devices that a teacher is asked about
        models.register(new NewModel(MODEL, "Student", "segmentation", List.of()), "anna");
        UUID job =
                jobs.submit(new NewJob("that nobody does", MODEL, "{}", "anna")).id();
        AskedPicture stays = picture("stays");
        AskedPicture goes = picture("goes");
        asked.freeze(job, List.of(stays, goes));
        // When one device is forgotten before the teacher has answered
        removal.forget(goes.source(), "anna");
        doubtful.note(MODEL, List.of(doubt(stays, job), doubt(goes, job)), List.of(stays.image(), goes.image()));
        // Then
        assertThat(waiting()).containsExactly(stays.image().hex() + " " + stays.source());
    }

    private List<String> waiting() {
        return transactions.run(c -> {
            List<String> found = new ArrayList<>();
            try (var select = c.prepareStatement("select image, source from doubtful_picture where model = ?")) {
                select.setString(1, MODEL);
                try (var row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(row.getString(1) + " " + row.getString(2));
                    }
                }
            }
            return found;
        });
    }

    private static AskedPicture picture(String name) {
        Sha256 image = Sha256.of((MODEL + name).getBytes(StandardCharsets.UTF_8));
        return new AskedPicture(image, "/devices/" + MODEL + "-" + name, Split.TRAIN);
    }

    private static DoubtfulPicture doubt(AskedPicture picture, UUID job) {
        return new DoubtfulPicture(
                picture.image(),
                picture.source(),
                "teacher",
                "1",
                0.5,
                0.3,
                job,
                Instant.parse("2026-01-01T00:00:00Z"));
    }
}
