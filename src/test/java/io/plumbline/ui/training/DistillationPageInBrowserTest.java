package io.plumbline.ui.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.delivery.Deliveries;
import io.plumbline.feedback.ReferencePictures;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.kernel.Page;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.retrain.Retrainings;
import io.plumbline.retrain.djl.mask.Coco;
import io.plumbline.retrain.djl.mask.Shapes;
import io.plumbline.snapshot.SnapshotImport;
import io.plumbline.testing.Await;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.Zips;
import io.plumbline.ui.SignedIn;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** A small segmenter is made from a large one by a click, and looked at mask by mask. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class DistillationPageInBrowserTest extends SignedIn {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Inject
    Models models;

    @Inject
    Deliveries deliveries;

    @Inject
    ReferencePictures references;

    @Inject
    SnapshotImport imports;

    @Inject
    DrawingRules rules;

    @Inject
    Jobs jobs;

    @Inject
    Retrainings retrainings;

    @Test
    void aStudentIsMadeByAClickAndItsMasksAreSeenBesideThoseOfPeopleAndOfTheChampion() throws Exception {
        // Given a model with pictures that nobody drew, and nothing else
        models.register(new NewModel("cutouts", "Cut-outs", "segmentation", List.of()), "test");
        references.add("cutouts", pictures());
        browser.go("/models/cutouts/retraining");
        browser.click("#distillation");
        assertThat(browser.text("#start")).contains("A small model from a large one");
        browser.shoot("distillation-empty");

        // When a teacher is asked for a student
        models.register(new NewModel("large-cutouts", "Large", "segmentation", List.of()), "test");
        deliveries.upload(
                "large-cutouts", Shapes.teacher("large-cutouts", "1", -0.8f).bytes(), "test");
        browser.go("/models/cutouts/distillation");
        small();
        browser.click("#distil");

        // Then it says that there are no masks to judge by
        browser.appears("problem", "To judge a student there are 0 masks that people made");
        browser.shoot("distillation-refused");

        // When there are
        imports.zip(
                "cutouts",
                new ByteArrayInputStream(Coco.zip(Map.of("test", Shapes.drawn(41, 80)))),
                rules.rule(Optional.empty()),
                new SnapshotImport.Taking(true, Optional.empty()),
                "test");
        browser.go("/models/cutouts/distillation");
        small();
        browser.click("#distil");

        // Then a job makes one, and what the teacher could not tell is left to people
        browser.appears("content", "distil cutouts");
        ended();
        browser.shoot("distillation-job");
        browser.go("/models/cutouts/distillation");
        assertThat(browser.text("#doubtful")).contains("unsure of 100 %", "large-cutouts 1");
        assertThat(browser.find("#fetch").getDomAttribute("href"))
                .isEqualTo("/v1/models/cutouts/doubtful?format=coco&size=200");
        browser.shoot("distillation");

        // And a policy can name the teacher
        policy();

        // And the candidate's masks are seen beside those of people; of the next one the champion's too
        candidates();
    }

    private void policy() throws IOException {
        browser.go("/models/cutouts/retraining");
        browser.driver()
                .findElement(By.cssSelector("#policy-teacher option[value='large-cutouts/1']"))
                .click();
        browser.find("#new-labels").sendKeys("40");
        browser.click("#change");
        browser.appears("content", "Changed. The next decision keeps to it.");
        retrainings.startDue();
        browser.go("/models/cutouts/retraining");
        assertThat(browser.text("#standing")).contains("version 1 is proven");
        assertThat(browser.text("#history")).contains("large-cutouts/1");
        assertThat(browser.find("#policy-teacher").getDomProperty("value")).isEqualTo("large-cutouts/1");
        browser.shoot("distillation-policy");
    }

    private void candidates() throws IOException {
        unreachable(List.of("*/masks/*"));
        browser.go("/models/cutouts/versions/1");
        Await.until("no mask could be had", PATIENCE, () -> browser.count(".masks img[src^='data:']") > 0);
        unreachable(List.of());
        assertThat(browser.text("#gates")).contains("No version is live to compare with");
        assertThat(browser.text("#card")).contains("A student of large-cutouts 1");
        assertThat(browser.count("#differences .masks figure") % 3).isZero();
        seen("distilled-first");
        models.promote("cutouts", "1", "test", "It is the first.");
        deliveries.upload("cutouts", Shapes.teacher("cutouts", "2", -0.8f).bytes(), "test");
        browser.go("/models/cutouts/versions/2");
        browser.click("#judge");
        browser.appears("content", "A job asks the gates");
        ended();
        browser.go("/models/cutouts/versions/2");
        assertThat(browser.text("#gates")).contains("better than the champion (mean IoU");
        assertThat(browser.count("#differences .masks figure") % 4).isZero();
        seen("distilled-compared");
    }

    private void unreachable(List<String> urls) {
        browser.driver().executeCdpCommand("Network.enable", Map.of());
        browser.driver().executeCdpCommand("Network.setBlockedURLs", Map.of("urls", urls));
    }

    /** Every mask is a picture that the browser can show, those too that could not be had at first. */
    private void seen(String name) throws IOException {
        browser.driver()
                .executeScript("document.querySelectorAll('.masks img').forEach(i => { i.loading = 'eager'; });");
        Await.until("all masks are shown", PATIENCE, () -> (Boolean) browser.driver()
                .executeScript("const all = [...document.querySelectorAll('.masks img')];"
                        + "return all.length > 0 && all.every(i => i.complete && i.naturalWidth > 1);"));
        browser.shoot(name);
    }

    private void small() {
        for (Map.Entry<String, String> field :
                Map.of("kilobytes", "40", "millions", "1").entrySet()) {
            browser.find("#" + field.getKey()).clear();
            browser.find("#" + field.getKey()).sendKeys(field.getValue());
        }
        browser.driver()
                .findElement(By.cssSelector("option[value='large-cutouts/1']"))
                .click();
    }

    private void ended() {
        Await.until(
                "no job of the model is under way", PATIENCE, () -> jobs.list("cutouts", Page.FIRST).items().stream()
                        .noneMatch(job ->
                                List.of(Job.State.QUEUED, Job.State.RUNNING).contains(job.state())));
        assertThat(jobs.list("cutouts", Page.FIRST).items().get(0).state())
                .as(jobs.list("cutouts", Page.FIRST).items().get(0).toString())
                .isEqualTo(Job.State.SUCCEEDED);
    }

    /** Shapes, and some pictures that the teacher cannot tell. */
    private static byte[] pictures() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<Shapes.Drawn> shapes = Shapes.drawn(42, 150);
        for (int i = 0; i < shapes.size(); i++) {
            files.put(Shapes.LABEL + "/" + i + ".png", shapes.get(i).png());
        }
        for (int i = 0; i < 6; i++) {
            files.put(Shapes.LABEL + "/grey-" + i + ".png", Shapes.png(Shapes.grey(50 + i)));
        }
        return Zips.of(files);
    }
}
