package io.plumbline.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.demo.AckLedger;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kill -9 at random moments of the loop: what was acknowledged is in the database, once. */
class KilledIT {
    private static final int KILLS = 5;
    private static final long SEED = 20261123;

    @Test
    void everythingAcknowledgedIsCountedOnceAfterFiveKills() throws IOException, InterruptedException, SQLException {
        // Given
        Random random = new Random(SEED);
        Map<String, String> fast = Map.of("plumbline.fleet.warm-up", "10s", "plumbline.fleet.spread", "10s");
        try (PackagedApp app = PackagedApp.start(fast)) {
            app.awaitUp();

            // When
            for (int kill = 1; kill <= KILLS; kill++) {
                PackagedApp.pause(Duration.ofMillis(3_000 + random.nextInt(12_000)));
                app.kill();
                app.restart(kill < KILLS ? Map.of() : Map.of("plumbline.fleet.drain", "true"));
                app.awaitUp();
            }
            app.await("the fleet has sent everything", Duration.ofMinutes(3), () -> app.output()
                    .contains("has sent everything"));
            AckLedger.Totals acknowledged = AckLedger.read(app.home().resolve("demo/ledger"));

            // Then
            app.await(
                    "all of it is stored",
                    Duration.ofMinutes(1),
                    () -> stored(app, "prediction") + stored(app, "correction")
                            >= acknowledged.predictions() + acknowledged.corrections());
            System.out.printf("killed: seed %d, acknowledged %s%n", SEED, acknowledged);
            assertThat(acknowledged.predictions()).isGreaterThan(1_000);
            assertThat(stored(app, "prediction")).isEqualTo(acknowledged.predictions());
            assertThat(stored(app, "correction")).isEqualTo(acknowledged.corrections());
            assertThat(app.number("select sum(n)::bigint from profile where segment_key = ''"))
                    .as("predictions in the profiles")
                    .isEqualTo(acknowledged.predictions());
            assertThat(app.number("select sum(audited + voluntary)::bigint from outcome_hour where segment_key = ''"))
                    .as("labelled predictions in the hourly counts")
                    .isEqualTo(app.number("select count(distinct (prediction_source, prediction_id)) from correction"));
        }
    }

    private static long stored(PackagedApp app, String table) {
        try {
            return app.number("select count(*) from " + table);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("Cannot count " + table, e);
        }
    }
}
