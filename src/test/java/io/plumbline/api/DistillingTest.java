package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.bundle.Bundles;
import io.plumbline.retrain.Retrainings;
import io.plumbline.retrain.djl.mask.Coco;
import io.plumbline.retrain.djl.mask.Shapes;
import io.plumbline.retrain.djl.mask.Shapes.Drawn;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A large segmenter makes the training data of a small one, from its upload to the gates of its student, all over HTTP. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class DistillingTest {
    private static final int PHONES = 150;
    private static final int GREY = 8;
    private static final String ZIP = "application/zip";
    /** The end of an order: so small a student is made in seconds. */
    private static final String SMALL = "\"maxBytes\":40000,\"maxWork\":1500000}";

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    Garments garments;

    @Inject
    PhonePictures phones;

    @Inject
    ObjectMapper json;

    @Inject
    Retrainings retrainings;

    private String admin = "";
    private String student = "";
    private String teacher = "";

    @BeforeEach
    void models() throws IOException {
        // Sees to it that events are read.
        field.model(base);
        admin = calls.bearer(Roles.ADMIN);
        String id = UUID.randomUUID().toString().substring(0, 8);
        student = "small-" + id;
        teacher = "large-" + id;
        ok(put("/v1/models/" + student, "{\"title\":\"Small\",\"task\":\"segmentation\",\"segments\":[]}"));
        ok(put("/v1/models/" + teacher, "{\"title\":\"Large\",\"task\":\"segmentation\",\"segments\":[]}"));
    }

    @Test
    void aLargeModelMakesTheTrainingDataOfASmallOne() throws IOException {
        // Given a teacher that is live, pictures of phones, some of them such as it cannot tell, and masks that people
        // made
        upload(teacher, Shapes.teacher(teacher, "1", -0.8f).bytes());
        ok(post("/v1/models/" + teacher + "/versions/1/promote", ""));
        phones.take(base, student, 11, PHONES, GREY);
        bring(Map.of("test", Shapes.drawn(21, 30), "train", Shapes.drawn(22, 12)));
        // When
        JsonNode first = distilled("{\"teacher\":\"" + teacher + "\"," + SMALL);
        String one = first.path("result").path("version").asText();
        // Then it is a candidate that says where it comes from, judged by itself, for nothing is live
        judgedByItself(one);
        assertThat(points(first)).isPositive();
        JsonNode waiting = garments.get(base, "/v1/models/" + student + "/doubtful");
        int doubtful = waiting.path("total").asInt();
        assertThat(doubtful).isBetween(1, GREY);
        assertThat(waiting.path("items").path(0).path("reason").asText()).contains("unsure of 100 %");
        theSameSnapshotGivesTheSameStudentWhateverPhonesSendLater(first);
        // When somebody draws one of them, and the student is live
        String drawn = waiting.path("items").path(0).path("image").asText();
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes("/v1/images/" + drawn)));
        bring(Map.of(
                "train", List.of(new Drawn(picture, Shapes.drawn(5, 1).get(0).mask()))));
        ok(post("/v1/models/" + student + "/versions/" + one + "/promote", ""));
        aPolicyStartsOneForTheNewMask();
        JsonNode second = distilled("{\"teacher\":\"" + teacher + "\",\"teacherVersion\":\"1\",\"seed\":5," + SMALL);
        // Then it waits no more, and the next one is compared with the first, mask by mask
        assertThat(garments.get(base, "/v1/models/" + student + "/doubtful")
                        .path("total")
                        .asInt())
                .isEqualTo(doubtful - 1);
        comparedWith(one, second.path("result").path("version").asText());
        // When a segmenter is uploaded that sees all there is, and is judged
        upload(student, Shapes.teacher(student, "9", -0.8f).bytes());
        JsonNode judged = ended(post("/v1/models/" + student + "/versions/9/judge", ""));
        // Then its masks are compared with the live one's
        assertThat(judged.path("state").asText()).as(judged.toString()).isEqualTo("succeeded");
        JsonNode better = garments.get(base, "/v1/models/" + student + "/versions/9")
                .path("verdicts")
                .path(0);
        assertThat(better.path("summary").asText()).contains("reference masks", "the champion (mean IoU");
        JsonNode finding = better.path("evidence").path("findings").path(0);
        assertThat(finding.path("challenger").asDouble())
                .as(better.toString())
                .isGreaterThan(finding.path("champion").asDouble());
    }

    private void theSameSnapshotGivesTheSameStudentWhateverPhonesSendLater(JsonNode first) throws IOException {
        // Given more pictures, and a phone that sends two which were brought along, one to learn from and one to judge
        // by
        phones.take(base, student, 13, 30, 0);
        for (int brought : List.of(21, 22)) {
            phones.send(
                    base,
                    "/devices/late-" + student,
                    Shapes.drawn(brought, 1).get(0).png());
        }
        // When
        JsonNode again = distilled("{\"teacher\":\"" + teacher + "\",\"seed\":1,\"snapshot\":\""
                + garments.snapshot(base, first) + "\"," + SMALL);
        // Then
        Garments.requireSame(garments.made(base, first), garments.made(base, again));
    }

    @Test
    void anUploadedSegmenterIsJudgedByItselfWhereNothingIsLive() throws IOException {
        // Given
        bring(Map.of("test", Shapes.drawn(31, 30)));
        upload(student, Shapes.teacher(student, "1", -0.8f).bytes());
        // When
        JsonNode judged = ended(post("/v1/models/" + student + "/versions/1/judge", ""));
        // Then
        assertThat(judged.path("state").asText()).as(judged.toString()).isEqualTo("succeeded");
        JsonNode candidate = garments.get(base, "/v1/models/" + student + "/versions/1");
        assertThat(candidate.path("verdicts").path(0).path("summary").asText())
                .startsWith("No version is live to compare with. On ");
        assertThat(outcomes(candidate))
                .as(candidate.path("verdicts").toString())
                .containsExactly("PASSED", "NOT_RUN", "PASSED", "PASSED", "PASSED");
        // When a policy would have it teach, of which there are masks, but no pictures
        ok(put("/v1/models/" + student + "/retrain-policy", "{\"newLabels\":30,\"teacher\":\"" + student + "/1\"}"));
        retrainings.startDue();
        retrainings.startDue();
        // Then what is missing is said, and no snapshot is left
        assertThat(decision().path("code").asText()).isEqualTo("refused");
        assertThat(decision().path("sentence").asText())
                .startsWith("Due for 30 new masks of 30, but waits: There are 0 pictures of model " + student);
        assertThat(garments.number("select count(*) from job where kind = 'distil' and model = '" + student + "'"))
                .isZero();
    }

    /** With the sizes of the settings it would take long: one that has begun is enough. */
    private void aPolicyStartsOneForTheNewMask() throws IOException {
        // Given
        String policy = "/v1/models/" + student + "/retrain-policy";
        assertThat(put(policy, "{\"newLabels\":1,\"teacher\":\"nobody/1\"}").body())
                .contains("model-unknown");
        ok(put(policy, "{\"newLabels\":1,\"cooldown\":\"PT0S\",\"teacher\":\"" + teacher + "\"}"));
        // When
        retrainings.startDue();
        // Then
        JsonNode decision = decision();
        assertThat(decision.path("sentence").asText()).isEqualTo("Starts for 1 new masks of 1.");
        JsonNode job = garments.get(base, "/v1/jobs/" + decision.path("job").asText());
        assertThat(job.path("kind").asText()).isEqualTo("distil");
        assertThat(job.path("requestedBy").asText()).isEqualTo("plumbline");
        ok(post("/v1/jobs/" + job.path("id").asText() + "/cancel", ""));
        garments.ended(base, job.path("id").asText());
        ok(put(policy, "{}"));
        retrainings.startDue();
        assertThat(decision().path("code").asText()).isEqualTo("no-teacher");
    }

    private JsonNode decision() {
        return garments.get(base, "/v1/models/" + student + "/retrain-decisions")
                .path("items")
                .path(0);
    }

    private void judgedByItself(String version) {
        JsonNode candidate = garments.get(base, "/v1/models/" + student + "/versions/" + version);
        JsonNode quality = candidate.path("verdicts").path(0);
        assertThat(quality.path("summary").asText()).startsWith("No version is live to compare with. On 30 masks");
        assertThat(outcomes(candidate))
                .as(candidate.path("verdicts").toString())
                .containsExactly("PASSED", "NOT_RUN", "PASSED", "PASSED", "PASSED");
        assertThat(Bundles.read(bytes(candidate.path("url").asText())).card())
                .contains("A student of " + teacher + " 1 (sha256 ")
                .contains("left to people")
                .contains("a mean IoU of 0.", "on 30 masks");
    }

    private double points(JsonNode job) {
        return garments.get(base, "/v1/jobs/" + job.path("id").asText() + "/points")
                .path(0)
                .path("values")
                .path("validation IoU")
                .asDouble();
    }

    private void comparedWith(String champion, String version) throws IOException {
        JsonNode next = garments.get(base, "/v1/models/" + student + "/versions/" + version);
        assertThat(next.path("parent").asText()).isEqualTo(champion);
        JsonNode quality = next.path("verdicts").path(0);
        assertThat(quality.path("evidence").path("champion").asText()).isEqualTo(champion);
        assertThat(quality.path("summary").asText()).contains("mean IoU");
        JsonNode different = garments.get(base, "/v1/models/" + student + "/versions/" + version + "/differences")
                .path("items")
                .path(0);
        assertThat(different.path("truth").asText()).startsWith("sha256:");
        BufferedImage mask = ImageIO.read(new ByteArrayInputStream(bytes("/v1/models/" + student + "/masks/" + version
                + "/" + different.path("image").path("hex").asText())));
        assertThat(mask.getWidth()).isEqualTo(Shapes.SIDE);
    }

    @Test
    void whatATeacherIsNotSureOfIsLeftToPeopleAlsoWhereTooLittleIsLeftToLearnFrom() throws IOException {
        // Given
        upload(teacher, Shapes.teacher(teacher, "1", -0.8f).bytes());
        // About half of the phones are kept to judge by; of the others there are more than 64.
        phones.take(base, student, 12, 2, PHONES + 60);
        bring(Map.of("test", Shapes.drawn(41, 12)));
        String order = "{\"teacher\":\"" + teacher + "\",\"teacherVersion\":\"1\",";
        // When
        JsonNode job = ended(post("/v1/models/" + student + "/distil", order + SMALL));
        // Then
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("failed");
        assertThat(job.toString()).contains("doubtful ones drawn by people");
        assertThat(garments.get(base, "/v1/models/" + student + "/doubtful")
                        .path("total")
                        .asInt())
                .isGreaterThan(64);
        aZipForAnAnnotationTool();
        whatIsForgottenIsMissingAndSaidToBe(job, order);
    }

    private void whatIsForgottenIsMissingAndSaidToBe(JsonNode job, String order) throws IOException {
        // Given a snapshot that comes back as it was exported
        String snapshot = garments.snapshot(base, job);
        JsonNode known = garments.get(base, "/v1/models/" + student + "/snapshots/" + snapshot);
        assertThat(known.path("snapshot").path("rule").asText()).contains("pictures of phones that nobody labelled");
        assertThat(known.path("splits").path(0).path("unlabelled").asInt()).isGreaterThan(64);
        assertThat(imported(bytes("/v1/models/" + student + "/snapshots/" + snapshot + "/export?format=coco")))
                .isEqualTo(snapshot);
        // When a device is forgotten, and it is learnt from again
        String source = garments.get(base, "/v1/models/" + student + "/doubtful")
                .path("items")
                .path(0)
                .path("source")
                .asText();
        ok(post("/v1/pictures/forget", "{\"source\":\"" + source + "\"}"));
        JsonNode again =
                ended(post("/v1/models/" + student + "/distil", order + "\"snapshot\":\"" + snapshot + "\"," + SMALL));
        // Then
        assertThat(garments.get(base, "/v1/jobs/" + again.path("id").asText() + "/log")
                        .findValuesAsText("line"))
                .anyMatch(line -> line.contains(snapshot + ". Since it was frozen 1 of its "));
    }

    private void aZipForAnAnnotationTool() throws IOException {
        // When
        String path = "/v1/models/" + student + "/doubtful?format=";
        Map<String, byte[]> zip = Zips.files(bytes(path + "coco&size=40"));
        // Then it has the most doubtful forty, and nothing is drawn in them yet
        JsonNode coco = json.readTree(zip.get("annotations.json"));
        assertThat(zip).hasSize(41);
        assertThat(coco.path("images")).hasSize(40).allSatisfy(image -> {
            assertThat(zip).containsKey("images/" + image.path("file_name").asText());
            assertThat(image.path("width").asInt()).isEqualTo(Shapes.SIDE);
        });
        assertThat(coco.path("annotations").isArray()).isTrue();
        assertThat(coco.path("annotations")).isEmpty();
        assertThat(coco.path("categories").path(0).path("name").asText()).isEqualTo(Shapes.LABEL);
        assertThat(garments.send(base, admin, "GET", path + "xml", "").body()).contains("format-unknown");
    }

    @Test
    void whatIsMissingIsSaidWithNumbers() throws IOException {
        upload(teacher, Shapes.teacher(teacher, "1", -0.8f).bytes());
        refused(409, "teacher-not-live", "it has [1]", "{\"teacher\":\"" + teacher + "\"}");
        String order = "{\"teacher\":\"" + teacher + "\",\"teacherVersion\":\"1\"}";
        refused(409, "too-few-masks", "there are 0 masks", order);
        String masks = bring(Map.of("test", Shapes.drawn(31, 40)));
        refused(409, "too-few-pictures", "There are 0 pictures of model " + student + " that a teacher can", order);
        refused(
                409,
                "too-few-pictures",
                "There are 0 pictures in snapshot " + masks + " that a teacher can",
                order.replace("}", ",\"snapshot\":\"" + masks + "\"}"));
        refused(404, "snapshot-unknown", "no snapshot 7", order.replace("}", ",\"snapshot\":\"7\"}"));
        refused(400, "distillation-invalid", "perhaps maxBytes is meant", "{\"teacher\":\"x\",\"maxByte\":1}");
        refused(400, "distillation-invalid", "maxWork is 0", "{\"teacher\":\"x\",\"maxWork\":0}");
        refused(404, "model-unknown", "nobody", "{\"teacher\":\"nobody\"}");
        refused(404, "version-unknown", "'7'", "{\"teacher\":\"" + teacher + "\",\"teacherVersion\":\"7\"}");
        String classifier = field.model(base);
        refused(409, "not-a-segmenter", classifier, "{\"teacher\":\"" + classifier + "\"}");
        HttpResponse<String> retraining = post("/v1/models/" + student + "/retrain", "");
        assertThat(retraining.statusCode()).as(retraining.body()).isEqualTo(409);
        assertThat(retraining.body()).contains("not-a-classifier", "/v1/models/" + student + "/distil");
    }

    private void refused(int status, String code, String says, String order) throws IOException {
        HttpResponse<String> answer = post("/v1/models/" + student + "/distil", order);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json.readTree(answer.body()).path("code").asText())
                .as(answer.body())
                .isEqualTo(code);
        assertThat(json.readTree(answer.body()).path("detail").asText()).contains(says);
    }

    private JsonNode distilled(String order) throws IOException {
        JsonNode job = ended(post("/v1/models/" + student + "/distil", order));
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("succeeded");
        return job;
    }

    private JsonNode ended(HttpResponse<String> started) throws IOException {
        return garments.ended(base, json.readTree(ok(started).body()).path("id").asText());
    }

    private static List<String> outcomes(JsonNode version) {
        List<String> outcomes = new ArrayList<>();
        version.path("verdicts").forEach(v -> outcomes.add(v.path("outcome").asText()));
        return outcomes;
    }

    private void upload(String model, byte[] bundle) {
        ok(calls.send(
                "POST",
                base.resolve("/v1/models/" + model + "/versions"),
                bundle,
                "Authorization",
                admin,
                "Content-Type",
                ZIP));
    }

    /** Imports pictures of some splits with their masks as COCO; the snapshot that they are. */
    private String bring(Map<String, List<Drawn>> splits) throws IOException {
        return imported(Coco.zip(splits));
    }

    private String imported(byte[] zip) throws IOException {
        HttpResponse<String> imported = ok(calls.send(
                "POST",
                base.resolve("/v1/models/" + student + "/snapshots/import"),
                zip,
                "Authorization",
                admin,
                "Content-Type",
                ZIP));
        return json.readTree(imported.body()).path("id").asText();
    }

    private byte[] bytes(String path) {
        HttpResponse<byte[]> answer =
                calls.send("GET", base.resolve(path), new byte[0], BodyHandlers.ofByteArray(), "Authorization", admin);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> put(String path, String body) {
        return garments.send(base, admin, "PUT", path, body);
    }

    private HttpResponse<String> post(String path, String body) {
        return garments.send(base, admin, "POST", path, body);
    }

    private static HttpResponse<String> ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer;
    }
}
