package io.plumbline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.embedded.EmbeddedServers;
import io.plumbline.testing.SharedServers;
import io.plumbline.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an earlier version kept of pictures and snapshots is still there after the schema has changed. */
@ExtendWith(SharedServers.class)
class EarlierSnapshotsTest {
    private static final String LAST_BEFORE = "56";

    @Test
    void pictures_get_their_names_and_snapshots_their_ids(EmbeddedServers servers) throws SQLException {
        // Given
        String url = servers.jdbcUrl().replaceFirst("/[^/?]+(\\?|$)", "/earlier$1");
        try (Connection c = DriverManager.getConnection(servers.jdbcUrl(), servers.user(), servers.password());
                Statement statement = c.createStatement()) {
            statement.execute("create database earlier");
        }
        migrate(servers, url, LAST_BEFORE);
        try (Connection c = DriverManager.getConnection(url, servers.user(), servers.password());
                Statement statement = c.createStatement()) {
            statement.execute(
                    "insert into model values ('garments', 'Garments', 'classification', '{}', now(), 'test')");
            statement.execute(
                    "insert into blob (sha256, media_type, content) values (repeat('1', 64), 'image/png', 'a'),"
                            + " (repeat('2', 64), 'image/png', 'b'), (repeat('3', 64), 'application/zip', 'c')");
            statement.execute("insert into labelled_picture (model, image, label, source, origin) values"
                    + " ('garments', repeat('1', 64), 'bag', '/devices/1', 'correction'),"
                    + " ('garments', repeat('2', 64), 'coat', 'reference', 'reference')");
            statement.execute(
                    "insert into job (id, kind, payload, state, max_attempts, run_after, requested_by, created_at)"
                            + " values ('00000000-0000-0000-0000-000000000001', 'retrain', '{}', 'succeeded', 1, now(),"
                            + " 'test', now())");
            statement.execute("insert into snapshot (job, model, seed, created_at)"
                    + " select id, 'garments', 7, now() from job");
            statement.execute("insert into snapshot_picture (job, image, label, source, origin, split) select id,"
                    + " repeat('1', 64), 'bag', '/devices/1', 'CORRECTION', 'TRAIN' from job");
            statement.execute("insert into snapshot_picture (job, image, label, source, origin, split) select id,"
                    + " repeat('2', 64), 'coat', 'reference', 'REFERENCE', 'TEST' from job");
        }
        // When
        migrate(servers, url, "latest");
        // Then
        TestDatabase database = new TestDatabase(url, servers.user(), servers.password());
        assertThat(database.text("select left(name, 1) || left(content, 1) || consent from picture"))
                .isEqualTo("11training\n22training");
        assertThat(database.text("select source || ' ' || left(name, 1) from picture_source"))
                .isEqualTo("/devices/1 1\nreference 2");
        assertThat(database.text("select model || seed || ' ' || pictures || ' ' || gone from snapshot"))
                .isEqualTo("garments7 2 0");
        assertThat(database.text("select number || left(image, 1) || label || split || origin from snapshot_picture"))
                .isEqualTo("01bagtraincorrection\n12coattestreference");
        assertThat(database.number("select count(*) from snapshot_job j join snapshot s on s.id = j.snapshot"))
                .isEqualTo(1);
    }

    private static void migrate(EmbeddedServers servers, String url, String target) {
        Flyway.configure()
                .dataSource(url, servers.user(), servers.password())
                .locations("filesystem:migrations")
                .target(target)
                .load()
                .migrate();
    }
}
