package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.plumbline.access.Roles;
import io.plumbline.kernel.Rejection;
import io.plumbline.testing.Await;
import io.plumbline.testing.EmbeddedServersResource;
import io.plumbline.testing.EventJson;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real database takes no connections for a while. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class DatabaseAwayTest {
    private static final String SWITCH = """
            do $$ begin
                execute format('alter database %%I allow_connections %s', '%s');
                perform pg_terminate_backend(pid) from pg_stat_activity where datname = '%s';
            end $$
            """;

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Field field;

    @Inject
    AgroalDataSource pool;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private final Instant now = Instant.now();
    private String model = "";
    private String device = "";

    @BeforeEach
    void registered() {
        model = field.model(base);
        device = calls.bearer(Roles.DEVICE);
    }

    @AfterEach
    void back() throws SQLException {
        allow(true);
        // Other tests use the same pool, at once. What is in use is not taken away from its user.
        pool.flush(AgroalDataSource.FlushMode.INVALID);
    }

    @Test
    void events_of_a_known_token_are_taken_and_stored_once_when_it_is_back() throws SQLException {
        // Given
        String source = model + "/d";
        assertThat(post(device, EventJson.coat(model, source, "p1", now)).statusCode())
                .isEqualTo(202);
        // When
        allow(false);
        HttpResponse<String> taken = post(device, EventJson.coat(model, source, "p2", now));
        // Then
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        // When
        allow(true);
        Await.until("p2 is stored", Duration.ofSeconds(30), () -> stored(source, "p2"));
        // Then
        Await.until(
                "both are counted once",
                Duration.ofSeconds(10),
                () -> stored(source, "p1")
                        && field.number("select count(*) from prediction where model = ?", model) == 2);
    }

    @Test
    void an_unknown_token_and_a_question_to_the_database_are_told_to_come_again() throws SQLException {
        // Given
        String admin = calls.bearer(Roles.ADMIN);
        URI models = base.resolve("/v1/models");
        assertThat(calls.send("GET", models, new byte[0], "Authorization", admin)
                        .statusCode())
                .isEqualTo(200);
        // When
        allow(false);
        HttpResponse<String> unknown = post(device, EventJson.coat(model, "d", "p1", now));
        HttpResponse<String> question = calls.send("GET", models, new byte[0], "Authorization", admin);
        // Then
        for (HttpResponse<String> answer : List.of(unknown, question)) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
            assertThat(answer.body()).contains("\"database-away\"");
        }
    }

    private boolean stored(String source, String id) {
        try {
            return field.number("select count(*) from prediction where source = ? and id = ?", source, id) > 0;
        } catch (Rejection stillAway) {
            assertThat(stillAway.code()).isEqualTo("database-away");
            return false;
        }
    }

    private HttpResponse<String> post(String bearer, String event) {
        return calls.send(
                "POST",
                base.resolve("/v1/events"),
                event.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                bearer,
                "Content-Type",
                "application/cloudevents+json");
    }

    /** From another database of the same server. */
    private void allow(boolean connections) throws SQLException {
        int name = url.lastIndexOf('/') + 1;
        int end = url.indexOf('?', name) < 0 ? url.length() : url.indexOf('?', name);
        String own = url.substring(name, end);
        String elsewhere = url.substring(0, name) + "template1" + url.substring(end);
        try (Connection c = DriverManager.getConnection(elsewhere, user, password);
                Statement statement = c.createStatement()) {
            statement.execute(SWITCH.formatted(connections, own, own));
        }
    }
}
