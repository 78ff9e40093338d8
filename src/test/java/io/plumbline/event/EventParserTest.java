package io.plumbline.event;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.event.EventParser.Span;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventParserTest {
    private static final String PREDICTION = """
            {"specversion":"1.0","type":"io.plumbline.prediction.v1","source":"/devices/5f3c","id":"0197-a",
             "time":"2026-11-23T10:00:00Z","data":{"model":"garments","version":"3","label":"sneaker","confidence":0.93,
             "top":[{"label":"sneaker","p":0.93},{"label":"boot","p":0.05}],
             "segment":{"device":"Tecno KC8","os":"android-27"},"stats":{"brightness":0.52},
             "latencyMs":41,"audit":{"propensity":0.02},
             "image":"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}
            """;

    private static final String CORRECTION = """
            {"specversion":"1.0","type":"io.plumbline.correction.v1","source":"/devices/5f3c","id":"0197-b",
             "time":"2026-11-23T12:02:00+02:00","data":{"prediction":{"source":"/devices/5f3c","id":"0197-a"},
             "model":"garments","version":"3","predicted":"boot","confidence":0.91,"corrected":"sneaker"}}
            """;

    @Test
    void readsAPredictionWhole() throws EventRejection {
        // When
        Prediction prediction = (Prediction) EventParser.parse(PREDICTION.getBytes(UTF_8));

        // Then
        assertThat(prediction.eventId()).isEqualTo(new EventId("/devices/5f3c", "0197-a"));
        assertThat(prediction.time()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(prediction.label()).hasValue("sneaker");
        assertThat(prediction.confidence()).isEqualTo(0.93);
        assertThat(prediction.top())
                .containsExactly(new Prediction.Candidate("sneaker", 0.93), new Prediction.Candidate("boot", 0.05));
        assertThat(prediction.segment()).isEqualTo(Map.of("device", "Tecno KC8", "os", "android-27"));
        assertThat(prediction.propensity()).hasValue(0.02);
        assertThat(prediction.latencyMs()).hasValue(41);
        assertThat(prediction.image()).isPresent();
    }

    @Test
    void readsACorrectionInAnyTimeZone() throws EventRejection {
        // When
        Correction correction = (Correction) EventParser.parse(CORRECTION.getBytes(UTF_8));

        // Then
        assertThat(correction.time()).isEqualTo(Instant.parse("2026-11-23T10:02:00Z"));
        assertThat(correction.prediction()).isEqualTo(new EventId("/devices/5f3c", "0197-a"));
        assertThat(correction.corrected()).hasValue("sneaker");
        assertThat(correction.actor()).isEqualTo("user");
        assertThat(correction.propensity()).isEmpty();
    }

    @Test
    void readsDataBeforeTypeAndIgnoresUnknownFields() throws EventRejection {
        // Given
        String reordered = """
                {"data":{"more":{"deep":[1,2]},"confidence":0.5,"label":"coat","version":"1","model":"garments"},
                 "traceparent":"x","id":"1","source":"/d","time":"2026-11-23T10:00:00Z",
                 "type":"io.plumbline.prediction.v1","specversion":"1.0"}
                """;

        // When
        Event event = EventParser.parse(reordered.getBytes(UTF_8));

        // Then
        assertThat(event.model()).isEqualTo("garments");
    }

    @Test
    void findsTheEventsOfABatchByTheirBytes() throws EventRejection {
        // Given
        byte[] body = ("[ " + PREDICTION.strip() + " ,\n" + CORRECTION.strip() + ", 7 ]").getBytes(UTF_8);

        // When
        List<Span> spans = EventParser.split(body, 500);

        // Then
        assertThat(spans).hasSize(3);
        assertThat(new String(body, spans.get(0).offset(), spans.get(0).length(), UTF_8))
                .isEqualTo(PREDICTION.strip());
        assertThat(EventParser.parse(body, spans.get(1))).isInstanceOf(Correction.class);
        assertThatThrownBy(() -> EventParser.parse(body, spans.get(2)))
                .isInstanceOfSatisfying(
                        EventRejection.class, e -> assertThat(e.code()).isEqualTo("not-an-event"));
    }

    @Test
    void refusesABatchThatIsNotUtf8() {
        assertThatThrownBy(() -> EventParser.split(("[" + PREDICTION + "]").getBytes(UTF_16), 500))
                .isInstanceOf(EventRejection.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "confidence":0.93          | "confidence":NaN               | not-a-number
                    "confidence":0.93          | "confidence":1.2               | confidence-out-of-range
                    "confidence":0.93          | "confidence":-0.1              | confidence-out-of-range
                    "confidence":0.93          | "confidence":"0.9"             | wrong-type
                    "confidence":0.93          | "confidence":null              | missing-field
                    "label":"sneaker","conf    | "label":"","conf               | missing-field
                    "model":"garments"         | "model":"Garments!"            | unknown-model
                    "specversion":"1.0"        | "specversion":"0.3"            | bad-specversion
                    prediction.v1              | prediction.v9                  | unknown-type
                    "time":"2026-11-23T10:00:00Z" | "time":"yesterday"          | bad-time
                    "time":"2026-11-23T10:00:00Z" | "time":"0001-01-01T00:00:00Z" | bad-time
                    "propensity":0.02          | "propensity":0                 | propensity-out-of-range
                    "propensity":0.02          | "propensity":1e400             | not-a-number
                    "p":0.05                   | "p":5                          | p-out-of-range
                    sha256:0123                | sha256:xyz3                    | bad-image
                    "id":"0197-a"              | "id":""                        | missing-field
                    "id":"0197-a"              | "id":"a\\u0000"                | bad-text
                    "latencyMs":41             | "latencyMs":-1                 | latency-out-of-range
                    {"brightness":0.52}        | {"brightness":Infinity}        | not-a-number
                    "id":"0197-a"              | "id":"a","id":"b"              | broken-json
                    """)
    void refusesABadValueByName(String good, String bad, String code) {
        // Given
        assertThat(PREDICTION).contains(good);
        byte[] event = PREDICTION.replace(good, bad).getBytes(UTF_8);

        // Then
        assertThatThrownBy(() -> EventParser.parse(event)).isInstanceOfSatisfying(EventRejection.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.detail()).isNotBlank();
        });
    }

    @Test
    void refusesAnEventOf70KiB() {
        // Given
        String padded =
                PREDICTION.replace("\"latencyMs\"", "\"padding\":\"" + "x".repeat(70 * 1024) + "\",\"latencyMs\"");

        // Then
        assertThatThrownBy(() -> EventParser.parse(padded.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        EventRejection.class, e -> assertThat(e.code()).isEqualTo("event-too-large"));
    }

    @Test
    void readsBinaryModeFromHeadersAndData() throws EventRejection {
        // Given
        Map<String, String> attributes = Map.of(
                "specversion", "1.0",
                "type", "io.plumbline.prediction.v1",
                "source", "/d",
                "id", "1",
                "time", "2026-11-23T10:00:00Z",
                "model", "smuggled");
        byte[] data = "{\"model\":\"garments\",\"version\":\"1\",\"label\":\"coat\",\"confidence\":1}".getBytes(UTF_8);

        // When
        Event event = EventParser.parseBinary(attributes, data);

        // Then
        assertThat(event.model()).isEqualTo("garments");
    }

    @Test
    void neverThrowsAnythingButARejectionOnMutatedEvents() {
        // Given
        Random random = new Random(7);
        byte[] original = PREDICTION.getBytes(UTF_8);

        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = original.clone();
            for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }

            // When
            try {
                EventParser.parse(mutated);
            } catch (EventRejection e) {
                // Then
                assertThat(e.code()).isNotBlank();
            }
        }
    }

    @Test
    void whatIsWrongInsideOfAnEventLeavesTheOthersOfItsBatch() throws EventRejection {
        // Given
        String good = PREDICTION.strip();
        List<String> bad = List.of(
                good.replace("\"label\"", "\"label\":\"coat\",\"label\""),
                good.replace("0.93,", "0." + "9".repeat(2_000) + ","),
                good.replace("{\"device\"", "{\"deep\":" + "[".repeat(5_000) + "]".repeat(5_000) + ",\"device\""));
        String batch = "[" + good + "," + String.join(",", bad) + "," + good + "]";

        // When
        List<Span> spans = EventParser.split(batch.getBytes(UTF_8), 500);

        // Then
        assertThat(spans).hasSize(5);
        assertThat(EventParser.parse(batch.getBytes(UTF_8), spans.get(4))).isInstanceOf(Prediction.class);
        for (int i = 1; i < 4; i++) {
            Span span = spans.get(i);
            assertThatThrownBy(() -> EventParser.parse(batch.getBytes(UTF_8), span))
                    .isInstanceOf(EventRejection.class);
        }
    }
}
