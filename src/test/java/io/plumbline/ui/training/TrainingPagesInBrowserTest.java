package io.plumbline.ui.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Photographs;
import io.plumbline.picture.Pictures;
import io.plumbline.picture.Removal;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.registry.NewVersion;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.retrain.Retrainings;
import io.plumbline.snapshot.SnapshotImport;
import io.plumbline.store.Blobs;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.ui.SignedIn;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** Snapshots and the policy of retraining, as a data scientist meets them. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class TrainingPagesInBrowserTest extends SignedIn {
    private static final List<String> CLASSES = List.of("bag", "boot", "dress, long");

    @Inject
    Models models;

    @Inject
    Blobs blobs;

    @Inject
    Pictures pictures;

    @Inject
    Removal removal;

    @Inject
    SnapshotImport imports;

    @Inject
    DrawingRules rules;

    @Inject
    Retrainings retrainings;

    @Inject
    Jobs jobs;

    @Test
    void aSnapshotIsFrozenLookedThroughAndSaysWhatIsGone() throws Exception {
        // Given a model without snapshots
        model("cuts");
        browser.go("/models/cuts/snapshots");
        assertThat(browser.text("#snapshots")).contains("No snapshot yet");
        browser.shoot("snapshots-empty");

        // When one is to be frozen of nothing
        browser.click("#freeze");

        // Then it says what to do
        browser.appears("problem", "has no labelled picture");

        // When one comes in, and a device is forgotten
        imported("cuts");
        removal.forget("/devices/0", "test");
        browser.go("/models/cuts/snapshots");
        assertThat(browser.text("#snapshots")).contains("180", "60 gone", "Imported from a manifest.");
        browser.shoot("snapshots");
        browser.find("#snapshots tbody a").click();

        // Then its page counts classes and splits, and shows pictures by class
        assertThat(browser.text("#gone")).contains("60 pictures of 180", "can not be made again");
        assertThat(browser.text("#facts")).contains("to learn from", "to judge by", "not labelled");
        assertThat(browser.text("#classes")).contains("bag", "boot", "dress, long");
        browser.shoot("snapshot");
        browser.follow("dress, long");
        assertThat(browser.text("#pictures")).contains("Pictures of dress, long", "1 to 48 of 60", "gone");
        browser.follow("Further");
        assertThat(browser.text("#pictures")).contains("49 to 60 of 60");
        assertThat(browser.count("#pictures img")).isPositive();
        Object loaded = browser.driver()
                .executeAsyncScript("var done = arguments[0]; var img = document.querySelector('#pictures img');"
                        + "img.loading = 'eager'; img.decode().then(() => done(img.naturalWidth), () => done(0));");
        assertThat(((Number) loaded).intValue()).isEqualTo(48);

        // When what is left is frozen under a seed
        browser.go("/models/cuts/snapshots");
        browser.find("#seed").clear();
        browser.find("#seed").sendKeys("x");
        browser.click("#freeze");
        browser.appears("problem", "it is to be a whole number such as 1");
    }

    @Test
    void aPolicyIsChangedAndItsDecisionsAreRead() throws Exception {
        // Given a model with a live version
        model("seasons");
        live("seasons");
        retrainings.startDue();
        browser.go("/models/seasons/retraining");
        assertThat(browser.text("#standing")).isEqualTo("Waits: no incident of errors is open.");
        assertThat(browser.text("#history")).contains("Nobody has changed the defaults");

        // When something is typed that cannot be
        type("#new-labels", "many");
        browser.click("#change");

        // Then it is named, and what was typed stays
        browser.appears("problem", "it is to be a whole number such as 50");
        assertThat(browser.find("#new-labels").getDomProperty("value")).isEqualTo("many");

        // When it is mended
        type("#new-labels", "50");
        type("#schedule", "0 3 * * 1");
        type("#reason", "Labels come in weekly");
        browser.click("#change");

        // Then the next decision keeps to it
        browser.appears("content", "Changed. The next decision keeps to it.");
        retrainings.startDue();
        browser.go("/models/seasons/retraining");
        assertThat(browser.text("#standing"))
                .startsWith("Waits: no incident of errors is open; 0 of 50 new labels; by schedule on");
        assertThat(browser.text("#history")).contains("0 3 * * 1, UTC", "Labels come in weekly");
        browser.shoot("retraining");
        browser.go("/models/seasons");
        assertThat(browser.text("#retraining")).contains("0 of 50 new labels");
    }

    @Test
    void aRetrainingByHandLeavesOutTheClassesThatAreTicked() throws Exception {
        // Given a model with a live version of three classes
        model("cupboard");
        live("cupboard");
        browser.go("/models/cupboard/retraining");
        assertThat(browser.text("#by-hand")).contains("bag", "boot", "dress, long");
        browser.shoot("retraining-by-hand");

        // When too many are ticked
        List<WebElement> boxes = browser.driver().findElements(By.name("without"));
        boxes.get(0).click();
        boxes.get(2).click();
        browser.click("#begin");
        browser.driver().switchTo().alert().accept();

        // Then it says why not
        browser.appears("content", "A classifier needs two classes; left would be [boot].");

        // When one is, whose name has a comma
        browser.go("/models/cupboard/retraining");
        browser.driver().findElements(By.name("without")).get(2).click();
        browser.click("#begin");
        browser.driver().switchTo().alert().accept();

        // Then that class is known, and what is missing is something else
        browser.appears("content", "Model cupboard has no labelled pictures");
    }

    @Test
    void jobsArePagedAndStayThoseOfTheirModel() throws Exception {
        // Given more jobs than a page holds, which nobody here knows how to do
        for (int i = 0; i < 51; i++) {
            jobs.submit(new NewJob("unheard-of", "hats", "{}", "test"));
        }
        // When
        browser.go("/jobs?model=hats");
        // Then
        assertThat(browser.text("#shown")).isEqualTo("1 to 50 of 51 · older");
        assertThat(browser.count("#jobs li")).isEqualTo(50);
        browser.shoot("jobs-paged");
        browser.follow("older");
        assertThat(browser.text("#shown")).isEqualTo("51 to 51 of 51 · newer");
        assertThat(browser.count("#jobs li")).isEqualTo(1);
        assertThat(browser.text("#jobs")).contains("Of hats");
        browser.follow("newer");
        assertThat(browser.count("#jobs li")).isEqualTo(50);
    }

    private void type(String field, String text) {
        browser.find(field).clear();
        browser.find(field).sendKeys(text);
    }

    private void model(String name) {
        if (models.models().stream().noneMatch(model -> model.name().equals(name))) {
            models.register(new NewModel(name, name, "classification", List.of("device")), "test");
        }
    }

    private void live(String model) {
        byte[] content = model.getBytes(StandardCharsets.UTF_8);
        models.addCandidate(
                new NewVersion(
                        model,
                        "1",
                        blobs.put(content, "application/zip").sha256(),
                        content.length,
                        CLASSES,
                        "{\"n\":10,\"errors\":1}",
                        "",
                        "upload",
                        List.of()),
                "test");
        models.promote(model, "1", "test", "");
    }

    /** Three devices with sixty pictures each. */
    private void imported(String model) throws IOException {
        StringBuilder manifest = new StringBuilder("image,label,split,origin,source,propensity\n");
        List<NewPicture> taken = new ArrayList<>();
        for (int i = 0; i < 180; i++) {
            byte[] png = Photographs.bigPng(i);
            String device = "/devices/" + i % 3;
            taken.add(new NewPicture(png, Consent.TRAINING, device));
            manifest.append(Sha256.of(png))
                    .append(",\"" + CLASSES.get(i / 60) + "\",")
                    .append(List.of("train", "train", "test").get(i % 3))
                    .append(i % 2 == 0 ? ",audit," : i % 6 == 1 ? ",unlabelled," : ",correction,")
                    .append(device)
                    .append(i % 2 == 0 ? ",0.02\n" : ",\n");
        }
        pictures.putAll(taken);
        imports.manifest(
                model,
                new ByteArrayInputStream(manifest.toString().getBytes(StandardCharsets.UTF_8)),
                rules.rule(Optional.empty()),
                "test");
    }
}
