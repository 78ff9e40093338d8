package io.plumbline.ui.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.delivery.Deliveries;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.GateVerdict.Gate;
import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.registry.Ledger;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.retrain.BadCameraFleet;
import io.plumbline.retrain.BadCameraFleet.Shot;
import io.plumbline.testing.Await;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.ui.Browser;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** Whether to promote a version: two real candidates, judged by the job, on its page. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(CandidatePageInBrowserIT.Apart.class)
public class CandidatePageInBrowserIT {
    /** An application of its own, whose judgements get little memory, are soon cancelled and soon tried again. */
    public static final class Apart implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "plumbline.training.memory",
                    "400M",
                    "plumbline.jobs.lease",
                    "PT3S",
                    "plumbline.jobs.backoff",
                    "PT0.1S");
        }
    }

    private static final String MODEL = "garments";

    @TestHTTPResource
    String base;

    @ConfigProperty(name = "plumbline.home")
    String home;

    @Inject
    Models models;

    @Inject
    Ledger ledger;

    @Inject
    Deliveries deliveries;

    @Inject
    Pictures pictures;

    @Inject
    AgroalDataSource database;

    @Test
    void aReleaseManagerSeesWhatSpeaksForAndAgainstACandidateAndOverrulesItWithAReason() throws Exception {
        try (Browser browser = Browser.open(base)) {
            // Given a live version, and two candidates that somebody uploaded
            seed();
            browser.signIn(home);
            browser.go("/models/" + MODEL);
            browser.follow("Version 2");
            assertThat(browser.text("#decision")).contains("not measured");
            assertThat(browser.text("#differences")).contains("not compared with another version");
            browser.shoot("candidate-unjudged");

            // When the gates are asked about the good one
            browser.click("#judge");
            browser.appears("content", "A job asks the gates");
            judged("2");
            browser.go("/models/" + MODEL + "/versions/2");

            // Then it may be promoted, and everything that speaks for it is there
            assertThat(browser.text("#decision"))
                    .contains("Version 2 passed every gate.")
                    .contains("Promote");
            assertThat(browser.text("#gates")).contains("better than the champion");
            assertThat(browser.count("#differences img")).isEqualTo(24);
            assertThat(browser.count(".effect figure")).isEqualTo(2);
            assertThat(browser.text("#budget")).contains("Memory that a run adds");
            Await.until("the first picture is loaded", Duration.ofSeconds(20), () -> loaded(browser));
            browser.shoot("candidate-passed");

            overruled(browser);
        }
    }

    private void overruled(Browser browser) throws Exception {
        // And the one that is worse for a kind of phone is not offered without a reason
        browser.go("/models/" + MODEL + "/versions/3");
        browser.click("#judge");
        browser.appears("content", "A job asks the gates");
        judged("3");
        browser.go("/models/" + MODEL + "/versions/3");
        assertThat(browser.text("#decision")).contains("QUALITY, SAFETY speak against version 3.");
        assertThat(browser.text("#gates")).contains("Proven worse for device " + BadCameraFleet.GOOD);
        assertThat(browser.text("#differences")).contains("sure and wrong now");
        browser.shoot("candidate-refused");
        browser.find("#reason").sendKeys("The good cameras are recalled next week");
        browser.click("#promote");
        browser.driver().switchTo().alert().accept();
        browser.appears("content", "Promoted.");

        // And who overruled what, and why, stays on its page and in the ledger
        browser.go("/models/" + MODEL + "/versions/3");
        assertThat(browser.text("#releases"))
                .contains("overruled QUALITY, SAFETY", "The good cameras are recalled next week", "admin");
        assertThat(ledger.entries(MODEL, new Page(0, 1)).items().get(0).detail())
                .contains("overruling [QUALITY, SAFETY]", "recalled next week");
        browser.shoot("candidate-overruled");

        // And the other one says that it was compared with a version that is live no more
        browser.go("/models/" + MODEL + "/versions/2");
        assertThat(browser.text("#decision")).contains("version 3 is live now");
        assertThat(browser.driver().findElements(By.id("judge"))).isNotEmpty();
    }

    private static boolean loaded(Browser browser) {
        return Boolean.TRUE.equals(browser.driver()
                .executeScript("const i = document.querySelector('#differences img'); i.scrollIntoView();"
                        + " return i.complete && i.naturalWidth > 0"));
    }

    private void judged(String version) {
        Await.until("version " + version + " is judged", Duration.ofSeconds(90), () -> {
            List<GateVerdict> verdicts = models.require(MODEL, version).verdicts();
            return verdicts.stream().anyMatch(v -> v.gate() == Gate.QUALITY && v.outcome() != Outcome.NOT_RUN);
        });
    }

    private void seed() throws SQLException {
        models.register(new NewModel(MODEL, "Garments", "classification", List.of("device")), "test");
        deliveries.upload(MODEL, BadCameraFleet.CHAMPION.bytes(), "test");
        models.promote(MODEL, "1", "test", "");
        deliveries.upload(MODEL, BadCameraFleet.retrained("2", 0.6, true).bytes(), "anna");
        deliveries.upload(MODEL, BadCameraFleet.retrained("3", 1, false).bytes(), "anna");
        List<Shot> shots = BadCameraFleet.shots(1_600, 0.6, 600);
        pictures.putAll(shots.stream()
                .map(shot -> new NewPicture(shot.png(), Consent.TRAINING, shot.source()))
                .toList());
        try (Connection c = database.getConnection();
                PreparedStatement add = c.prepareStatement(
                        "insert into labelled_picture (model, image, label, source, origin, propensity, taken_at,"
                                + " segment) values ('garments', ?, ?, ?, ?, ?, now(), ?::jsonb)")) {
            for (Shot shot : shots) {
                add.setString(1, Sha256.of(shot.png()).hex());
                add.setString(2, shot.label());
                add.setString(3, shot.source());
                add.setString(4, shot.origin());
                if (shot.device().isEmpty()) {
                    add.setNull(5, java.sql.Types.DOUBLE);
                } else {
                    add.setDouble(5, 0.02);
                }
                add.setString(6, shot.device().isEmpty() ? "{}" : "{\"device\":\"" + shot.device() + "\"}");
                add.addBatch();
            }
            add.executeBatch();
        }
    }
}
