package io.plumbline.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.drift.FieldWatch.Look;
import io.plumbline.drift.FieldWatch.Sight;
import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.report.DriftReport;
import io.plumbline.drift.report.ReportCsv;
import io.plumbline.drift.signal.Finding;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Photographs;
import io.plumbline.picture.Pictures;
import io.plumbline.profile.InputScale;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.stats.Histogram;
import io.plumbline.store.Blobs;
import io.plumbline.store.Transactions;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.LiveModels;
import io.plumbline.testing.LiveModels.Validation;
import io.plumbline.testing.ProfileDays;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reports of what is stored, written and written again. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ReportWriterTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final List<String> KEYS = List.of("device");

    @Inject
    Models models;

    @Inject
    LiveModels live;

    @Inject
    Blobs blobs;

    @Inject
    Pictures pictures;

    @Inject
    FieldWatch watch;

    @Inject
    ReportWriter writer;

    @Inject
    DriftReports reports;

    @Inject
    Transactions transactions;

    @Inject
    ObjectMapper json;

    private final String model = "written-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void aLiveModelThatErrsInATenth() {
        models.register(new NewModel(model, "Written", "classification", KEYS), "test");
        Histogram confidence = new Histogram();
        for (int i = 0; i < 1_000; i++) {
            confidence.add(.9);
        }
        live.release(model, "1", "", Validation.ofSums(confidence, Map.of("a", 600, "b", 400)));
    }

    @Test
    void writtenAgainAfterLaterHoursItIsTheSame() {
        // Given: one make gets worse and darker after four days.
        hours(0, 96, 2, 0.5);
        hours(96, 120, 14, 0.3);
        DriftReport first = written(120);

        // When: three more days come in, worse still, with pictures.
        hours(120, 192, 22, 0.1);
        DriftReport again = written(120);

        // Then
        assertThat(unnumbered(again)).isEqualTo(unnumbered(first));
    }

    @Test
    void itNamesTheMakeAndWhatHappenedToItsPictures() {
        hours(0, 96, 2, 0.5);
        hours(96, 120, 14, 0.3);

        DriftReport report = written(120);

        assertThat(report.causes().get(0))
                .extracting(DriftReport.LikelyCause::kind, DriftReport.LikelyCause::value)
                .containsExactly("segment", "A");
        assertThat(report.causes()).extracting(DriftReport.LikelyCause::kind).contains("input-shift");
        assertThat(report.inputs()).singleElement().satisfies(input -> {
            assertThat(input.medianBefore()).isBetween(0.48, 0.52);
            assertThat(input.medianSince()).isBetween(0.28, 0.32);
            assertThat(input.drifted()).isTrue();
        });
        assertThat(report.confusions().get(0)).satisfies(pair -> {
            assertThat(pair.grown()).isTrue();
            assertThat(pair.since()).isGreaterThan(pair.before());
        });
        assertThat(report.span("before").orElseThrow().audited()).isGreaterThan(1_000);
        assertThat(report.examples()).isNotEmpty();
        assertThat(report.verdict()).contains("device “A”");
        assertThat(report.nextSteps()).anyMatch(step -> step.contains("labels are at hand"));
    }

    @Test
    void unequalPropensitiesAreWeighed() {
        // Given: A errs in 14 of 20, is drawn at 0.02; B in 2 of 20, drawn at 0.05.
        hours(0, 96, 2, 0.5);
        hours(96, 120, 14, 0.5);

        // When
        Sight sight = sight(120);
        Standing fleet = Optional.ofNullable(sight.alarms().get(Counted.ERRORS))
                .orElseThrow()
                .fleet();
        DriftReport report = writer.write(sight, new Finding.ErrorRate(fleet, fleet.place()), KEYS, START);

        // Then: (50·14 + 20·2)/(50·20 + 20·20), while the plain share would be 16 of 40.
        // The last hour is not over: as the alarm did not, the report does not read its labels.
        assertThat(report.effect().n()).isEqualTo(40 * 23);
        assertThat(report.effect().rate()).isBetween(0.52, 0.54);
        assertThat(report.effect().lower()).isBetween(0.45, 0.5);
        // 1,400² / (20·50² + 20·20²) = 34 labels an hour tell as much when drawn alike.
        assertThat(report.errorRate().get(report.errorRate().size() - 1)).satisfies(point -> {
            assertThat(point.n()).isEqualTo(34);
            assertThat(point.errors()).isEqualTo(18);
        });
    }

    @Test
    void aReportThatWasStoredBeforeCausesWereToldIsRead() throws IOException {
        UUID id = UUID.randomUUID();
        String old;
        try (var in = ReportWriterTest.class.getResourceAsStream("report-of-old.json")) {
            old = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("REPORT-ID", id.toString());
        }
        String stored = old;
        transactions.execute(c -> {
            try (PreparedStatement incident = c.prepareStatement(
                            "insert into incident (model, version, segment_key, segment_value, signal, direction,"
                                    + " opened_at, state_at, report) values (?, '1', '', '', 'field-error', 'up', now(),"
                                    + " now(), ?)");
                    PreparedStatement report =
                            c.prepareStatement("insert into report select ?, id, model, version, now(),"
                                    + " 'Old.', ? from incident where model = ?")) {
                incident.setString(1, model);
                incident.setObject(2, id);
                incident.executeUpdate();
                report.setObject(1, id);
                report.setString(2, stored);
                report.setString(3, model);
                report.executeUpdate();
            }
        });

        DriftReport report = reports.require(id);

        assertThat(report.signal()).isEqualTo("field-error");
        assertThat(report.effect().n()).isEqualTo(491);
        assertThat(List.of(report.causes(), report.inputs(), report.confusions(), report.needs(), report.spans()))
                .allMatch(List::isEmpty);
        assertThat(ReportCsv.of(report)).startsWith("section,name,x,group,value,lower,upper,n\r\n");
    }

    /** The report of the first finding at an hour, by what the hours up to there tell. */
    private DriftReport written(int until) {
        Sight sight = sight(until);
        List<Finding> news = watch.news(sight, signal -> Set.of(), signal -> Instant.EPOCH);
        assertThat(news).as("findings").isNotEmpty();
        return writer.write(sight, news.get(0), KEYS, Instant.now());
    }

    private Sight sight(int until) {
        Instant last = START.plus(Duration.ofHours(until - 1L));
        Activity activity = new Activity("1", 1, START, last);
        return watch.look(
                new Look(
                        models.require(model),
                        models.require(model, "1"),
                        activity,
                        last,
                        signal -> Instant.EPOCH,
                        Optional.empty()),
                last);
    }

    private String unnumbered(DriftReport report) {
        JsonNode tree = json.valueToTree(report);
        ((ObjectNode) tree).remove("computedAt");
        return tree.toPrettyString();
    }

    /** Hours with 20 labels of each of two makes, as the ingest would have counted them. */
    private void hours(int from, int to, int errorsOfA, double brightness) {
        transactions.execute(c -> {
            for (int hour = from; hour < to; hour++) {
                count(c, hour, "", "", 0.02, errorsOfA);
                count(c, hour, "", "", 0.05, 2);
                count(c, hour, "device", "A", 0.02, errorsOfA);
                count(c, hour, "device", "B", 0.05, 2);
                profile(c, hour, "", "", brightness);
                profile(c, hour, "device", "A", brightness);
                profile(c, hour, "device", "B", 0.5);
                example(c, hour);
            }
            ProfileDays.note(c);
        });
    }

    private static Timestamp at(int hour) {
        return Timestamp.from(START.plus(Duration.ofHours(hour)));
    }

    private void count(Connection c, int hour, String key, String value, double propensity, int errors)
            throws SQLException {
        try (PreparedStatement row = c.prepareStatement("insert into outcome_hour values"
                        + " (?, '1', ?, ?, ?, 0, 20, ?, 0, 1, 1, pg_current_xact_id(), ?)");
                PreparedStatement label =
                        c.prepareStatement("insert into label_hour values (?, '1', ?, ?, ?, ?, 'a', 24, ?, ?, ?)")) {
            row.setString(1, model);
            row.setTimestamp(2, at(hour));
            row.setString(3, key);
            row.setString(4, value);
            row.setInt(5, errors);
            row.setDouble(6, propensity);
            row.executeUpdate();
            for (boolean error : new boolean[] {false, true}) {
                long n = error ? errors : 20 - errors;
                label.setString(1, model);
                label.setTimestamp(2, at(hour));
                label.setString(3, key);
                label.setString(4, value);
                label.setString(5, error ? "b" : "a");
                label.setDouble(6, propensity);
                label.setLong(7, n);
                label.setLong(8, Math.round(n * 0.82 * (1 << 30)));
                label.executeUpdate();
            }
        }
    }

    private void profile(Connection c, int hour, String key, String value, double brightness) throws SQLException {
        Histogram confidence = new Histogram();
        Histogram bright = new Histogram();
        for (int i = 0; i < 200; i++) {
            confidence.add(0.5 + i / 400.0);
            bright.add(InputScale.unit(brightness + (i - 100) / 1000.0));
        }
        ByteArrayOutputStream inputs = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(inputs)) {
            out.writeByte(1);
            out.writeUTF("brightness");
            out.writeInt(bright.toBytes().length);
            out.write(bright.toBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        try (PreparedStatement row = c.prepareStatement(
                "insert into profile (model, version, hour, segment_key, segment_value, shard, n, confidence, labels,"
                        + " inputs) values (?, '1', ?, ?, ?, 0, 200, ?, '{\"a\": 150, \"b\": 50}', ?)")) {
            row.setString(1, model);
            row.setTimestamp(2, at(hour));
            row.setString(3, key);
            row.setString(4, value);
            row.setBytes(5, confidence.toBytes());
            row.setBytes(6, inputs.toByteArray());
            row.executeUpdate();
        }
    }

    /** A picture that went wrong, the later the surer. */
    private void example(Connection c, int hour) throws SQLException {
        NewPicture taken = new NewPicture(Photographs.png((model + hour).hashCode()), Consent.TRAINING, "s");
        pictures.put(taken);
        String image = taken.name().hex();
        try (PreparedStatement outcome = c.prepareStatement(
                        "insert into outcome (source, id, correction_source, correction_id, corrected_at, corrected,"
                                + " actor, dirty, model, version, window_at, predicted, confidence, segment, image,"
                                + " propensity, error) values (?, ?, 's', 'c', ?, 'a', 'user', false, ?, '1', ?, 'b', ?,"
                                + " '{\"device\": \"A\"}', ?, 0.02, true)");
                PreparedStatement picture =
                        c.prepareStatement("insert into labelled_picture (model, image, label, source,"
                                + " origin, propensity, taken_at) values (?, ?, 'a', 's', 'audit', 0.02, ?)")) {
            outcome.setString(1, model);
            outcome.setString(2, "p" + hour);
            outcome.setTimestamp(3, at(hour));
            outcome.setString(4, model);
            outcome.setTimestamp(5, at(hour));
            outcome.setDouble(6, hour / 1000.0);
            outcome.setString(7, image);
            outcome.executeUpdate();
            picture.setString(1, model);
            picture.setString(2, image);
            picture.setTimestamp(3, at(hour));
            picture.executeUpdate();
        }
    }
}
