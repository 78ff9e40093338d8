package io.plumbline.drift.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.baseline.Baseline.Origin;
import io.plumbline.drift.signal.Finding;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportWordsTest {
    private static final Settings SETTINGS = new Settings(Counted.ERRORS, 100, 1_000, 0.02, 1, Instant.EPOCH);
    private static final Finding RAISED =
            new Finding.ErrorRate(new Standing(Place.FLEET, 100, 50, 9, 4, Optional.of(Instant.EPOCH)), Place.FLEET);

    @Test
    void aGuaranteeNamesWhatItRestsOnAndWhatWeakensIt() {
        assertThat(ReportWords.guarantee(RAISED, SETTINGS, new Origin.Validation()))
                .startsWith("As long as neither the fleet nor a watched segment errs in more than 14.")
                .contains("on a validation of 1,000 pictures that was not luckier than one in 200.")
                .endsWith("It takes labels for independent: devices that differ for good, and errors that come and go"
                        + " with the hour, weaken it.");
        Origin field = new Origin.Field(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-08T00:00:00Z"));
        assertThat(ReportWords.guarantee(RAISED, SETTINGS, field))
                .contains(
                        "on 1,000 labels of the field from 1 March 2026, 00:00 UTC to 8 March 2026, 00:00 UTC that were"
                                + " not luckier than one in 200.")
                .doesNotContain("validation");
    }

    @Test
    void aGuaranteeSaysWhoseAlarmSpeaksForAll() {
        Standing fleet = new Standing(Place.FLEET, 100, 50, 1, 4, Optional.of(Instant.EPOCH));
        Finding raised = new Finding.ErrorRate(fleet, new Place("country", "NG"));

        assertThat(ReportWords.guarantee(raised, SETTINGS, new Origin.Validation()))
                .endsWith("The alarm is that of country NG; that it concerns all is the likelier explanation, without"
                        + " guarantee.");
    }
}
