package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.picture.Photographs;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.Zips;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Masks that people drew with other tools, also of pictures that show nothing, of several things, or that lie on their side. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class MaskImportTest {
    private static final String PERSON = "{'id':1,'name':'person'}";
    private static final String DOG = ",{'id':2,'name':'dog'}";
    private static final String OUTLINE = "{'id':1,'image_id':0,'category_id':1,'segmentation':[[2,1,6,1,6,4,2,4]]}";

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    ObjectMapper json;

    private String scientist = "";
    private String path = "";
    private long seed;

    @BeforeEach
    void aSegmenter() {
        scientist = calls.bearer(Roles.SCIENTIST);
        String model = "masks-" + UUID.randomUUID().toString().substring(0, 8);
        String body = "{\"title\":\"Masks\",\"task\":\"segmentation\",\"segments\":[]}";
        assertThat(send("PUT", "/v1/models/" + model, "application/json", body.getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isLessThan(300);
        path = "/v1/models/" + model + "/snapshots";
        seed = UUID.randomUUID().getMostSignificantBits();
    }

    @Test
    void anImageThatNobodyDrewAnythingInIsOneWithoutASubject() throws IOException {
        // Given an outline, none, an empty one, a box that was never outlined
        String annotations = OUTLINE + ",{'id':2,'image_id':2,'category_id':1,'segmentation':[]},"
                + "{'id':3,'image_id':3,'category_id':1,'segmentation':[],'bbox':[2,1,4,3]}";
        // When
        JsonNode imported = imported("", zip(4, PERSON, annotations));
        // Then
        assertThat(imported.path("withoutSubject").asInt(-1)).isEqualTo(2);
        assertThat(imported.path("rule").asText()).contains("2 of the pictures without a subject");
        assertThat(masks(imported)).isEqualTo("3 of 4, 2 alike");
        for (String format : new String[] {"coco", "folders"}) {
            HttpResponse<byte[]> exported = calls.send(
                    "GET",
                    base.resolve(path + "/" + imported.path("id").asText() + "/export?format=" + format),
                    new byte[0],
                    BodyHandlers.ofByteArray(),
                    "Authorization",
                    scientist);
            assertThat(imported("", exported.body()).path("id")).isEqualTo(imported.path("id"));
        }
    }

    @Test
    void whatMayWaitToBeDrawnIsNotTakenToShowNothing() throws IOException {
        assertThat(refused("", zip(3, PERSON, "")))
                .contains("coco-invalid", "lists 3 images without annotations", "?category=<name>", "'person'");
        assertThat(imported("?category=person", zip(3, PERSON, ""))
                        .path("withoutSubject")
                        .asInt())
                .isEqualTo(3);
        path = "/v1/models/" + field.model(base) + "/snapshots";
        assertThat(refused("", zip(2, PERSON, OUTLINE))).contains("coco-invalid", "They have no class");
        assertThat(refused("?category=person", zip(2, PERSON, OUTLINE))).contains("coco-invalid", "names classes");
    }

    @Test
    void ofSeveralCategoriesOneIsTaken() throws IOException {
        // Given a person and a dog in one picture, a dog in another
        byte[] zip = zip(
                3,
                PERSON + DOG,
                OUTLINE + ",{'id':2,'image_id':0,'category_id':2,'segmentation':[[8,1,9,1,9,4,8,4]]},"
                        + "{'id':3,'image_id':1,'category_id':2,'segmentation':[[8,1,9,1,9,4,8,4]]}");
        // Then
        assertThat(refused("", zip))
                .contains("coco-invalid", "of two categories", "'dog', 'person'", "?category=<name>");
        assertThat(refused("?category=cat", zip)).contains("no category 'cat'", "it has 'dog', 'person'");
        JsonNode imported = imported("?category=person", zip);
        assertThat(imported.path("withoutSubject").asInt()).isEqualTo(2);
        assertThat(masks(imported)).isEqualTo("3 of 3, 2 alike");
        assertThat(imported("?category=dog", zip).path("withoutSubject").asInt())
                .isEqualTo(1);
        assertThat(refused("?category=dog", Zips.of(Map.of("dog/a.png", Photographs.png(seed)))))
                .contains("coco-invalid", "no COCO annotations");
    }

    @Test
    void aMaskIsAsLargeAsItsPhotographHeldUpright() throws IOException {
        // Given one of 64 × 40 pixels that is to be turned
        byte[] photograph = Photographs.fromPhone(Photographs.jpeg(Photographs.image(seed, 64, 40), false), 6);
        String coco =
                "{'categories':[%s],'annotations':[%s],'images':[{'id':0,'file_name':'a.jpg','width':%d,'height':%d}]}";
        // When
        JsonNode imported = imported(
                "", Zips.of(Map.of("a.json", bytes(coco.formatted(PERSON, OUTLINE, 40, 64)), "a.jpg", photograph)));
        // Then
        assertThat(masks(imported)).isEqualTo("1 of 1, 1 alike");
        assertThat(refused(
                        "",
                        Zips.of(Map.of("a.json", bytes(coco.formatted(PERSON, OUTLINE, 64, 40)), "a.jpg", photograph))))
                .contains("mask-invalid", "64 × 40", "the picture 40 × 64, held upright");
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /** How many of the pictures of a snapshot have a mask, and how many of these have the same. */
    private String masks(JsonNode imported) {
        return field.text(
                "select count(mask) || ' of ' || count(*) || ', ' || count(mask) - count(distinct mask) + 1 || ' alike'"
                        + " from snapshot_picture where snapshot = ?",
                imported.path("id").asText());
    }

    private byte[] zip(int pictures, String categories, String annotations) throws IOException {
        Map<String, byte[]> zip = new LinkedHashMap<>();
        StringBuilder images = new StringBuilder();
        for (int i = 0; i < pictures; i++) {
            zip.put("images/" + i + ".png", Photographs.png(seed + i));
            images.append(i == 0 ? "" : ",")
                    .append("{'id':%d,'file_name':'%d.png','width':20,'height':12}".formatted(i, i));
        }
        String coco = "{'categories':[%s],'annotations':[%s],'images':[%s]}".formatted(categories, annotations, images);
        zip.put("annotations/instances_train.json", coco.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return Zips.of(zip);
    }

    private JsonNode imported(String query, byte[] zip) throws IOException {
        HttpResponse<String> answer = send("POST", path + "/import" + query, "application/zip", zip);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json.readTree(answer.body());
    }

    private String refused(String query, byte[] zip) {
        HttpResponse<String> answer = send("POST", path + "/import" + query, "application/zip", zip);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 422);
        return answer.body();
    }

    private HttpResponse<String> send(String method, String at, String type, byte[] body) {
        return calls.send(method, base.resolve(at), body, "Authorization", scientist, "Content-Type", type);
    }
}
