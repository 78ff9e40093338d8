package io.plumbline.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Slice;
import io.plumbline.store.Transactions;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever asks each hour hears the same as who asks once. */
@ExtendWith(SharedServers.class)
class HeardDaysTest {
    private static final ModelCatalog.Facts FACTS = new ModelCatalog.Facts("garments", List.of("os"));
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final int HOURS = 60;
    private static int databases;

    private TestDatabase database;
    private AgroalDataSource pool;
    private Transactions transactions;
    private HeardDays heard;

    @BeforeEach
    void open(EmbeddedServers servers) throws SQLException {
        database = TestDatabase.create(servers, "heard" + databases++);
        pool = database.pool();
        transactions = new Transactions(pool);
        heard = new HeardDays(transactions);
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("insert into model values ('garments', 'G', 'classification', '{os}', now(), 'me')");
            }
        });
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void addedHourByHourAndLateTheyAreAsAddedAtOnce() {
        // Given: of some hours nothing is heard, of some only hours later
        Random random = new Random(7);
        for (int hour = 0; hour < HOURS; hour++) {
            if (random.nextInt(4) > 0) {
                predictions(hour - random.nextInt(hour > 8 ? 8 : 1), 1 + random.nextInt(5), random);
            }
            asked(START.plus(hour + 1L, ChronoUnit.HOURS));
        }
        // When
        List<HeardDays.Day> hourly = asked(START.plus(HOURS, ChronoUnit.HOURS));
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("truncate heard_day");
            }
        });
        List<HeardDays.Day> once = asked(START.plus(HOURS, ChronoUnit.HOURS));
        // Then
        assertThat(hourly).isEqualTo(once).hasSizeGreaterThan(9);
        assertThat(hourly.stream()
                        .filter(day -> day.key().isEmpty())
                        .mapToLong(HeardDays.Day::n)
                        .sum())
                .isEqualTo(database.number("select sum(n) from profile where segment_key = ''"));
    }

    @Test
    void theDaysOfAVersionAreAsItsHours() {
        // Given
        Random random = new Random(8);
        for (int i = 0; i < 40; i++) {
            predictions(random.nextInt(HOURS), 1 + random.nextInt(5), random);
        }
        // When
        Profiles profiles = new Profiles(transactions, new ProfileTable(new ObjectMapper()));
        // Then
        assertThat(database.text("select day, sum(n), min(first_hour), max(last_hour) from profile_day group by day"))
                .isEqualTo(
                        database.text("select date_bin('1 day', hour, timestamptz 'epoch') as day, sum(n), min(hour),"
                                + " max(hour) from profile where segment_key = '' group by day"));
        for (int until : new int[] {1, 24, 31, HOURS}) {
            assertThat(profiles.n("garments", START, START.plus(until, ChronoUnit.HOURS)))
                    .isEqualTo(database.number(
                            "select coalesce(sum(n), 0) from profile where segment_key = '' and hour < '"
                                    + START.plus(until, ChronoUnit.HOURS) + "'"));
        }
    }

    private List<HeardDays.Day> asked(Instant until) {
        return heard.of("garments", List.of("os", Cell.ALL), START, until);
    }

    private void predictions(int hour, int n, Random random) {
        DeltaCodec.Writer delta = new DeltaCodec.Writer();
        for (int i = 0; i < n; i++) {
            Slice slice = Slice.of(
                    FACTS,
                    hour % 5 == 0 ? "2" : "1",
                    START.plus(hour, ChronoUnit.HOURS),
                    "d" + random.nextInt(20),
                    Map.of("os", "android-" + random.nextInt(3)));
            delta.add(slice, Optional.of("coat"), 0.9, Map.of());
        }
        transactions.execute(c -> new ProfileTable(new ObjectMapper()).append(c, delta));
        ProfileSinks.compaction(transactions).compact();
    }
}
