package io.plumbline.drift.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.baseline.Choice.Span;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Stage;
import io.plumbline.stats.Histogram;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ModelVersion version(String validation) {
        return new ModelVersion(
                "garments",
                "1",
                new Stage.Live(Instant.EPOCH),
                Sha256.of(new byte[0]),
                0,
                List.of("boot", "bag"),
                validation,
                Optional.empty(),
                "upload",
                List.of(),
                Instant.EPOCH,
                "me");
    }

    private static String histogram(double... values) {
        Histogram histogram = new Histogram();
        for (double value : values) {
            histogram.add(value);
        }
        return "\"" + Base64.getEncoder().encodeToString(histogram.toBytes()) + "\"";
    }

    private static String validation(String more) {
        return "{\"n\":3,\"errors\":1,\"labels\":{\"boot\":2,\"bag\":1},\"confidence\":" + histogram(.95, .95, .5)
                + more + "}";
    }

    @Test
    void labelsOfDifferentPropensitiesCountByWhatTheyTell() {
        // Given a thousand labels of which a tenth is wrong, drawn alike, and as many drawn ten times as often, none of
        // them wrong
        List<Group> alike =
                List.of(new Group("boot", "boot", 20, .02, 900, .7), new Group("boot", "bag", 28, .02, 100, .95));
        List<Group> mixed = new ArrayList<>(alike);
        mixed.add(new Group("bag", "bag", 28, .2, 1_000, .95));
        // When
        Tallied one = Tallied.errorsOf(new LabelTally(alike));
        Tallied two = Tallied.errorsOf(new LabelTally(mixed));
        // Then
        assertThat(Math.round(one.n())).isEqualTo(1_000);
        assertThat(Math.round(one.errors())).isEqualTo(100);
        // (50,000 + 5,000)² / (2,500,000 + 25,000), and 5,000 of 55,000 wrong
        assertThat(Math.round(two.n())).isEqualTo(1_198);
        assertThat(Math.round(two.errors())).isEqualTo(109);
    }

    @Test
    void anOldValidationTellsOnlyItsSums() {
        // When
        Baseline baseline = StoredValidation.baseline(version(validation("")), JSON);
        // Then
        assertThat(baseline.labels()).isEqualTo(3);
        assertThat(baseline.errorRate()).isEqualTo(1 / 3.0);
        assertThat(baseline.tally()).isEqualTo(LabelTally.NONE);
        assertThat(baseline.inputs()).isEmpty();
        assertThat(baseline.origin().settled()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aValidationThatTellsMoreGivesItsClassesConfidencesAndInputs() {
        // Given
        String more = ",\"said\":[[0,0,28,1,0.95],[0,1,28,1,0.95],[1,1,15,1,0.5]],\"inputs\":{\"brightness\":"
                + histogram(.7, .7, .8) + "}";
        // When
        Baseline baseline = StoredValidation.baseline(version(validation(more)), JSON);
        // Then
        assertThat(baseline.tally().groups())
                .containsExactly(
                        new Group("bag", "bag", 15, 1, 1, .5),
                        new Group("boot", "bag", 28, 1, 1, .95),
                        new Group("boot", "boot", 28, 1, 1, .95));
        assertThat(baseline.tally().errors()).isEqualTo(baseline.errors());
        assertThat(baseline.tally().confidentErrors()).isEqualTo(1);
        assertThat(baseline.confidentErrors()).contains(1L);
        assertThat(baseline.inputs()).containsOnlyKeys("brightness");
        BaselineFacts facts = BaselineFacts.of(version(""), new Baselines.InForce(baseline, false, "so"));
        assertThat(facts.confidentErrors()).hasValue(1);
        assertThat(facts.inputs().get("brightness")).isBetween(.6, .7);
    }

    @Test
    void aStoredValidationThatIsNoneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> StoredValidation.baseline(version("[]"), JSON));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoredValidation.baseline(version(validation(",\"said\":[[7,0,1,3,0.1]]")), JSON));
    }

    @ParameterizedTest
    @CsvSource({
        // first hour heard | zone | days | from | until
        "2026-03-01T00:00:00Z, UTC, 7, 2026-03-01T00:00:00Z, 2026-03-08T00:00:00Z",
        "2026-03-01T01:00:00Z, UTC, 1, 2026-03-02T00:00:00Z, 2026-03-03T00:00:00Z",
        "2026-03-01T12:00:00Z, Africa/Lagos, 2, 2026-03-01T23:00:00Z, 2026-03-03T23:00:00Z",
        // an hour is lost that night
        "2026-03-28T00:00:00Z, Europe/Berlin, 1, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        // days that begin within an hour, UTC
        "2026-03-01T12:00:00Z, Asia/Kolkata, 1, 2026-03-01T19:00:00Z, 2026-03-02T19:00:00Z"
    })
    void firstDaysAreFullOnesOfTheZone(String first, String zone, int days, String from, String until) {
        assertThat(FirstDaysSpan.of(Instant.parse(first), ZoneId.of(zone), days))
                .isEqualTo(new Span(Instant.parse(from), Instant.parse(until)));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T00:30:00Z, 2026-03-02T00:00:00Z, from is 2026-03-01T00:30:00Z",
        "2026-03-01T00:00:00Z, 2026-03-02T00:00:01Z, until is 2026-03-02T00:00:01Z",
        "2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z, 92 days",
        "2026-03-02T00:00:00Z, 2026-03-01T00:00:00Z, 92 days",
        "2026-03-01T00:00:00Z, 2026-06-01T01:00:00Z, 92 days"
    })
    void aSpanIsOfFullHoursAndNotTooLong(String from, String until, String said) {
        assertThatExceptionOfType(Rejection.class)
                .isThrownBy(() -> new Span(Instant.parse(from), Instant.parse(until)))
                .withMessageContaining(said)
                .matches(e -> e.code().equals("baseline-invalid"));
    }
}
