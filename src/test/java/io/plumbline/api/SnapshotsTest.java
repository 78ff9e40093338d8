package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.access.Roles;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Photographs;
import io.plumbline.picture.Pictures;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.Zips;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots over HTTP: frozen, exported, forgotten in part, imported. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class SnapshotsTest {
    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    ObjectMapper json;

    @Inject
    Pictures all;

    @Inject
    PhonePictures phones;

    private String scientist = "";
    private String model = "";
    private String path = "";
    private long seed;

    @BeforeEach
    void aModel() {
        scientist = calls.bearer(Roles.SCIENTIST);
        model = field.model(base);
        path = "/v1/models/" + model + "/snapshots";
        seed = UUID.randomUUID().getMostSignificantBits();
    }

    @Test
    void theSameLabelsAndSeedGiveTheSameSnapshotToTheByte() throws IOException {
        // Given
        bring(40);
        // When
        JsonNode one = freeze("{\"seed\":7}");
        JsonNode again = freeze("{\"seed\":7}");
        JsonNode other = freeze("{\"seed\":8}");
        // Then
        assertThat(again).isEqualTo(one);
        assertThat(other.path("id")).isNotEqualTo(one.path("id"));
        byte[] manifest = export(one, "csv");
        assertThat(Sha256.of(manifest).hex()).isEqualTo(one.path("id").asText());
        assertThat(new String(manifest, StandardCharsets.UTF_8).lines()).hasSize(41);
        assertThat(export(one, "folders")).isEqualTo(export(one, "folders"));
        assertThat(answer("GET", path, "").path("total").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "folders", "coco"})
    void whatWasExportedComesBackAsTheSameSnapshot(String format) throws IOException {
        // Given
        bring(30);
        JsonNode frozen = freeze("{\"seed\":3,\"balance\":\"weights\"}");
        byte[] exported = export(frozen, format);
        // When
        JsonNode imported = imported(exported, format.equals("csv") ? "text/csv" : "application/zip", 201);
        // Then
        assertThat(imported.path("id")).isEqualTo(frozen.path("id"));
        assertThat(answer("GET", path, "").path("total").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folders", "coco"})
    void aModelThatHasNoPicturesGetsThemWithTheirSplits(String format) throws IOException {
        // Given
        bring(30);
        JsonNode frozen = freeze("{}");
        byte[] exported = export(frozen, format);
        String other = field.model(base);
        path = "/v1/models/" + other + "/snapshots";
        // When
        JsonNode imported = imported(exported, "application/zip", 201);
        // Then
        String shape = "select string_agg(image || label || split || weight || origin || source, ' ' order by number)"
                + " from snapshot_picture where snapshot = ?";
        assertThat(field.text(shape, imported.path("id").asText()))
                .isEqualTo(field.text(shape, frozen.path("id").asText()));
        assertThat(imported.path("id")).isNotEqualTo(frozen.path("id"));
        assertThat(field.number("select count(*) from labelled_picture where model = ?", other))
                .isEqualTo(30);
    }

    @Test
    void whatWasBroughtToLearnFromDoesNotJudgeInWhatIsDrawnLater() throws IOException {
        // Given
        Map<String, byte[]> zip = new LinkedHashMap<>();
        for (int i = 0; i < 24; i++) {
            zip.put((i % 2 == 0 ? "train/bag/" : "test/bag/") + i + ".png", Photographs.png(seed + i));
        }
        String brought =
                imported(Zips.of(zip), "application/zip", 201).path("id").asText();
        // When
        String drawn = freeze("{\"seed\":7}").path("id").asText();
        // Then
        String splits =
                "select string_agg(image || split, ' ' order by image) from snapshot_picture where snapshot = ?";
        assertThat(field.text(splits, drawn)).isEqualTo(field.text(splits, brought));
    }

    @Test
    void aPhonesPictureThatIsBroughtWithItsMaskIsThatPhonesAndKeepsTheMask() throws IOException {
        // Given pictures that are labelled without masks, and that one phone took
        bring(12);
        Map<String, byte[]> zip = new LinkedHashMap<>();
        StringBuilder images = new StringBuilder();
        StringBuilder masks = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            byte[] png = Photographs.png(seed + i);
            all.putAll(List.of(new NewPicture(png, Consent.TRAINING, "/devices/" + model)));
            zip.put("images/" + i + ".png", png);
            images.append("{'id':%d,'file_name':'%d.png','width':20,'height':12},".formatted(i, i));
            masks.append("{'id':%d,'image_id':%d,'category_id':7,'segmentation':[[2,1,6,1,6,4,2,4]]},".formatted(i, i));
        }
        String coco =
                "{'categories':[{'id':7,'name':'person'}],'annotations':[%s],'images':[%s]}".formatted(masks, images);
        zip.put("annotations/all.json", bytes(coco.replace("},]", "}]").replace('\'', '"')));
        // When
        String brought =
                imported(Zips.of(zip), "application/zip", 201).path("id").asText();
        String drawn = freeze("{\"seed\":8}").path("id").asText();
        // Then
        String shape =
                "select count(distinct split) || ' ' || count(mask) || ' ' || string_agg(distinct label || source, ' ')"
                        + " from snapshot_picture where snapshot = ?";
        String one = "1 12 person/devices/" + model;
        assertThat(field.text(shape, brought)).isEqualTo(one);
        assertThat(field.text(shape, drawn)).isEqualTo(one);
    }

    @Test
    void masksGoOutAsCocoAndComeBack() throws IOException {
        // Given annotations as other tools write them: polygons and run lengths, two of one picture
        Map<String, byte[]> zip = new LinkedHashMap<>();
        zip.put("images/a.png", Photographs.png(seed));
        zip.put("images/b.png", Photographs.png(seed + 1));
        zip.put("annotations/instances_val2017.json", bytes("""
            {"categories":[{"id":7,"name":"person"}],
             "annotations":[
              {"id":1,"image_id":1,"category_id":7,"segmentation":[[2,1,6,1,6,4,2,4]]},
              {"id":2,"image_id":1,"category_id":7,"segmentation":{"size":[12,20],"counts":[0,2,238]}},
              {"id":3,"image_id":2,"category_id":7,"segmentation":{"size":[12,20],"counts":[240]}}],
             "images":[{"id":1,"file_name":"a.png","width":20,"height":12},
                       {"id":2,"file_name":"b.png","width":20,"height":12}]}
            """));
        // When
        JsonNode imported = imported(Zips.of(zip), "application/zip", 201);
        // Then
        JsonNode pictures = answer("GET", path + "/" + imported.path("id").asText() + "/pictures", "");
        assertThat(pictures.path("items")).hasSize(2).allSatisfy(each -> {
            assertThat(each.path("split").asText()).isEqualTo("validation");
            assertThat(each.path("mask").asText()).hasSize(64);
        });
        JsonNode first = pictures.path("items")
                        .get(0)
                        .path("image")
                        .asText()
                        .equals(Sha256.of(zip.get("images/a.png")).hex())
                ? pictures.path("items").get(0)
                : pictures.path("items").get(1);
        BufferedImage mask = ImageIO.read(new ByteArrayInputStream(calls.send(
                        "GET",
                        base.resolve("/v1/images/" + first.path("mask").asText()),
                        new byte[0],
                        BodyHandlers.ofByteArray(),
                        "Authorization",
                        scientist)
                .body()));
        assertThat(mask.getWidth()).isEqualTo(20);
        assertThat(mask.getRaster().getSample(0, 1, 0)).isEqualTo(255);
        assertThat(mask.getRaster().getSample(3, 2, 0)).isEqualTo(255);
        assertThat(mask.getRaster().getSample(8, 8, 0)).isZero();
        // When
        JsonNode again = imported(export(imported, "coco"), "application/zip", 201);
        JsonNode asFolders = imported(export(imported, "folders"), "application/zip", 201);
        // Then
        assertThat(again.path("id")).isEqualTo(imported.path("id"));
        assertThat(asFolders.path("id")).isEqualTo(imported.path("id"));
    }

    @Test
    void aForgottenDeviceLeavesMarksAndNoClaimToBeReproducible() throws IOException {
        // Given
        String device = "/devices/" + UUID.randomUUID();
        Map<String, byte[]> zip = new LinkedHashMap<>();
        StringBuilder manifest = new StringBuilder("image,label,split,origin,source\n");
        for (int i = 0; i < 6; i++) {
            byte[] picture = Photographs.png(seed + i);
            zip.put("anything/" + Sha256.of(picture) + ".png", picture);
            manifest.append(Sha256.of(picture))
                    .append(i < 2 ? ",bag,train,audit," + device : ",coat,test,reference,reference")
                    .append('\n');
        }
        zip.put("manifest.csv", bytes(manifest.toString()));
        String sender = device + "-too";
        phones.send(base, sender, Photographs.png(seed + 5));
        String id = imported(Zips.of(zip), "application/zip", 201).path("id").asText();
        byte[] before = export(id, "csv");
        String senders = "select string_agg(device, ' ') from snapshot_sender where snapshot = ?";
        assertThat(field.text(senders, id)).isEqualTo(sender);
        // When
        JsonNode forgotten = forgotten(device);
        // Then
        assertThat(forgotten.path("pictures").asInt()).isEqualTo(2);
        assertThat(forgotten.path("dropped").path("pictures of snapshots").asInt())
                .isEqualTo(2);
        JsonNode snapshot = answer("GET", path + "/" + id, "");
        assertThat(snapshot.path("snapshot").path("gone").asInt()).isEqualTo(2);
        assertThat(snapshot.path("snapshot").path("reproducible").asBoolean()).isFalse();
        assertThat(snapshot.path("snapshot").path("pictures").asInt()).isEqualTo(6);
        JsonNode gone = answer("GET", path + "/" + id + "/pictures?label=bag&split=train", "");
        assertThat(gone.path("items")).allSatisfy(each -> {
            assertThat(each.path("gone").asBoolean()).isTrue();
            assertThat(each.path("source").asText()).isEmpty();
        });
        assertThat(Sha256.of(before).hex()).isEqualTo(id);
        String after = new String(export(id, "csv"), StandardCharsets.UTF_8);
        assertThat(after.lines()).hasSize(5);
        assertThat(after).doesNotContain(device);
        // And of a device that sent a picture which was brought along nothing is left but that
        forgotten(sender);
        assertThat(field.text(senders, id)).isEqualTo("null");
        assertThat(export(id, "csv")).isEqualTo(bytes(after));
    }

    private JsonNode forgotten(String device) throws IOException {
        return json.readTree(calls.send(
                        "POST",
                        base.resolve("/v1/pictures/forget"),
                        bytes("{\"source\":\"" + device + "\"}"),
                        "Authorization",
                        scientist,
                        "Content-Type",
                        "application/json")
                .body());
    }

    @Test
    void whatCannotBeTakenIsNamed() throws IOException {
        byte[] picture = Photographs.png(seed);
        String image = Sha256.of(picture).hex();
        refused("snapshot-rule-invalid", "testShare is 1.0", "{\"testShare\":1}");
        refused("snapshot-rule-invalid", "perhaps testShare is meant", "{\"testshare\":0.5}");
        refused("balance-unknown", "'both'", "{\"balance\":\"both\"}");
        refused("no-pictures", "POST a zip", "{}");
        assertThat(call("GET", path + "/" + "0".repeat(64), "").body()).contains("snapshot-unknown");
        refused("manifest-invalid", "Line 1", bytes("picture,label\n"), "text/csv");
        refused("manifest-invalid", "Line 2", bytes("image,label\nabc,bag\n"), "text/csv");
        refused("split-unknown", "'both'", bytes("image,label,split\n" + image + ",bag,both\n"), "text/csv");
        refused("picture-missing", image, bytes("image,label\n" + image + ",bag\n"), "text/csv");
        refused(
                "device-in-two-splits",
                "/devices/1",
                bytes("image,label,split,origin,source\n" + image + ",bag,train,audit,/devices/1\n" + "1".repeat(64)
                        + ",bag,test,audit,/devices/1\n"),
                "text/csv");
        refused("zip-broken", "no readable zip", bytes("no zip"), "application/zip");
        refused(
                "digest-mismatch",
                "not what its name says",
                Zips.of(Map.of(
                        "manifest.csv",
                        bytes("image,label\n" + "1".repeat(64) + ",bag\n"),
                        "train/bag/" + "1".repeat(64) + ".png",
                        picture)),
                "application/zip");
        refused("not-a-picture", "bag/1.png", Zips.of(Map.of("bag/1.png", bytes("no picture"))), "application/zip");
        refused("zip-path-unsafe", "no plain path", Zips.of(Map.of("bag/../1.png", picture)), "application/zip");
        refused("coco-invalid", "no JSON object", Zips.of(Map.of("a.json", bytes("[]"))), "application/zip");
        refused(
                "mask-invalid",
                "do not add up",
                Zips.of(
                        Map.of(
                                "a.png",
                                picture,
                                "a.json",
                                bytes(
                                        "{\"images\":[{\"id\":1,\"file_name\":\"a.png\"}],\"categories\":[{\"id\":1,\"name\":\"x\"}],\"annotations\":"
                                                + "[{\"image_id\":1,\"category_id\":1,\"segmentation\":{\"size\":[12,20],\"counts\":[7]}}]}"))),
                "application/zip");
    }

    private void bring(int pictures) throws IOException {
        Map<String, byte[]> zip = new LinkedHashMap<>();
        for (int i = 0; i < pictures; i++) {
            zip.put((i % 3 == 0 ? "bag" : "dress, long") + "/" + i + ".png", Photographs.png(seed + i));
        }
        HttpResponse<String> answer = calls.send(
                "POST",
                base.resolve("/v1/models/" + model + "/pictures"),
                Zips.of(zip),
                "Authorization",
                scientist,
                "Content-Type",
                "application/zip");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode freeze(String body) throws IOException {
        HttpResponse<String> answer = call("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return ((ObjectNode) json.readTree(answer.body())).without("createdAt");
    }

    private byte[] export(JsonNode snapshot, String format) {
        return export(snapshot.path("id").asText(), format);
    }

    private byte[] export(String id, String format) {
        HttpResponse<byte[]> answer = calls.send(
                "GET",
                base.resolve(path + "/" + id + "/export?format=" + format),
                new byte[0],
                BodyHandlers.ofByteArray(),
                "Authorization",
                scientist);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
                .contains("attachment");
        return answer.body();
    }

    private JsonNode imported(byte[] body, String type, int status) throws IOException {
        HttpResponse<String> answer = send(body, type);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return json.readTree(answer.body());
    }

    private void refused(String code, String words, byte[] body, String type) {
        HttpResponse<String> answer = send(body, type);
        assertThat(answer.body()).contains("\"" + code + "\"").contains(words);
        assertThat(answer.statusCode()).isBetween(400, 422);
    }

    private void refused(String code, String words, String body) {
        assertThat(call("POST", path, body).body()).contains("\"" + code + "\"").contains(words);
    }

    private HttpResponse<String> send(byte[] body, String type) {
        return calls.send(
                "POST", base.resolve(path + "/import"), body, "Authorization", scientist, "Content-Type", type);
    }

    private JsonNode answer(String method, String at, String body) throws IOException {
        HttpResponse<String> answer = call(method, at, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body());
    }

    private HttpResponse<String> call(String method, String at, String body) {
        return calls.send(
                method, base.resolve(at), bytes(body), "Authorization", scientist, "Content-Type", "application/json");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
