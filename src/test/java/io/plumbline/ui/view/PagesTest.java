package io.plumbline.ui.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.DriftState;
import io.plumbline.ui.view.operation.JobsView;
import io.plumbline.ui.view.operation.LettersView;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Renders every page from made-up facts; the files under target/ui-shots are for looking at. */
class PagesTest {
    private static final Path SHOTS = Path.of("target", "ui-shots");

    @Test
    void aModelWithoutAVersionTellsHowToUploadOne() throws IOException {
        String page = model("model-fresh", Samples.fresh());

        assertThat(page).contains("This model has no version yet.", "/v1/models/garments/versions", "No data yet");
        assertThat(present(page)).isEqualTo("predict");
    }

    @Test
    void aHealthyModelIsBeingWatched() throws IOException {
        String page = model("model-watching", Samples.watching());

        assertThat(page).contains("Version 1 is live and being watched; no drift is proven.");
        assertThat(page).contains("truth (known to the demo alone)");
        assertThat(present(page)).isEqualTo("watch");
    }

    @Test
    void aRetrainingShowsItsProgress() throws IOException {
        String page = model("model-training", Samples.training());

        assertThat(page).contains("Version 1 has drifted; a successor is being trained, 62 % done.");
        assertThat(present(page)).isEqualTo("retrain");
    }

    @Test
    void aProvenCandidateOffersItsPromotion() throws IOException {
        String page = model("model-proven", Samples.proven());

        assertThat(page).contains("Version 2 is proven better than version 1 and waits for promotion.");
        assertThat(page).doesNotContain("training the head");
        assertThat(page).contains("action=\"/models/garments/versions/2/promote\"", "name=\"csrf\" value=\"c5rf\"");
        assertThat(present(page)).isEqualTo("promote");
    }

    @Test
    void aCandidateThatFailsAGateStopsTheLoopThere() throws IOException {
        String page = model("model-unproven", Samples.unproven());

        assertThat(page).contains("Version 2 did not pass its gates; version 1 stays live.", "QUALITY inconclusive");
        assertThat(present(page)).isEqualTo("prove");
    }

    @Test
    void afterAPromotionTheRecoveryIsWatched() throws IOException {
        String page = model("model-recovered", Samples.recovered());

        assertThat(page).contains("and the field has recovered.", "v2 live", "action=\"/models/garments/rollback\"");
        assertThat(present(page)).isEqualTo("watch");
    }

    @Test
    void whoMayNotReleaseIsOfferedNoButtons() {
        String page = Templates.render("model", modelData(Samples.onlySeen()));

        assertThat(page).doesNotContain("/promote\"", "/rollback\"", "/retrain\"");
        assertThat(page).contains("Somebody with the role release-manager decides.");
    }

    @Test
    void aModelThatDrawsMasksGetsItsFirstVersionFromALargerOne() throws IOException {
        String page = model("model-distilled", Samples.distilling());

        assertThat(page).contains("A first version is being trained, 44 % done.", "/models/garments/distillation\"");
        assertThat(page).doesNotContain("/retrain\"");
    }

    @Test
    void namesOfOthersAreOnlyEverText() {
        ModelFacts all = Samples.training();
        String evil = "<script>alert('x')</script>\"&";
        ModelFacts facts = new ModelFacts(
                all.name(),
                evil,
                false,
                all.drift(),
                0.05,
                new FieldFacts(
                        all.field().beats(),
                        all.field().errorRate(),
                        List.of(new FieldFacts.SegmentRates(evil, List.of())),
                        all.field().confidence(),
                        List.of(),
                        List.of(new FieldFacts.Release(Samples.START, evil)),
                        List.of(),
                        0,
                        0),
                all.versions(),
                all.incidents(),
                all.jobs(),
                List.of(new ModelFacts.LedgerLine(Samples.NOW, evil, evil, evil)),
                all.rights(),
                all.now(),
                "");

        String page = Templates.render("model", modelData(facts));

        assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert(");
    }

    @Test
    void theListOfModelsBeginsWithTheWayToAddOne() throws IOException {
        ModelsView none = new ModelsView(List.of(), List.of(), false);
        String page = shot("models-empty", "models", Map.of("view", none, "notice", ""));

        assertThat(page)
                .contains(
                        "curl -X PUT http://localhost:8080/v1/models/garments",
                        "-d '{&quot;title&quot;".replace("&quot;", "\""));
    }

    @Test
    void theListOfModelsSaysWhereEachLoopStands() throws IOException {
        List<ModelsView.Row> rows = List.of(
                ModelsView.Row.of(Samples.watching()),
                ModelsView.Row.of(Samples.training()),
                ModelsView.Row.of(Samples.fresh()));

        List<ModelsView.Archived> archived = List.of(new ModelsView.Archived(
                "boots",
                "Boots",
                Stamp.of(Instant.parse("2026-03-01T10:00:00Z")),
                "rita",
                "Nobody sells boots any more"));
        ModelsView all = new ModelsView(rows, archived, true);

        String page = shot("models", "models", Map.of("view", all, "notice", ""));

        assertThat(page).contains("version 1", "being watched", "being trained", "has no version yet");
        // A part that refreshes itself would wipe what is typed into its form.
        assertThat(page).contains("Nobody sells boots any more", "action=\"/models/boots/restore\"");
        assertThat(page).contains("<section class=\"card\" id=\"archived\">");
    }

    @Test
    void aReportStandsAlone() throws IOException {
        Random random = new Random(3);
        ReportView view = ReportPresenter.view(ReportSamples.report(), sha -> sha.endsWith("b") ? "" : picture(random));

        String page = Templates.render("report", Map.of("report", view, "css", Templates.css(), "script", "// none"));

        Files.createDirectories(SHOTS);
        Files.writeString(SHOTS.resolve("report.html"), page);
        assertThat(page).contains("data:image/png;base64,", "picture no longer kept", "93 % of excess");
        assertThat(page).doesNotContain("<script src", "<link", "src=\"/", "url(");
    }

    @Test
    void theAlarmCardSaysWhoFellSilentThoughNoErrorIsProven() {
        // Given
        DriftState quiet = Samples.state(false);
        DriftState silent = new DriftState(
                quiet.model(),
                quiet.version(),
                quiet.evaluatedAt(),
                quiet.watermark(),
                quiet.policy(),
                quiet.alarm(),
                quiet.segments(),
                quiet.confidentAlarm(),
                quiet.confidentSegments(),
                List.of(new DriftState.Silent("device", "Itel A56", Samples.NOW, 40)),
                quiet.triggered(),
                quiet.signals());
        // When
        ModelView.AlarmCard card = ModelPresenter.view(Samples.of(silent)).alarm();
        // Then
        assertThat(card.word()).isEqualTo("alarm");
        assertThat(card.meaning())
                .startsWith("Nothing is heard any more of device Itel A56.")
                .contains("three quarters of them for errors, a quarter for confident errors");
    }

    @Test
    void jobsIncidentsSignInAndErrorsRender() throws IOException {
        JobView job = JobView.of(Samples.job("running", 0.62), true, Samples.NOW);

        JobView failed = JobView.of(Samples.job("failed", 0.3), true, Samples.NOW);
        JobsView two = new JobsView(List.of(job, failed), "garments", "1 to 2 of 9", "", "/jobs?page=1");

        shot("jobs", "jobs", Map.of("view", two));
        shot("jobs-empty", "jobs", Map.of("view", new JobsView(List.of(), "", "", "", "")));
        shot(
                "incidents",
                "incidents",
                Map.of(
                        "cut",
                        "",
                        "model",
                        "garments",
                        "incidents",
                        IncidentPresenter.rows(Samples.training().incidents(), Samples.NOW, true)));
        String signIn = shot(
                "sign-in",
                "sign-in",
                Map.of(
                        "problem",
                        "No such token.",
                        "target",
                        "/",
                        "tokenFile",
                        "/root/.plumbline/admin.token",
                        "frame",
                        Frame.outside("Sign in")));
        shot("error", "error", Map.of("heading", "There is no model 'x'", "detail", "Choose one from the list."));

        assertThat(signIn).contains("/root/.plumbline/admin.token").doesNotContain("Sign out");
    }

    @Test
    void aJobShowsItsCurvesItsEndAndWhatItWaitsFor() throws IOException {
        JobView job = JobView.of(Samples.job("running", 0.62), true, Samples.NOW);
        String detail = shot("job", "job", Map.of("job", job));
        String ended =
                shot("job-ended", "job", Map.of("job", JobView.of(Samples.job("succeeded", 1), true, Samples.NOW)));
        JobFacts waits = new JobFacts(
                "0197c0de-0000-7000-8000-000000000008",
                "retrain",
                "garments",
                "queued",
                0,
                "The training was ended for using more than 2 GiB of memory",
                "anna",
                1,
                3,
                "",
                false,
                Optional.of(Samples.NOW.plusSeconds(40)),
                "",
                Samples.NOW.minusSeconds(90),
                Samples.NOW.minusSeconds(3),
                List.of(),
                new TreeMap<>());
        String empty = shot("job-empty", "job", Map.of("job", JobView.of(waits, true, Samples.NOW)));

        assertThat(detail)
                .contains("value=\"62\"", "epoch 31 of 50, loss 0.288", "/cancel\"", "gpu-1")
                .contains("data-follow=\"/v1/jobs/0197c0de-0000-7000-8000-000000000007/events\"")
                .contains(
                        "validation loss",
                        "validation accuracy",
                        "class=\"ln field\"",
                        "class=\"ln baseline\"",
                        "epoch 31\n");
        assertThat(ended)
                .contains("href=\"/models/garments#versions\"", "Version 2 and its gates")
                .doesNotContain("data-follow", "/cancel\"");
        assertThat(empty)
                .contains("waits to try again", "begun again in 40 seconds", "No epoch is done yet")
                .contains("It has said nothing yet.");
    }

    @Test
    void deadLettersOfferADecisionToThoseWhoMayMakeIt() throws IOException {
        String list = shot("letters", "letters", Map.of("view", letters(true), "notice", "Done: 1 retried."));
        String read = shot("letters-read", "letters", Map.of("view", letters(false), "notice", ""));
        LettersView none = new LettersView(List.of(), List.of(), "", "waiting", "", "", "", true);
        String empty = shot("letters-empty", "letters", Map.of("view", none, "notice", ""));
        String one = shot(
                "letter",
                "letter",
                Map.of(
                        "letter",
                        letters(true).rows().get(0),
                        "content",
                        new LettersView.Row.Content(
                                "{\"model\":\"<b>\"}", "text", List.of(new LettersView.Row.Line("ce_id", "0197")))));

        assertThat(list)
                .contains("unknown-model", "1,204 waiting", "again, was #7", "action=\"/dead-letters/12/retry\"")
                .contains("action=\"/dead-letters/discard\"", "older", "2.0 KiB", "1 to 2 of 1,230");
        assertThat(read).contains("unknown-model").doesNotContain("<button id=\"retry", "action=\"/dead-letters");
        assertThat(empty).contains("Nothing was refused.");
        assertThat(one).contains("&lt;b&gt;", "ce_id", "/dead-letters/12/discard", "href=\"/dead-letters/7\"");
    }

    private static LettersView letters(boolean mayDecide) {
        Stamp at = Stamp.of(Samples.NOW);
        String place = "plumbline.events, partition 2, offset 4711";
        String detail = "There is no model \"shoes\"; register it with PUT /v1/models/shoes.";
        return new LettersView(
                List.of(
                        LettersView.Code.of("unknown-model", 1204, 1204, 31, 2),
                        LettersView.Code.of("event-too-large", 26, 0, 0, 0)),
                List.of(
                        new LettersView.Row(
                                12,
                                "unknown-model",
                                detail,
                                at,
                                LettersView.Row.size(2048),
                                place,
                                "7",
                                "waiting",
                                "",
                                mayDecide,
                                mayDecide),
                        new LettersView.Row(
                                11,
                                "event-too-large",
                                "The event has 900000 bytes; at most 65536 are allowed.",
                                at,
                                LettersView.Row.size(262_144) + ", cut",
                                place,
                                "",
                                "waiting",
                                "",
                                false,
                                mayDecide)),
                "",
                "waiting",
                LettersView.part(0, 2, 1230),
                "",
                "/dead-letters?page=1",
                mayDecide);
    }

    private static String model(String file, ModelFacts facts) throws IOException {
        return shot(file, "model", modelData(facts));
    }

    private static Map<String, Object> modelData(ModelFacts facts) {
        return Map.of("view", ModelPresenter.view(facts), "notice", "", "frame", frame());
    }

    private static Frame frame() {
        return new Frame("Garments", "models", "admin", "c5rf", true, 0, "http://localhost:8080");
    }

    private static String shot(String file, String template, Map<String, Object> data) throws IOException {
        Map<String, Object> all = new HashMap<>(data);
        all.putIfAbsent("frame", frame());
        String page = Templates.render(template, all);
        Files.createDirectories(SHOTS);
        Files.writeString(SHOTS.resolve(file + ".html"), page);
        return page;
    }

    private static String present(String page) {
        var matcher = Pattern.compile("aria-current=\"step\".*?class=\"name\">(\\w+)<")
                .matcher(page);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String picture(Random random) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 4; y < 24; y++) {
            for (int x = 6; x < 22; x++) {
                int grey = 60 + random.nextInt(120);
                image.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
