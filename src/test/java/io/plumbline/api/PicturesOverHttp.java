package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Photographs;
import io.plumbline.picture.PictureRetention;
import io.plumbline.store.Blobs;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EventJson;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pictures over HTTP: under the name that a phone gave them, without what they tell, for as long as they may be kept; wherever their bytes lie. */
abstract class PicturesOverHttp {
    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    ObjectMapper json;

    @Inject
    PictureRetention retention;

    @Inject
    Transactions transactions;

    @Inject
    Blobs blobs;

    private String device = "";
    private String scientist = "";
    String source = "";
    long seed;

    @BeforeEach
    void aDevice() {
        device = calls.bearer(Roles.DEVICE);
        scientist = calls.bearer(Roles.SCIENTIST);
        source = "/devices/" + UUID.randomUUID();
        seed = UUID.randomUUID().getMostSignificantBits();
    }

    @Test
    void aPictureKeepsItsNameAndLosesItsMetadata() {
        // Given
        byte[] plain = Photographs.jpeg(Photographs.image(seed, 40, 30), false);
        byte[] taken = Photographs.fromPhone(plain, 1);
        String name = Sha256.of(taken).hex();
        // When
        assertThat(put(taken, "").statusCode()).isEqualTo(201);
        assertThat(put(taken, "").statusCode()).isEqualTo(204);
        // Then
        HttpResponse<byte[]> byName = get(name);
        assertThat(byName.statusCode()).isEqualTo(200);
        assertThat(byName.body()).isEqualTo(plain);
        String content = Sha256.of(plain).hex();
        assertThat(byName.headers().firstValue("ETag")).contains("\"" + content + "\"");
        assertThat(get(content).body()).isEqualTo(plain);
        assertThat(field.number("select count(*) from blob where sha256 = ?", name))
                .isZero();
    }

    @Test
    void lessConsentIsBelievedAndMoreIsNot() {
        // Given
        byte[] picture = Photographs.png(seed);
        String name = Sha256.of(picture).hex();
        String consent = "select consent from picture where name = ?";
        assertThat(put(picture, "consent=training").statusCode()).isEqualTo(201);
        // When
        put(picture, "consent=diagnosis");
        put(picture, "consent=training");
        // Then
        assertThat(field.text(consent, name)).isEqualTo("diagnosis");
        // When
        assertThat(put(picture, "consent=none").statusCode()).isEqualTo(204);
        // Then
        assertThat(get(name).statusCode()).isEqualTo(404);
        assertThat(field.number("select count(*) from blob where sha256 = ?", name))
                .isZero();
    }

    @Test
    void whatCannotBeTakenIsNamed() {
        byte[] picture = Photographs.png(seed);
        assertThat(put(picture, "consent=all").body()).contains("consent-unknown", "'all'", "training, diagnosis");
        assertThat(put(picture, "source=%00").body()).contains("source-invalid");
        assertThat(forget("").body()).contains("source-missing");
        assertThat(forget("reference").body()).contains("source-invalid");
    }

    @Test
    void aDeviceIsForgottenWithItsPicturesAndLabels() throws IOException {
        // Given a device that sent a picture with its source, one that only its prediction claims, and one of another
        // device
        String model = field.model(base);
        byte[] claimed = Photographs.png(seed);
        byte[] named = Photographs.png(seed + 1);
        byte[] foreign = Photographs.png(seed + 2);
        put(claimed, "source=" + source);
        put(named, "");
        put(foreign, "source=" + source + "x");
        field.send(
                base,
                EventJson.prediction(
                        model,
                        source,
                        "p1",
                        Instant.now(),
                        "\"label\":\"boot\",\"confidence\":0.9,\"image\":\"sha256:" + Sha256.of(named) + "\""),
                EventJson.correction(model, source, "c1", Instant.now(), "p1", "coat", ""));
        field.awaitStored(source, "c1");
        // When
        JsonNode answer = json.readTree(forget(source).body());
        // Then
        assertThat(answer.path("pictures").asLong()).isEqualTo(2);
        assertThat(get(Sha256.of(claimed).hex()).statusCode()).isEqualTo(404);
        assertThat(get(Sha256.of(named).hex()).statusCode()).isEqualTo(404);
        assertThat(get(Sha256.of(foreign).hex()).statusCode()).isEqualTo(200);
        assertThat(field.number("select count(*) from labelled_picture where source = ?", source))
                .isZero();
        assertThat(field.number(
                        "select count(*) from blob where sha256 = ?",
                        Sha256.of(named).hex()))
                .isZero();
        assertThat(field.text("select detail from ledger where what = 'pictures-forgotten' order by at desc limit 1"))
                .contains("2 pictures of a device")
                .doesNotContain(source);
    }

    @Test
    void aPictureThatTwoDevicesSentStaysTheOthers() {
        // Given
        byte[] picture = Photographs.png(seed);
        put(picture, "source=" + source);
        put(picture, "source=" + source + "x");
        // When
        forget(source);
        // Then
        assertThat(get(Sha256.of(picture).hex()).statusCode()).isEqualTo(200);
        // When
        forget(source + "x");
        // Then
        assertThat(get(Sha256.of(picture).hex()).statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsForgottenOfAPictureIsForgottenOfItsEmbeddings() {
        // Given one content that two phones sent, with other metadata each, and what a backbone made of it
        byte[] plain = Photographs.jpeg(Photographs.image(seed, 50, 20), false);
        String content = Sha256.of(plain).hex();
        put(Photographs.fromPhone(plain, 1), "source=" + source);
        put(plain, "source=" + source + "x");
        transactions.execute(c -> {
            try (PreparedStatement embedding = c.prepareStatement(
                    "insert into embedding (backbone, image, features, used_at) values ('b', ?, '\\x00', now())")) {
                embedding.setString(1, content);
                embedding.executeUpdate();
            }
        });
        String embeddings = "select count(*) from embedding where image = ?";
        // When
        forget(source);
        // Then the other one still shows the same picture
        assertThat(field.number(embeddings, content)).isEqualTo(1);
        // When
        forget(source + "x");
        // Then
        assertThat(field.number(embeddings, content)).isZero();
    }

    @Test
    void consentDecidesHowLongAPictureIsKept() {
        // Given
        byte[] diagnosis = Photographs.png(seed);
        byte[] training = Photographs.png(seed + 1);
        byte[] nobodys = Photographs.png(seed + 2);
        put(diagnosis, "consent=diagnosis&source=" + source);
        put(training, "consent=training&source=" + source);
        put(nobodys, "");
        age(91, diagnosis, training, nobodys);
        // When
        retention.run();
        // Then
        assertThat(get(Sha256.of(diagnosis).hex()).statusCode()).isEqualTo(404);
        assertThat(get(Sha256.of(training).hex()).statusCode()).isEqualTo(200);
        assertThat(get(Sha256.of(nobodys).hex()).statusCode()).isEqualTo(404);
        // When
        age(1096, training);
        retention.run();
        // Then
        assertThat(get(Sha256.of(training).hex()).statusCode()).isEqualTo(404);
    }

    @Test
    void whatAnEarlierVersionKeptLosesItsMetadataToo() {
        // Given
        byte[] plain = Photographs.jpeg(Photographs.image(seed, 30, 30), false);
        byte[] taken = Photographs.fromPhone(plain, 1);
        String name = Sha256.of(taken).hex();
        transactions.execute(c -> {
            try (PreparedStatement blob = c.prepareStatement(
                            "insert into blob (sha256, media_type, content) values (?, 'image/jpeg', ?)");
                    PreparedStatement picture =
                            c.prepareStatement("insert into picture (name, content, media_type, consent,"
                                    + " received_at) values (?, ?, 'image/jpeg', 'training', now())")) {
                blob.setString(1, name);
                blob.setBytes(2, taken);
                blob.executeUpdate();
                picture.setString(1, name);
                picture.setString(2, name);
                picture.executeUpdate();
            }
        });
        // When
        retention.run();
        // Then
        assertThat(get(name).body()).isEqualTo(plain);
        assertThat(field.number("select count(*) from blob where sha256 = ?", name))
                .isZero();
    }

    @Test
    void bytesWhoseRowNeverCameDoNotStay() {
        // Given a process that died between the bytes and their row
        byte[] orphan = Photographs.png(seed);
        String address = Sha256.of(orphan).hex();
        transactions.execute(c -> {
            try (PreparedStatement blob = c.prepareStatement(
                            "insert into blob (sha256, media_type, content) values (?, 'image/png', ?)");
                    PreparedStatement note =
                            c.prepareStatement("insert into loose_content values (?, now() - interval '1 second')")) {
                blob.setString(1, address);
                blob.setBytes(2, orphan);
                blob.executeUpdate();
                note.setString(1, address);
                note.executeUpdate();
            }
        });
        // When
        retention.run();
        // Then
        assertThat(field.number("select count(*) from blob where sha256 = ?", address))
                .isZero();
    }

    @Test
    void whatWasPutStaysWhateverBecomesOfTheTransactionAround() {
        // Given
        byte[] content = Photographs.png(seed);
        byte[] other = Photographs.png(seed + 1);
        blobs.put(other, "image/png");
        // When
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    blobs.put(content, "image/png");
                    blobs.delete(List.of(Sha256.of(other)));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        // Then
        assertThat(blobs.get(Sha256.of(content))).isPresent();
        assertThat(blobs.get(Sha256.of(other))).isEmpty();
    }

    private void age(int days, byte[]... pictures) {
        transactions.execute(c -> {
            try (PreparedStatement age = c.prepareStatement(
                    "update picture set received_at = now() - make_interval(days => ?) where name = ?")) {
                for (byte[] picture : pictures) {
                    age.setInt(1, days);
                    age.setString(2, Sha256.of(picture).hex());
                    age.executeUpdate();
                }
            }
        });
    }

    HttpResponse<String> put(byte[] picture, String query) {
        return calls.send(
                "PUT",
                base.resolve("/v1/images/" + Sha256.of(picture) + (query.isEmpty() ? "" : "?" + query)),
                picture,
                "Authorization",
                device,
                "Content-Type",
                "image/png");
    }

    HttpResponse<byte[]> get(String address) {
        return calls.send(
                "GET",
                base.resolve("/v1/images/" + address),
                new byte[0],
                BodyHandlers.ofByteArray(),
                "Authorization",
                scientist);
    }

    HttpResponse<String> forget(String whose) {
        return calls.send(
                "POST",
                base.resolve("/v1/pictures/forget"),
                ("{\"source\":\"" + whose + "\"}").getBytes(StandardCharsets.UTF_8),
                "Authorization",
                scientist,
                "Content-Type",
                "application/json");
    }
}
