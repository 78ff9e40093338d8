package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.EventJson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events from the request to the counts: HTTP, Kafka, PostgreSQL. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class EventsTest {
    private static final String COUNTS = """
            select concat_ws('/', sum(audited), sum(audited_errors), sum(audited_confident_errors), sum(voluntary),
                             sum(voluntary_errors))
            from outcome_hour where model = ? and segment_key = ''
            """;

    @TestHTTPResource("/")
    URI base;

    @Inject
    Field field;

    @Inject
    ObjectMapper json;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private String model = "";

    @BeforeEach
    void registered() {
        model = field.model(base);
    }

    @Test
    void anEventSentAgainChangesNoCount() {
        // Given
        String device = model + "/d";
        String prediction = EventJson.coat(model, device, "p1", now);
        String otherDay = EventJson.coat(model, device, "p1", now.minus(Duration.ofDays(2)));
        String correction = EventJson.correction(model, device, "c1", now, "p1", "boot", "");
        String otherTime = EventJson.correction(model, device, "c1", now.plusSeconds(60), "p1", "bag", "");
        // When sent twice in a batch, in another batch, and with another time
        accept(prediction, prediction, EventJson.coat(model, device, "p2", now), correction, correction);
        accept(prediction, correction);
        accept(otherDay, otherTime);
        accept(EventJson.coat(model, device, "p3", now));
        field.awaitStored(device, "p3");
        // Then
        assertThat(field.number("select count(*) from prediction where model = ?", model))
                .isEqualTo(3);
        assertThat(field.number("select count(*) from correction where model = ?", model))
                .isEqualTo(1);
        for (String key : new String[] {"", "device"}) {
            assertThat(field.number("select sum(n) from profile where model = ? and segment_key = ?", model, key))
                    .isEqualTo(3);
        }
        assertThat(field.text("select labels::text from profile where model = ? and segment_key = ''", model))
                .isEqualTo("{\"coat\": 3}");
        assertThat(field.text(COUNTS, model)).isEqualTo("0/0/0/1/1");
    }

    @Test
    void aCorrectionMayComeBeforeItsPrediction() {
        // Given
        String device = model + "/d";
        accept(EventJson.correction(model, device, "c1", now, "p1", "boot", ""));
        field.awaitStored(device, "c1");
        assertThat(field.text(COUNTS, model)).isEmpty();
        // When
        accept(EventJson.coat(model, device, "p1", now));
        field.awaitStored(device, "p1");
        // Then
        assertThat(field.text(COUNTS, model)).isEqualTo("0/0/0/1/1");
    }

    @Test
    void ofTwoCorrectionsTheLaterByItsTimeStandsWhicheverCameFirst() {
        for (boolean laterFirst : new boolean[] {true, false}) {
            // Given a prediction of a coat, and two people
            String device = model + "/" + laterFirst;
            accept(EventJson.coat(model, device, "p1", now));
            String wrong = EventJson.correction(model, device, "c1", now, "p1", "boot", "");
            String right = EventJson.correction(model, device, "c2", now.plusSeconds(1), "p1", "coat", "");
            // When
            accept(laterFirst ? right : wrong);
            field.awaitStored(device, laterFirst ? "c2" : "c1");
            accept(laterFirst ? wrong : right);
            field.awaitStored(device, laterFirst ? "c1" : "c2");
            // Then
            assertThat(field.text("select corrected from outcome where source = ?", device))
                    .isEqualTo("coat");
            assertThat(field.text(COUNTS, model)).isEqualTo(laterFirst ? "0/0/0/1/0" : "0/0/0/2/0");
        }
    }

    @Test
    void theAuditArmIsKnownFromThePredictionOrFromTheCorrection() {
        // Given
        String device = model + "/d";
        String audit = "\"audit\":{\"propensity\":0.02}";
        accept(
                EventJson.prediction(model, device, "p1", now, "\"label\":\"coat\",\"confidence\":0.95," + audit),
                EventJson.coat(model, device, "p2", now),
                EventJson.coat(model, device, "p3", now));
        // When p3 is first corrected unasked, then as audited
        accept(
                EventJson.correction(model, device, "c1", now, "p1", "boot", ""),
                EventJson.correction(model, device, "c2", now, "p2", "coat", audit),
                EventJson.correction(model, device, "c3", now, "p3", "boot", ""));
        field.awaitStored(device, "c3");
        assertThat(field.text(COUNTS, model)).isEqualTo("2/1/1/1/1");
        accept(EventJson.correction(model, device, "c4", now.minusSeconds(9), "p3", "coat", audit));
        field.awaitStored(device, "c4");
        // Then it moves to the other arm, and the later word still stands
        assertThat(field.text(COUNTS, model)).isEqualTo("3/2/1/0/0");
    }

    @Test
    void aWrongClockIsKeptFlaggedAndWindowedByReceipt() {
        // Given
        String device = model + "/d";
        Instant ahead = now.plus(Duration.ofMinutes(10));
        Instant behind = now.minus(Duration.ofDays(40));
        Instant late = now.minus(Duration.ofDays(2));
        // When
        accept(
                EventJson.coat(model, device, "ahead", ahead),
                EventJson.coat(model, device, "behind", behind),
                EventJson.coat(model, device, "late", late));
        field.awaitStored(device, "late");
        // Then
        String flags = "select id || '=' || clock_off || '/' || (window_at = time) || '/' || (window_at = received_at)"
                + " from prediction where model = ? order by id";
        assertThat(field.text(flags, model))
                .isEqualTo("ahead=true/false/true behind=true/false/true late=false/true/false");
        assertThat(field.number(
                        "select extract(epoch from time)::bigint from prediction where model = ? and id = ?",
                        model,
                        "ahead"))
                .isEqualTo(ahead.getEpochSecond());
        assertThat(field.number("select count(distinct hour) from profile where model = ? and segment_key = ''", model))
                .isEqualTo(2);
    }

    @Test
    void aModelRegisteredAMomentAgoIsKnownAndAnUnknownOneFailsOnlyItself() throws IOException {
        // Given the catalog has just been asked in vain
        String device = model + "/d";
        assertThat(field.send(base, EventJson.coat("nobody-" + model, device, "p0", now))
                        .body())
                .contains("unknown-model");
        String fresh = field.model(base);
        // When
        HttpResponse<String> answer = field.send(
                base, EventJson.coat(fresh, device, "p1", now), EventJson.coat("nobody-" + model, device, "p2", now));
        // Then
        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode results = json.readTree(answer.body());
        assertThat(results.path("accepted").asInt()).isEqualTo(1);
        assertThat(results.at("/results/0/id").asText()).isEqualTo("p1");
        assertThat(results.at("/results/1/code").asText()).isEqualTo("unknown-model");
        field.awaitStored(device, "p1");
    }

    private void accept(String... events) {
        HttpResponse<String> answer = field.send(base, events);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.body()).contains("\"accepted\":" + events.length);
    }
}
