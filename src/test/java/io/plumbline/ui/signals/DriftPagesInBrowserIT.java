package io.plumbline.ui.signals;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.plumbline.drift.DriftState;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.signal.SegmentSignal;
import io.plumbline.drift.signal.SegmentWatch;
import io.plumbline.drift.signal.Signal;
import io.plumbline.drift.signal.Signal.Verdict;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Photographs;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.registry.NewVersion;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Blobs;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.ui.SignedIn;
import io.plumbline.ui.view.ReportSamples;
import io.plumbline.ui.view.Samples;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/** A data scientist goes from an incident to its retraining, and through every page about drift. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
@TestProfile(DriftPagesInBrowserIT.Apart.class)
class DriftPagesInBrowserIT extends SignedIn {
    /** An application of its own: these pages count all models' incidents. */
    public static final class Apart implements QuarkusTestProfile {}

    @Inject
    Models models;

    @Inject
    Blobs blobs;

    @Inject
    Pictures pictures;

    @Inject
    AgroalDataSource database;

    @Inject
    ObjectMapper json;

    @BeforeEach
    void seedOnce() throws Exception {
        if (models.models().isEmpty()) {
            seed();
        }
    }

    @Test
    void anIncidentIsReadTakenOnAndRetrainedByClicks() throws Exception {
        // Given an open incident
        browser.go("/");
        assertThat(browser.text("#waiting")).startsWith("1");

        // When it is found in the inbox, and its report is read
        browser.find(".top nav a[href='/incidents']").click();
        assertThat(browser.text("#incidents")).contains("open", "serious", "garments", "version 1");
        browser.shoot("inbox");
        browser.follow("Read the drift report");
        assertThat(browser.driver().getTitle()).startsWith("Drift report: garments version 1");
        assertThat(browser.text("main")).contains("instead of 10.4 %");
        assertThat(browser.driver().findElements(By.cssSelector("time[datetime]")))
                .hasSizeGreaterThan(2)
                .allSatisfy(time -> assertThat(time.getAttribute("title")).endsWith(" UTC"));
        browser.shoot("report");
        browser.driver().navigate().back();

        // And it is taken on
        browser.click("button[id^='acknowledge-']");
        browser.appears("content", "Acknowledged. It is yours now.");
        assertThat(browser.text("#incidents")).contains("acknowledged", "Taken on by");
        assertThat(browser.count("button[id^='acknowledge-']")).isZero();

        // And its model is retrained
        browser.follow("garments");
        browser.click("#retrain");
        browser.driver().switchTo().alert().accept();

        // Then a job says where it stands
        browser.appears("content", "retrain");
        assertThat(browser.driver().getCurrentUrl()).contains("/jobs/");
        assertThat(browser.text("main")).contains("garments").containsPattern("queued|running|failed");
        browser.shoot("job");
    }

    @Test
    void theSignalsOfAModelLeadToChartsWithTheirNumbers() throws Exception {
        // Given the list of signals
        browser.go("/models/garments");
        browser.shoot("model");
        browser.follow("Signals");
        assertThat(browser.text("main")).contains("Guaranteed alarms", "Evidence", "Information", "PSI of confidence");
        browser.shoot("signals");

        // When one is followed, and looked at over a month and for one device
        browser.click("#version-1 summary");
        browser.click("#version-1 a[href*='Tecno%20KC8']");
        assertThat(browser.text("#stands")).contains("Version 1, device Tecno KC8", "alarm");
        browser.follow("30 days");
        browser.find(".picker a[aria-current][href*='span=30d']");

        // Then its chart shows the baseline left of the field, with a band, the promise, and hover values
        assertThat(browser.count("#plot-0 .wide line.split")).isEqualTo(1);
        assertThat(browser.count("#plot-0 .wide path.bd.field")).isPositive();
        assertThat(browser.count("#plot-0 .wide line.lv.promise")).isEqualTo(1);
        assertThat(browser.count("#plot-0 .wide rect.hit[data-at] title")).isGreaterThan(5);
        browser.shoot("signal-error");

        // And the same numbers stand in a table and in a file
        browser.find("#plot-0 details summary").click();
        assertThat(browser.text("#plot-0 table")).contains("validation", "promised at most", "field, by day");
        Object csv = browser.driver()
                .executeAsyncScript(
                        "const done = arguments[1]; fetch(arguments[0]).then(a => a.text()).then(done)",
                        browser.find("#csv").getAttribute("href"));
        assertThat(String.valueOf(csv))
                .startsWith("chart,series,x,value,lower,upper,n")
                .contains("Error rate of the audit arm,\"field, by day\",20");

        for (String id : List.of("psi-confidence", "chi2-classes", "calibration", "input-brightness", "silence")) {
            browser.go("/models/garments/signals/" + id + "?version=1");
            assertThat(browser.count("#content figure.chart")).as(id).isPositive();
            browser.shoot("signal-" + id);
        }
    }

    @Test
    void segmentsAreColouredByTheirErrorRateAndLeadToTheirSignal() throws Exception {
        // When
        browser.go("/models/garments/segments?version=1");

        // Then the worst comes first, with its number, and few labels get no colour
        assertThat(browser.text("#values tbody tr:first-child")).contains("Tecno KC8", "▲", "alarm");
        assertThat(browser.count("#values td.tint.h2, #values td.tint.h3, #values td.tint.h4"))
                .isPositive();
        assertThat(browser.count("#days td.tint.few")).isPositive();
        assertThat(browser.text("#values")).contains("1 to 25 of 32");
        assertThat(browser.text("#values tbody tr:first-child"))
                .contains("PSI of confidence 0.31", "1 steady, 1 not enough data");
        assertThat(browser.text("#judged")).contains("each value against itself", "60 tests judged together");
        browser.shoot("segments");
        browser.follow("Tecno KC8");
        assertThat(browser.text("#stands")).contains("device Tecno KC8");
    }

    @Test
    void twoVersionsAreComparedOnTheHoursTheyShared() throws Exception {
        // When
        browser.go("/models/garments/compare?a=1&b=2&key=device&value=Tecno+KC8");

        // Then
        assertThat(browser.text("#verdict"))
                .contains("better", "fewer of 100 answers")
                .containsPattern("2[0-9] whole hours");
        browser.shoot("compare");
        browser.go("/models/garments/compare?a=1&b=2&key=device&value=nobody");
        assertThat(browser.text("#verdict")).contains("not enough data");
        browser.go("/models/garments/compare?a=1&b=2&key=colour");
        assertThat(browser.text("main")).contains("has no segment 'colour'");
    }

    @Test
    void aModelOfWhichNothingWasHeardSaysSo() throws Exception {
        // Given
        models.register(new NewModel("quiet", "Quiet", "classification", List.of()), "test");
        String path = "/models/quiet";
        for (String page :
                List.of("", "/signals", "/signals/field-error", "/segments", "/compare", "/incidents", "/policy")) {
            browser.go(path + page);
            assertThat(browser.text("main")).as(page).isNotBlank().doesNotContain("Something went wrong");
        }
        browser.go(path + "/signals/nonsense");
        assertThat(browser.text("main")).contains("There is no signal 'nonsense'");
        browser.go(path + "/segments");
        browser.shoot("segments-empty");
    }

    private void seed() throws Exception {
        models.register(new NewModel("garments", "Garments", "classification", List.of("device", "os")), "test");
        add("1", "", 207);
        models.promote("garments", "1", "test", "first");
        add("2", "1", 178);
        models.promote("garments", "2", "test", "better");
        try (Connection c = database.getConnection()) {
            new FieldSeed().into(c);
            for (String version : List.of("1", "2")) {
                execute(
                        c,
                        "insert into drift_state values ('garments', '" + version + "', now(), ?)",
                        json.writeValueAsString(state(version)));
            }
            execute(
                    c,
                    "insert into drift_segment_evidence values ('garments', '1', 'seeded', ?)",
                    json.writeValueAsString(judgement()));
            DriftReport report = ReportSamples.report();
            execute(
                    c,
                    "insert into incident (model, version, segment_key, segment_value, signal, direction, opened_at,"
                            + " state_at, harm, report) values ('garments', '1', '', '', 'field-error', 'up', now(),"
                            + " now(), 0.098, '" + report.id() + "')");
            execute(
                    c,
                    "insert into report select '" + report.id()
                            + "'::uuid, id, 'garments', '1', now(), ?, ? from incident" + " where model = 'garments'",
                    report.verdict(),
                    json.writeValueAsString(report));
            NewPicture taken = new NewPicture(Photographs.png(1), Consent.TRAINING, "/devices/1");
            pictures.put(taken);
            String picture = taken.name().hex();
            execute(
                    c,
                    "insert into labelled_picture (model, image, label, source, origin)"
                            + " values ('garments', ?, 'bag', '/devices/1', 'correction')",
                    picture);
        }
    }

    private void add(String version, String parent, int errors) {
        byte[] content = ("a bundle " + version).getBytes(StandardCharsets.UTF_8);
        String validation = "{\"n\":2000,\"errors\":" + errors
                + ",\"labels\":{\"bag\":400,\"boot\":310,\"coat\":330,\"dress\":350,\"shirt\":290,\"sneaker\":320},"
                + "\"confidence\":\""
                + Base64.getEncoder().encodeToString(confidence().toBytes()) + "\"}";
        models.addCandidate(
                new NewVersion(
                        "garments",
                        version,
                        blobs.put(content, "application/zip").sha256(),
                        content.length,
                        List.of("bag", "boot", "coat", "dress", "shirt", "sneaker"),
                        validation,
                        parent,
                        "upload",
                        List.of()),
                "test");
    }

    private static Histogram confidence() {
        Random random = new Random(5);
        Histogram histogram = new Histogram();
        for (int i = 0; i < 2000; i++) {
            histogram.add(Math.min(1, Math.max(0, 0.95 - Math.abs(0.11 * random.nextGaussian()))));
        }
        return histogram;
    }

    private static DriftState state(String version) {
        boolean raised = version.equals("1");
        DriftState sample = Samples.state(raised);
        List<DriftState.SegmentAlarm> segments = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            segments.add(new DriftState.SegmentAlarm(
                    "device",
                    FieldSeed.device(i),
                    raised && i == 0,
                    raised && i == 0 ? 5e7 : 0.02 / (i + 1),
                    12,
                    800 / (i + 1),
                    (raised && i == 0 ? 312 : 84) / (i + 1)));
        }
        List<Signal> signals = new ArrayList<>(sample.signals());
        signals.add(signal("input-brightness", "PSI of brightness", raised, 0.41));
        signals.add(signal("calibration", "Calibration error", raised, 0.072));
        signals.add(signal("cbpe", "Expected accuracy", false, 0.886));
        signals.add(signal("version-lag", "Version lag", false, 0.31));
        signals.add(signal("voluntary-error", "Voluntary corrections", false, 0.44));
        return new DriftState(
                "garments",
                version,
                FieldSeed.END,
                FieldSeed.END,
                1,
                sample.alarm(),
                segments,
                sample.confidentAlarm(),
                sample.confidentSegments(),
                raised
                        ? List.of()
                        : List.of(new DriftState.Silent(
                                "device", "Handset Q16", FieldSeed.END.minus(30, ChronoUnit.HOURS), 412)),
                List.of(),
                signals);
    }

    private static SegmentWatch.Judgement judgement() {
        List<SegmentSignal> signals = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Verdict confidence = i == 0 ? Verdict.DRIFTED : Verdict.STEADY;
            signals.add(judged(i, "psi-confidence", confidence, i == 0 ? 0.31 : 0.02, i == 0 ? 1e-9 : 0.4));
            signals.add(judged(i, "chi2-classes", Verdict.STEADY, 0.03, 0.2));
            signals.add(judged(i, "calibration", Verdict.NOT_ENOUGH_DATA, Double.NaN, Double.NaN));
        }
        Instant end = FieldSeed.END.truncatedTo(ChronoUnit.DAYS);
        return new SegmentWatch.Judgement(
                "1",
                end.minus(7, ChronoUnit.DAYS),
                end,
                end.minus(21, ChronoUnit.DAYS),
                end.minus(14, ChronoUnit.DAYS),
                60,
                0.01,
                "",
                signals);
    }

    private static SegmentSignal judged(int device, String id, Verdict verdict, double effect, double p) {
        return new SegmentSignal(
                "device", FieldSeed.device(device), id, verdict, effect, 0.1, p, Math.min(1, p * 100), 3_000, 500, "");
    }

    private static Signal signal(String id, String name, boolean drifted, double effect) {
        Signal.Verdict verdict = drifted ? Signal.Verdict.DRIFTED : Signal.Verdict.STEADY;
        return new Signal(
                id,
                name,
                verdict,
                effect,
                0.1,
                drifted ? 1e-9 : 0.3,
                48_213,
                500,
                "A sentence that says what it means.");
    }

    private static void execute(Connection c, String sql, String... values) throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
