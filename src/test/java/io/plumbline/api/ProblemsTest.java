package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers are told, when they err and when a job moves. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class ProblemsTest {
    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    Jobs jobs;

    @Inject
    ObjectMapper json;

    private String admin = "";

    @BeforeEach
    void bearer() {
        admin = calls.bearer(Roles.ADMIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT    | /v1/models/a          | {\"title\":       | 400 | json-invalid",
                "PUT    | /v1/models/a          | {\"title\": [1]}  | 400 | json-invalid",
                "PUT    | /v1/models/a          | []                | 400 | json-invalid",
                "PUT    | /v1/models/a          | ``                | 400 | body-missing",
                "PUT    | /v1/models/A          | {}                | 400 | model-name-invalid",
                "PUT    | /v1/models/a          | {\"task\":\"x\"}  | 400 | task-unknown",
                "GET    | /v1/models/not-there  | ``                | 404 | model-unknown",
                "GET    | /v1/models?size=201   | ``                | 400 | size-out-of-range",
                "GET    | /v1/models?page=-1    | ``                | 400 | page-out-of-range",
                "GET    | /v1/models?page=x     | ``                | 404 | path-unknown",
                "GET    | /v1/jobs/no-id        | ``                | 404 | path-unknown",
                "GET    | /nowhere              | ``                | 404 | path-unknown",
                "DELETE | /v1/models            | ``                | 405 | method-not-allowed",
                "POST   | /v1/tokens            | {\"name\":\"a\"}  | 400 | roles-missing",
                "POST   | /v1/tokens            | {\"name\":\"a\",\"roles\":[\"root\"]} | 400 | role-unknown",
                "POST   | /v1/tokens            | {\"roles\":[\"device\"]} | 400 | token-name-invalid",
                "POST   | /v1/tokens            | {\"name\":\"a\",\"roles\":[\"device\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"} | 400 | expiry-past",
                "POST   | /v1/tokens            | {\"name\":\"a\",\"roles\":[\"device\"],\"expiresAt\":\"soon\"} | 400 | json-invalid"
            })
    void everyErrorIsAProblemWithAStatusAndACode(String method, String path, String body, int status, String code)
            throws IOException {
        // When
        HttpResponse<String> answer = send(method, path, body);
        // Then
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
        Problem problem = json.readValue(answer.body(), Problem.class);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.detail()).hasSizeGreaterThan(20).doesNotContain("io.plumbline", "java.");
    }

    @Test
    void listsArePagedAndSayHowManyThereAre() throws IOException {
        // Given
        for (String name : List.of("page-a", "page-b", "page-c")) {
            send("PUT", "/v1/models/" + name, "{}");
        }
        // When
        var second = json.readTree(send("GET", "/v1/models?page=1&size=2", "").body());
        // Then
        assertThat(second.path("total").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(second.path("page").asInt()).isEqualTo(1);
        assertThat(second.path("items").size()).isBetween(1, 2);
    }

    @Test
    void aJobIsFollowedToItsEnd() {
        // Given a job of a kind that nobody does
        Job job = jobs.submit(new NewJob("nobody-does-this", "", "{}", "test"));
        HttpResponse<Stream<String>> stream = calls.send(
                "GET",
                base.resolve("/v1/jobs/" + job.id() + "/events"),
                new byte[0],
                BodyHandlers.ofLines(),
                "Authorization",
                admin);
        Iterator<String> lines = stream.body().iterator();
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("\"queued\"") < 0) {
            seen.append(lines.next());
        }
        // When it is cancelled
        assertThat(send("POST", "/v1/jobs/" + job.id() + "/cancel", "").statusCode())
                .isEqualTo(200);
        // Then the stream says so and ends
        lines.forEachRemaining(seen::append);
        assertThat(seen.toString()).contains("event:job", "\"cancelled\"", "\"payload\":{}");
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return calls.send(
                method,
                base.resolve(path),
                body.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                admin,
                "Content-Type",
                "application/json");
    }
}
