package io.plumbline.client;

import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.model.Classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.client.LoopbackPlumbline.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlumblineTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};
    private static final long NOW = Instant.parse("2026-11-23T10:00:00.250Z").toEpochMilli();

    @TempDir
    Path folder;

    private LoopbackPlumbline server;

    @BeforeEach
    void open() throws IOException {
        server = new LoopbackPlumbline();
        server.candidate("1", TestBundles.version("1"));
        server.promote("1");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Plumbline plumbline(double audit) throws IOException {
        return Plumbline.at(server.url(), "plb_token", folder.toFile())
                .segment("device", "Tecno KC8")
                .segment("os", "android-27")
                .audit(audit)
                .clock(() -> NOW)
                .open();
    }

    private static Prediction predict(Plumbline plumbline) throws IOException {
        ModelBundle model = plumbline.model("garments");
        Classification result = model.postprocessor().classify(new float[] {0, 2, 1});
        return plumbline.predicted(model, result, ImageStats.of(new int[] {0, 255, 0, 255}, 2), 41, PNG);
    }

    @Test
    void anAuditedPredictionAndItsCorrectionArriveAsTheFormatSays() throws IOException {
        try (Plumbline plumbline = plumbline(1)) {
            // Given
            plumbline.update("garments");

            // When
            Prediction prediction = predict(plumbline);
            Correction correction = plumbline.corrected(prediction, "shirt");
            plumbline.flush();

            // Then
            String source = "/devices/" + plumbline.installationId();
            JsonNode sent = event(source + " " + prediction.id());
            assertThat(sent.get("specversion").asText()).isEqualTo("1.0");
            assertThat(sent.get("type").asText()).isEqualTo("io.plumbline.prediction.v1");
            assertThat(sent.get("time").asText()).isEqualTo("2026-11-23T10:00:00.250Z");
            JsonNode data = sent.get("data");
            assertThat(data.get("version").asText()).isEqualTo("1");
            assertThat(data.get("label").asText()).isEqualTo("bag");
            assertThat(data.get("confidence").asDouble()).isCloseTo(0.66524, within(1e-5));
            assertThat(data.get("top").size()).isEqualTo(3);
            assertThat(data.at("/segment/device").asText()).isEqualTo("Tecno KC8");
            assertThat(data.at("/stats/brightness").asDouble()).isEqualTo(0.5);
            assertThat(data.get("latencyMs").asInt()).isEqualTo(41);
            assertThat(data.at("/audit/propensity").asDouble()).isEqualTo(1);
            assertThat(server.images()).containsKey(data.get("image").asText().substring(7));
            JsonNode fixed = event(source + " " + correction.id()).get("data");
            assertThat(fixed.at("/prediction/id").asText()).isEqualTo(prediction.id());
            assertThat(fixed.at("/prediction/source").asText()).isEqualTo(source);
            assertThat(fixed.get("predicted").asText()).isEqualTo("bag");
            assertThat(fixed.get("corrected").asText()).isEqualTo("shirt");
            assertThat(fixed.get("actor").asText()).isEqualTo("user");
            assertThat(fixed.at("/audit/propensity").asDouble()).isEqualTo(1);
        }
    }

    @Test
    void anUnauditedPredictionTakesNoPictureAlong() throws IOException {
        try (Plumbline plumbline = plumbline(0)) {
            plumbline.update("garments");

            Prediction prediction = predict(plumbline);
            plumbline.flush();

            assertThat(prediction.audited()).isFalse();
            assertThat(prediction.toJson()).doesNotContain("audit").doesNotContain("image");
            assertThat(server.images()).isEmpty();
        }
    }

    @Test
    void whatWaitsSurvivesARestartAndIsSentUnchanged() throws IOException {
        // Given
        String id;
        Prediction prediction;
        try (Plumbline plumbline = plumbline(1)) {
            plumbline.update("garments");
            id = plumbline.installationId();
            prediction = predict(plumbline);
            server.willFail(Fault.UNAVAILABLE);
            assertThat(plumbline.flush().state()).isEqualTo(EventSender.State.UNAVAILABLE);
        }

        // When
        try (Plumbline plumbline = plumbline(1)) {
            plumbline.flush();

            // Then
            assertThat(plumbline.installationId()).isEqualTo(id);
            assertThat(server.events()).containsEntry("/devices/" + id + " " + prediction.id(), prediction.toJson());
            assertThat(plumbline.version("garments")).isEqualTo("1");
        }
    }

    @Test
    void timesAndIdsAreWellFormed() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            // Given
            long millis = (long) (random.nextDouble() * 253_402_300_800_000L);

            // When
            String time = EventIds.rfc3339(millis);
            UUID id = UUID.fromString(new EventIds(() -> millis, random).next());

            // Then
            assertThat(Instant.parse(time).toEpochMilli()).as(time).isEqualTo(millis);
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis);
        }
    }

    @Test
    void theAuditArmDrawsItsShare() {
        AuditArm arm = new AuditArm(0.02, 3);
        int drawn = 0;
        for (int i = 0; i < 100_000; i++) {
            drawn += arm.draw() ? 1 : 0;
        }
        // 2,000 expected, standard deviation 44.
        assertThat(drawn).isBetween(1_800, 2_200);
    }

    private JsonNode event(String identity) throws IOException {
        return new ObjectMapper().readTree(server.events().get(identity));
    }
}
