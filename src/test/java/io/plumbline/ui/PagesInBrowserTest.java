package io.plumbline.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.jobs.Claims;
import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.lifecycle.Deliverer;
import io.plumbline.lifecycle.Receiver;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.registry.NewVersion;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Blobs;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.ProfileDays;
import io.plumbline.ui.view.FieldFacts;
import io.plumbline.ui.view.ReportSamples;
import io.plumbline.ui.view.Samples;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The pages as a person meets them: in a browser, on the running application. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class PagesInBrowserTest {
    private static final Path SHOTS = Path.of("target", "ui-shots");

    @TestHTTPResource
    String base;

    @ConfigProperty(name = "plumbline.home")
    String home;

    @Inject
    Models models;

    @Inject
    Blobs blobs;

    @Inject
    Pictures pictures;

    @Inject
    Jobs jobs;

    @Inject
    Claims claims;

    @Inject
    Deliverer deliverer;

    @Inject
    AgroalDataSource database;

    @Inject
    ObjectMapper json;

    private ChromeDriver browser;

    @BeforeEach
    void open() {
        browser = Browser.open(base).driver();
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @Test
    void aReleaseManagerFollowsTheLoopInABrowser() throws Exception {
        // Given a model with a live version that drifted, and a proven candidate
        String page = url("/models/garments");
        signIn();
        seed();

        // When the page is opened
        browser.get(page);

        // Then it says where the loop stands, with every chart, and renews itself
        assertThat(text("#loop")).contains("Version 2 is proven better than version 1 and waits for promotion.");
        assertThat(browser.findElements(By.cssSelector("#error-rate .wide path.ln")))
                .isNotEmpty();
        assertThat(text("#incidents")).containsPattern("#\\d+").contains("instead of 10.4 %");
        assertThat(text("#signals")).contains("PSI of confidence");
        shoot("browser-model");
        jobs.submit(new NewJob("unheard-of", "garments", "{}", "somebody"));
        appears("jobs", "queued");

        // And a promotion is asked back once, and happens
        WebElement promote = browser.findElement(By.id("promote-2"));
        promote.click();
        browser.switchTo().alert().accept();
        appears("content", "Promoted.");
        assertThat(models.live("garments").orElseThrow().version()).isEqualTo("2");

        // And its report stands alone, with a picture in it
        browser.findElement(By.cssSelector("#content a[href$='/incidents']")).click();
        browser.findElement(By.linkText("Read the drift report")).click();
        assertThat(browser.getTitle()).isEqualTo("Drift report: garments version 1");
        assertThat(browser.findElements(By.cssSelector("img[src^='data:image/png']")))
                .isNotEmpty();
        shoot("browser-report");
    }

    @Test
    void whoWatchesAJobSeesItsCurvesAndItsLogGrow() throws Exception {
        // Given a job that a worker holds
        signIn();
        String id = jobs.submit(new NewJob("watched", "garments", "{}", "anna"))
                .id()
                .toString();
        Claims.Claimed claimed = claims.next("gpu-1", List.of("watched")).orElseThrow();
        JobContext worker = claims.context(claimed.claim());
        browser.get(url("/jobs/" + id));
        assertThat(text("#curves")).contains("No epoch is done yet");

        // When it trains
        for (int epoch = 1; epoch <= 12; epoch++) {
            worker.point(
                    epoch,
                    Map.of(
                            "loss",
                            1.0 / epoch,
                            "validation loss",
                            1.2 / epoch,
                            "validation accuracy",
                            1 - 0.5 / epoch));
        }
        worker.log("The first line.");
        worker.progress(0.4, "Training: epoch 12 of 30");

        // Then the page shows it by itself, the events come with the session's cookie, and the end ends them
        appears("curves", "validation accuracy");
        appears("log", "The first line.");
        assertThat(text("#job")).contains("gpu-1", "first attempt", "anna");
        shoot("browser-job");
        Object heard = browser.executeAsyncScript(
                "const done = arguments[1]; const source = new EventSource('/v1/jobs/' + arguments[0] + '/events');"
                        + "source.addEventListener('point', e => { source.close(); done(e.lastEventId); });",
                id);
        assertThat(heard.toString()).matches("\\d+-\\d+");
        claims.succeed(claimed.claim(), "{}");
        appears("job", "succeeded");
    }

    @Test
    void aReleaseManagerAddsAWebhookTriesItAndSeesThatItIsHeard() throws Exception {
        try (Receiver receiver = new Receiver()) {
            // Given
            signIn();
            browser.get(url("/webhooks"));
            browser.findElement(By.id("name")).sendKeys("Tickets");
            browser.findElement(By.id("url")).sendKeys(receiver.url("/hook"));
            browser.findElement(By.cssSelector("input[value='io.plumbline.incident.opened.v1']"))
                    .click();

            // When it is added
            browser.findElement(By.id("create")).click();

            // Then its secret is shown, once
            String secret = text("#fresh-secret");
            assertThat(secret).startsWith("whs_");
            appears("webhooks", "incident opened");
            shoot("browser-webhooks");

            // And a test shows by itself that it is heard
            browser.findElement(By.cssSelector("button[id^='test-']")).click();
            appears("deliveries", "waiting");
            deliverer.run();
            appears("deliveries", "delivered");
            assertThat(receiver.requests()).hasSize(1);
            shoot("browser-webhook");
            // And it is given another secret, which is shown once too
            browser.findElement(By.id("new-secret")).click();
            browser.switchTo().alert().accept();
            appears("secret", "The secret of Tickets");
            assertThat(text("#fresh-secret")).startsWith("whs_").isNotEqualTo(secret);
        }
    }

    @Test
    void everyPageFitsAPhoneAndAnUnknownPathIsAPage() throws Exception {
        // Given a phone
        signIn();
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));

        for (String path : List.of(
                "/",
                "/models/garments",
                "/models/garments/incidents",
                "/models/garments/signals",
                "/models/garments/signals/field-error",
                "/models/garments/segments",
                "/models/garments/compare",
                "/incidents",
                "/jobs",
                "/dead-letters",
                "/webhooks",
                "/nothing",
                "/models/nobody")) {
            // When
            browser.get(url(path));

            // Then
            Object width = browser.executeScript("return document.documentElement.scrollWidth");
            assertThat(width).as("width of %s", path).isEqualTo(390L);
            assertThat(text("main")).as("content of %s", path).isNotBlank();
        }
        assertThat(text("main")).contains("There is no model 'nobody'");
    }

    private void signIn() throws IOException {
        browser.get(url("/models/garments"));
        assertThat(browser.getCurrentUrl()).contains("/sign-in?next=");
        browser.findElement(By.id("token")).sendKeys("plb_wrong\n");
        appears("content", "does not work");
        String token = Files.readString(Path.of(home, "admin.token")).strip();
        browser.findElement(By.id("token")).sendKeys(token + "\n");
        browser.findElement(By.linkText("Jobs"));
        assertThat(browser.getCurrentUrl()).isEqualTo(url("/models/garments"));
        browser.get(url("/"));
    }

    /** Waits, as long as the browser looks for elements, until a part of the page has a text. */
    private void appears(String id, String text) {
        browser.findElement(By.xpath("//*[@id='" + id + "'][contains(., '" + text + "')]"));
    }

    private String url(String path) {
        return base.replaceFirst("/$", "") + path;
    }

    private String text(String css) {
        return browser.findElement(By.cssSelector(css)).getText();
    }

    private void shoot(String name) throws IOException {
        Files.createDirectories(SHOTS);
        browser.manage().window().setSize(new Dimension(1200, 2900));
        Files.write(SHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        browser.manage().window().setSize(new Dimension(1200, 1000));
    }

    private void seed() throws Exception {
        models.register(new NewModel("garments", "Garments", "classification", List.of("device")), "test");
        add("1", "", List.of());
        models.promote("garments", "1", "test", "first");
        add(
                "2",
                "1",
                List.of(new GateVerdict(
                        GateVerdict.Gate.QUALITY,
                        GateVerdict.Outcome.PASSED,
                        "On the same 640 pictures: 61 repaired, 12 broken.",
                        Map.of())));
        try (Connection c = database.getConnection()) {
            curves(c);
            findings(c);
        }
    }

    private void add(String version, String parent, List<GateVerdict> verdicts) {
        byte[] content = ("a bundle " + version).getBytes(StandardCharsets.UTF_8);
        String validation = "{\"n\":10000,\"errors\":1037,\"labels\":{},\"confidence\":\""
                + Base64.getEncoder().encodeToString(confidence(0.9).toBytes()) + "\"}";
        models.addCandidate(
                new NewVersion(
                        "garments",
                        version,
                        blobs.put(content, "application/zip").sha256(),
                        content.length,
                        List.of("bag", "coat"),
                        validation,
                        parent,
                        "upload",
                        verdicts),
                "test");
    }

    private static Histogram confidence(double around) {
        Random random = new Random(5);
        Histogram histogram = new Histogram();
        for (int i = 0; i < 2000; i++) {
            histogram.add(Math.min(1, Math.max(0, around + 0.1 * random.nextGaussian())));
        }
        return histogram;
    }

    /** Hours as ingest would have counted them. */
    private static void curves(Connection c) throws SQLException {
        String outcome = "insert into outcome_hour values ('garments', '1', ?, ?, ?, 0, ?, ?, 0, 0, 0, '0', 0.02)";
        String profile = "insert into profile values ('garments', '1', ?, '', '', 0, 2000, ?, '{}')";
        FieldFacts field = Samples.field(30);
        try (PreparedStatement outcomes = c.prepareStatement(outcome);
                PreparedStatement profiles = c.prepareStatement(profile)) {
            for (DriftReport.RatePoint point : field.errorRate()) {
                hour(outcomes, point, "", "");
                profiles.setTimestamp(1, Timestamp.from(point.hour()));
                profiles.setBytes(2, confidence(0.7).toBytes());
                profiles.addBatch();
            }
            for (FieldFacts.SegmentRates segment : field.segments()) {
                for (DriftReport.RatePoint point : segment.points()) {
                    hour(outcomes, point, "device", segment.value());
                }
            }
            outcomes.executeBatch();
            profiles.executeBatch();
            ProfileDays.note(c);
        }
    }

    private static void hour(PreparedStatement insert, DriftReport.RatePoint point, String key, String value)
            throws SQLException {
        insert.setTimestamp(1, Timestamp.from(point.hour()));
        insert.setString(2, key);
        insert.setString(3, value);
        insert.setLong(4, point.n());
        insert.setLong(5, point.errors());
        insert.addBatch();
    }

    /** State, incident and report as the evaluation would have kept them. */
    private void findings(Connection c) throws Exception {
        DriftReport made = ReportSamples.report();
        NewPicture taken = new NewPicture(onePixel(), Consent.TRAINING, "/devices/1");
        pictures.put(taken);
        String picture = taken.name().hex();
        String report =
                json.writeValueAsString(made).replace(made.examples().get(0).image(), picture);
        execute(
                c,
                "insert into drift_state values ('garments', '1', now(), ?)",
                json.writeValueAsString(Samples.state(true)));
        execute(
                c,
                "insert into incident (model, version, segment_key, segment_value, signal, direction, opened_at,"
                        + " state_at, report) values ('garments', '1', '', '', 'field-error', 'up', now(),"
                        + " now(), '" + made.id()
                        + "')");
        execute(
                c,
                "insert into report select '" + made.id() + "'::uuid, id, 'garments', '1', now(), ?, ? from incident"
                        + " where model = 'garments'",
                made.verdict(),
                report);
    }

    private static void execute(Connection c, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static byte[] onePixel() {
        return Base64.getDecoder()
                .decode(
                        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    }
}
