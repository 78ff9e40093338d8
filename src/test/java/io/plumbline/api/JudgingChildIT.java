package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.access.Roles;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.retrain.ask.HungryNetworks;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.Children;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.ui.candidate.CandidatePageInBrowserIT;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What an uploaded network does when it is judged, it does to a process of its own. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(CandidatePageInBrowserIT.Apart.class)
@EnabledOnOs(OS.LINUX)
@Sql
class JudgingChildIT {
    private static final String MODEL = "garments-there";

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Garments garments;

    @Inject
    Transactions transactions;

    private String admin = "";

    @BeforeEach
    void live() throws IOException {
        admin = calls.bearer(Roles.ADMIN);
        garments.live(base, MODEL, 300);
    }

    @Test
    void theChildOfAJudgementIsCancelledKilledAndTakesTooMuchAndTheServiceGoesOn()
            throws IOException, InterruptedException {
        // Given a candidate whose judgement hangs
        Bundle demo = DemoData.garments();
        upload("2", demo.onnx());
        String hanging = judge("2");
        ProcessHandle hung = Children.await("ASK");
        signal("STOP", hung);
        // When somebody cancels it
        garments.send(base, admin, "POST", "/v1/jobs/" + hanging + "/cancel", "");
        // Then its process ends with it
        assertThat(garments.ended(base, hanging).path("state").asText()).isEqualTo("cancelled");
        Children.awaitEnd(hung);

        // When a process is killed in the middle
        String killed = judge("2");
        signal("KILL", Children.await("ASK"));
        JsonNode judged = garments.ended(base, killed);
        // Then another one does it, and it is judged once
        assertThat(judged.path("state").asText()).as(judged.toString()).isEqualTo("succeeded");
        assertThat(judged.path("attempt").asInt()).isEqualTo(2);
        JsonNode quality = garments.get(base, "/v1/models/" + MODEL + "/versions/2")
                .path("verdicts")
                .path(0);
        assertThat(quality.path("summary").asText()).contains("no different from the champion");
        assertThat(timesJudged(killed)).isEqualTo(1);

        // When the service dies after its last step and before its job was over, so that another attempt is made
        again(killed);
        // Then nothing is judged again
        assertThat(garments.ended(base, killed).path("attempt").asInt()).isEqualTo(3);
        assertThat(timesJudged(killed)).isEqualTo(1);

        // When a network does no harm with its golden cases, but takes too much memory with many pictures at once
        upload("3", HungryNetworks.classifier(28, demo.definition().labels().size(), 1_280));
        JsonNode hungry = garments.ended(base, judge("3"));
        // Then its job says so, once, with the remedy
        assertThat(hungry.path("state").asText()).as(hungry.toString()).isEqualTo("failed");
        assertThat(hungry.path("attempt").asInt()).isEqualTo(1);
        assertThat(hungry.path("error").asText())
                .contains("The judging was ended for using more than 400 MiB of memory")
                .contains("raise plumbline.training.memory");
    }

    private long timesJudged(String job) {
        return garments.number(
                "select count(*) from ledger where what = 'version-judged' and actor = 'job:" + job + "'");
    }

    private void again(String job) {
        transactions.execute(c -> {
            try (var update = c.prepareStatement("update job set state = 'queued', finished_at = null where id = ?")) {
                update.setObject(1, UUID.fromString(job));
                update.executeUpdate();
            }
        });
    }

    private String judge(String version) throws IOException {
        HttpResponse<String> started =
                garments.send(base, admin, "POST", "/v1/models/" + MODEL + "/versions/" + version + "/judge", "");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return garments.read(started).path("id").asText();
    }

    private void upload(String version, byte[] onnx) {
        ModelDefinition named = SmallBundles.named(DemoData.garments().definition(), MODEL, version);
        float[][] samples = DemoData.reference().pick(new int[] {0, 1, 2, 3}).inputs();
        ModelCard card = new ModelCard("Somebody's.", "Unknown.", "Unknown.", List.of());
        HttpResponse<String> uploaded = calls.send(
                "POST",
                base.resolve("/v1/models/" + MODEL + "/versions"),
                BundleBuilder.build(named, onnx, samples, card).bytes(),
                "Authorization",
                admin,
                "Content-Type",
                "application/zip");
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(201);
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
    }
}
