package io.plumbline.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.demo.AckLedger;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Kill -9 all along the loop: what was acknowledged is in the database, once, and the loop goes on. */
class KilledIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void everythingAcknowledgedIsCountedOnceAfterFiveKills() throws IOException, InterruptedException, SQLException {
        // Given
        long seed = System.nanoTime();
        System.out.println("killed: seed " + seed);
        Random random = new Random(seed);
        Map<String, String> fast = Map.of(
                "plumbline.fleet.warm-up", "10s",
                "plumbline.fleet.spread", "10s",
                "plumbline.fleet.audit", "0.1",
                "plumbline.retrain-policy.incident-labels", "200");
        try (PackagedApp app = PackagedApp.start(fast)) {
            app.awaitUp();

            // When
            PackagedApp.pause(Duration.ofMillis(3_000 + random.nextInt(9_000)));
            killAndRestart(app, Map.of());
            app.await("an incident is open", PATIENCE, () -> total(app, "/v1/models/garments/incidents") > 0);
            killAndRestart(app, Map.of());
            app.await("a retraining was started", PATIENCE, () -> total(app, "/v1/jobs") > 0);
            killAndRestart(app, Map.of());
            app.await("it made a candidate", PATIENCE, () -> total(app, "/v1/models/garments/versions") > 1);
            killAndRestart(app, Map.of());
            PackagedApp.pause(Duration.ofMillis(3_000 + random.nextInt(9_000)));
            killAndRestart(app, Map.of("plumbline.fleet.drain", "true"));
            app.await("the fleet has sent everything", Duration.ofMinutes(3), () -> app.output()
                    .contains("has sent everything"));
            AckLedger.Totals acknowledged = AckLedger.read(app.home().resolve("demo/ledger"));

            // Then
            app.await(
                    "all of it is stored",
                    Duration.ofMinutes(1),
                    () -> stored(app, "prediction") + stored(app, "correction")
                            >= acknowledged.predictions() + acknowledged.corrections());
            app.await("profiles count it", Duration.ofMinutes(1), () -> stored(app, "profile_delta") == 0);
            System.out.println("killed: acknowledged " + acknowledged);
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

    private static void killAndRestart(PackagedApp app, Map<String, String> more)
            throws IOException, InterruptedException {
        app.kill();
        app.restart(more);
        app.awaitUp();
    }

    private static int total(PackagedApp app, String list) {
        return app.get(list).path("total").asInt();
    }

    private static long stored(PackagedApp app, String table) {
        try {
            return app.number("select count(*) from " + table);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("Cannot count " + table, e);
        }
    }
}
