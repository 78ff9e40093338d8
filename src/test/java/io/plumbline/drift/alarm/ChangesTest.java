package io.plumbline.drift.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.feedback.Outcomes;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Stage;
import io.plumbline.store.Transactions;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whom a change concerns, by days of which each make has {@value #LABELS} labels in one hour. */
@ExtendWith(SharedServers.class)
class ChangesTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int DAYS = 40;
    private static final int CHANGE = 30;
    private static final int LABELS = 20;
    private static final int MAKES = 5;

    /** 10 % of the baseline, promised at most 14.6 %. */
    private static final Settings SETTINGS = new Settings(Counted.ERRORS, 100, 1_000, 0.02, 1, Instant.EPOCH);

    private static final ModelVersion VERSION = new ModelVersion(
            "garments",
            "1",
            new Stage.Live(START),
            Sha256.of(new byte[0]),
            0,
            List.of("a", "b"),
            "{}",
            Optional.empty(),
            "upload",
            List.of(),
            START,
            "me");
    private static final String ADD = """
        insert into outcome_hour (model, version, hour, segment_key, segment_value, shard, audited, audited_errors,
            audited_confident_errors, voluntary, voluntary_errors, changed, propensity)
        values ('garments', '1', ?, ?, ?, 0, ?, ?, 0, 0, 0, pg_current_xact_id(), 0.02)
        """;
    private static AgroalDataSource pool;
    private static Transactions transactions;
    private static Changes changes;

    @BeforeAll
    static void open(EmbeddedServers servers) throws SQLException {
        pool = TestDatabase.create(servers, "changes").pool();
        transactions = new Transactions(pool);
        changes = new Changes(new Outcomes(transactions));
    }

    @BeforeEach
    void forget() {
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("delete from outcome_hour");
            }
        });
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    /** @param errors of a make's labels of a day, by the number of the make and the day */
    private void days(ToIntBiFunction<Integer, Integer> errors) {
        transactions.execute(c -> {
            try (PreparedStatement add = c.prepareStatement(ADD)) {
                for (int day = 0; day < DAYS; day++) {
                    int all = 0;
                    for (int make = 0; make < MAKES; make++) {
                        all += errors.applyAsInt(make, day);
                        add(add, day, "make", "make " + make, LABELS, errors.applyAsInt(make, day));
                    }
                    add(add, day, "", "", MAKES * LABELS, all);
                }
                add.executeBatch();
            }
        });
    }

    private static void add(PreparedStatement add, int day, String key, String value, int labels, int errors)
            throws SQLException {
        add.setTimestamp(1, Timestamp.from(START.plus(day, ChronoUnit.DAYS)));
        add.setString(2, key);
        add.setString(3, value);
        add.setInt(4, labels);
        add.setInt(5, errors);
        add.addBatch();
    }

    private static Standing raised(String value, int day) {
        Optional<Instant> at = day < 0 ? Optional.empty() : Optional.of(START.plus(day, ChronoUnit.DAYS));
        return new Standing(value.isEmpty() ? Place.FLEET : new Place("make", value), 100, 50, 9, 4, at);
    }

    private static Standing calm() {
        return raised("", -1);
    }

    private boolean explain(Standing fleet, Standing... segments) {
        return explain(Set.of(), fleet, segments);
    }

    private boolean explain(Set<Place> known, Standing fleet, Standing... segments) {
        return changes.explain(
                VERSION,
                SETTINGS,
                START.plus(Duration.ofDays(DAYS)),
                fleet,
                Stream.of(segments).toList(),
                known);
    }

    @Test
    void oneMakeAloneGotWorse() {
        // Given
        days((make, day) -> day >= CHANGE && make == 3 ? 12 : 2);
        // When // Then: whether the fleet's alarm is raised by it or not
        assertThat(explain(calm(), raised("make 3", CHANGE + 3))).isTrue();
        assertThat(explain(raised("", CHANGE + 5), raised("make 3", CHANGE + 3)))
                .isTrue();
        // It is not explained by another, which was raised by chance
        assertThat(explain(raised("", CHANGE + 5), raised("make 1", CHANGE + 3)))
                .isFalse();
    }

    @Test
    void allGotWorse() {
        // Given
        days((make, day) -> day >= CHANGE ? 6 : 2);
        // When // Then
        assertThat(explain(raised("", CHANGE + 5), raised("make 3", CHANGE + 3)))
                .isFalse();
        assertThat(explain(calm(), raised("make 3", CHANGE + 3))).isFalse();
    }

    @Test
    void allGotWorseAndOneWasHardForGood() {
        // Given: its pictures were got wrong twice as often as those of the others, and are so now
        days((make, day) -> (make == 3 ? 2 : 1) * (day >= CHANGE ? 3 : 1));
        // When // Then
        assertThat(explain(raised("", CHANGE + 5), raised("make 3", CHANGE + 1)))
                .isFalse();
        assertThat(explain(calm(), raised("make 3", CHANGE + 1))).isFalse();
    }

    @Test
    void allKeepThePromiseTogetherSoThatItIsTheMakes() {
        // Given: 2 of 100 before, 4 since, of which the promise is broken by one make alone; the others rose as well
        days((make, day) -> day < CHANGE ? (make == 3 ? 2 : 0) : (make == 3 ? 4 : 1));
        // When // Then
        assertThat(explain(calm(), raised("make 3", CHANGE + 5))).isTrue();
    }

    @Test
    void ofAMakeThatWasNotThereBeforeTheBaselineStandsIn() {
        // Given: nothing is known of anybody before the change
        days((make, day) -> make == 3 ? 12 : 2);
        // When // Then
        assertThat(explain(calm(), raised("make 3", 3))).isTrue();
        assertThat(explain(raised("", 3), raised("make 3", 3))).isTrue();
    }

    @Test
    void nothingWasBeforeAndAllAreBad() {
        // Given
        days((make, day) -> 6);
        // When // Then
        assertThat(explain(calm(), raised("make 3", 3))).isFalse();
        assertThat(explain(raised("", 3), raised("make 3", 3))).isFalse();
    }

    @Test
    void aLongOpenIncidentDoesNotDateWhatIsNew() {
        // Given: one make is bad from the tenth day on and has an incident; much later, all others get worse
        int late = DAYS - 4;
        days((make, day) -> day >= (make == 3 ? 10 : late) ? 8 : 2);
        Set<Place> known = Set.of(new Place("make", "make 3"));
        Standing[] raised = {raised("make 3", 12), raised("make 1", late + 2)};
        // When // Then: over all the time since the tenth day the others would seem to keep the promise
        assertThat(explain(known, raised("", late + 2), raised)).isFalse();
        assertThat(explain(Set.of(), raised("", late + 2), raised)).isTrue();
    }

    @Test
    void asLongAsNothingIsNewWhatHasAnIncidentDatesTheChange() {
        // Given
        days((make, day) -> day >= CHANGE && make == 3 ? 12 : 2);
        Set<Place> known = Set.of(new Place("make", "make 3"));
        // When // Then
        assertThat(explain(known, raised("", CHANGE + 8), raised("make 3", CHANGE + 3)))
                .isTrue();
    }
}
