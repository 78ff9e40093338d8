package io.plumbline.drift.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.feedback.OutcomeCohorts;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The alarm is a function of what the hours count, however that came about. */
@ExtendWith(SharedServers.class)
class ErrorWatchesTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int HOURS = 20 * 24;
    private static final Settings SETTINGS = new Settings(Counted.ERRORS, 100, 1_000, 0.02, 1, Instant.EPOCH);
    private static final String ADD = """
            insert into outcome_hour as h (model, version, hour, segment_key, segment_value, shard, audited, audited_errors,
                audited_confident_errors, voluntary, voluntary_errors, changed, propensity)
            values ('garments', '1', ?, ?, ?, ?, 1, ?, 0, 0, 0, pg_current_xact_id(), 0.02)
            on conflict (model, version, hour, segment_key, segment_value, shard, propensity) do update set
                audited = h.audited + 1, audited_errors = h.audited_errors + excluded.audited_errors,
                changed = excluded.changed
            """;
    private static int databases;

    private TestDatabase database;
    private AgroalDataSource pool;
    private Transactions transactions;
    private ErrorWatches watches;

    /** An audited prediction with its label. */
    private record Label(int hour, String make, int shard, boolean error) {}

    @BeforeEach
    void open(EmbeddedServers servers) throws SQLException {
        database = TestDatabase.create(servers, "watches" + databases++);
        pool = database.pool();
        transactions = new Transactions(pool);
        watches = new ErrorWatches(transactions, new Checkpoints(), new OutcomeCohorts());
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute(
                        "insert into blob (sha256, media_type, content) values (repeat('0', 64), 'application/zip', '')");
                statement.execute(
                        "insert into model values ('garments', 'G', 'classification', '{make}', now(), 'me')");
                statement.execute(
                        "insert into model_version values ('garments', '1', 'live', now(), repeat('0', 64), 0,"
                                + " '{a,b}', '{}', null, 'upload', '[]', now(), 'me')");
            }
        });
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static ModelVersion version() {
        return new ModelVersion(
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
    }

    private static List<Label> labels() {
        Random random = new Random(5);
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            int hour = i * HOURS / 6_000;
            int make = random.nextInt(5);
            boolean broken = hour > HOURS / 2 && make == 3;
            labels.add(new Label(hour, "make " + make, random.nextInt(8), random.nextDouble() < (broken ? .4 : .1)));
        }
        return labels;
    }

    private void write(List<Label> labels) {
        transactions.execute(c -> {
            try (PreparedStatement add = c.prepareStatement(ADD)) {
                for (Label label : labels) {
                    for (String key : List.of("", "make")) {
                        add.setTimestamp(1, Timestamp.from(START.plus(Duration.ofHours(label.hour()))));
                        add.setString(2, key);
                        add.setString(3, key.isEmpty() ? "" : label.make());
                        add.setInt(4, label.shard());
                        add.setInt(5, label.error() ? 1 : 0);
                        add.addBatch();
                    }
                }
                add.executeBatch();
            }
        });
    }

    private ErrorWatch read() {
        return watches.upTo(version(), SETTINGS, List.of("make"), START.plus(Duration.ofHours(HOURS)));
    }

    @Test
    void isTheSameWhetherLabelsCameInOrderOrShuffledAndHoweverOftenItWasAsked() {
        // Given
        List<Label> labels = labels();
        ErrorWatch expected = new ErrorWatch(SETTINGS);
        write(labels);
        transactions.execute(c -> new OutcomeCohorts()
                .read(c, "garments", "1", List.of("", "make"), START, START.plus(Duration.ofDays(99)), expected::read));
        expected.judge();
        assertThat(expected.standings()).anyMatch(s -> s.raised().isPresent());
        // When it is asked for the first time, and with checkpoints
        byte[] atOnce = read().toBytes();
        byte[] again = read().toBytes();
        // Then
        assertThat(atOnce).isEqualTo(expected.toBytes());
        assertThat(again).isEqualTo(expected.toBytes());
        assertThat(database.number("select count(*) from drift_checkpoint")).isBetween(13L, 15L);
        // When the same labels come shuffled, in parts, and it is asked after each
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("delete from outcome_hour");
                statement.execute("delete from drift_checkpoint");
            }
        });
        Collections.shuffle(labels, new Random(9));
        for (int i = 0; i < 10; i++) {
            write(labels.subList(i * 600, (i + 1) * 600));
            read();
        }
        // Then
        assertThat(read().toBytes()).isEqualTo(expected.toBytes());
    }

    @Test
    void readsALateLabelInItsHourAndNoMoreThanItMust() {
        // Given
        List<Label> labels = labels();
        write(labels);
        read();
        long before = database.number(
                "select count(*) from drift_checkpoint where seen = (select min(seen::text::bigint)::text::xid8 from drift_checkpoint)");
        // When a label comes a day late
        write(List.of(new Label(HOURS - 30, "make 3", 1, true)));
        // Then the midnights before it still count, those after it are made anew
        ErrorWatch late = read();
        long kept = database.number(
                "select count(*) from drift_checkpoint where seen = (select min(seen::text::bigint)::text::xid8 from drift_checkpoint)");
        assertThat(kept).isBetween(1L, before - 1);
        ErrorWatch expected = new ErrorWatch(SETTINGS);
        transactions.execute(c -> new OutcomeCohorts()
                .read(c, "garments", "1", List.of("", "make"), START, START.plus(Duration.ofDays(99)), expected::read));
        expected.judge();
        assertThat(late.toBytes()).isEqualTo(expected.toBytes());
        assertThat(late.fleet().labels()).isEqualTo(labels.size() + 1L);
    }

    @Test
    void readsEverythingAnewUnderAnotherPolicy() {
        // Given
        write(labels());
        read();
        Settings strict = new Settings(Counted.ERRORS, 100, 1_000, 0, 1, Instant.EPOCH);
        // When
        ErrorWatch watch = watches.upTo(version(), strict, List.of(), START.plus(Duration.ofHours(HOURS)));
        // Then
        assertThat(watch.fleet().labels()).isEqualTo(6_000);
        assertThat(watch.standings()).hasSize(1);
        assertThat(watch.fleet().years()).isGreaterThan(read().fleet().years());
    }

    @Test
    void readsNothingBeyondWhatIsMature() {
        // Given
        write(labels());
        read();
        // When
        ErrorWatch young = watches.upTo(version(), SETTINGS, List.of("make"), START.plus(Duration.ofDays(2)));
        // Then
        assertThat(young.fleet().labels()).isEqualTo(600);
    }

    @Test
    void saysThatNothingWasHeard() {
        assertThat(read().fleet().labels()).isZero();
        assertThat(read().standings()).isEmpty();
        assertThat(database.number("select count(*) from drift_checkpoint")).isZero();
    }
}
