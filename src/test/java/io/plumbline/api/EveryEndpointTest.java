package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.access.Roles;
import io.plumbline.api.Endpoints.Endpoint;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Walks every endpoint with each role and with none. An endpoint that the table does not know fails it. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class EveryEndpointTest {
    private static final String ALL = "everybody";

    /** Who may call what. An admin may everything, so is not named. */
    private static final String TABLE = """
        GET    /models/{model}/{version}/{file}                  everybody
        GET    /sign-in/link                                     everybody
        POST   /sign-in                                          everybody
        POST   /sign-out                                         everybody
        GET    /sign-in                                          everybody
        GET    /                                                 scientist release-manager worker
        GET    /models/{model}                                   scientist release-manager worker
        GET    /models/{model}/incidents                         scientist release-manager worker
        GET    /models/{model}/signals                           scientist release-manager worker
        GET    /models/{model}/signals/{id}                      scientist release-manager worker
        GET    /models/{model}/signals/{id}.csv                  scientist release-manager worker
        GET    /models/{model}/segments                          scientist release-manager worker
        GET    /models/{model}/compare                           scientist release-manager worker
        GET    /models/{model}/policy                            scientist release-manager worker
        POST   /models/{model}/policy                            scientist
        GET    /models/{model}/snapshots                         scientist release-manager
        POST   /models/{model}/snapshots                         scientist
        GET    /models/{model}/snapshots/{id}                    scientist release-manager
        GET    /models/{model}/retraining                        scientist release-manager worker
        POST   /models/{model}/retraining                        scientist
        GET    /models/{model}/distillation                      scientist release-manager
        POST   /models/{model}/distillation                      scientist
        POST   /models/{model}/baseline                          scientist
        GET    /incidents                                        scientist release-manager worker
        POST   /incidents/{id}/acknowledge                       scientist release-manager
        POST   /incidents/{id}/snooze                            scientist release-manager
        POST   /incidents/{id}/resolve                           scientist release-manager
        POST   /models/{model}/retrain                           scientist
        POST   /models/{model}/rollback                          release-manager
        POST   /models/{model}/archive                           release-manager
        POST   /models/{model}/restore                           release-manager
        POST   /models/{model}/versions/{version}/promote        release-manager
        POST   /models/{model}/versions/{version}/reject         release-manager
        GET    /jobs                                             scientist release-manager worker
        GET    /jobs/{id}                                        scientist release-manager worker
        POST   /jobs/{id}/cancel                                 scientist
        GET    /dead-letters                                     scientist release-manager worker
        GET    /dead-letters/{id}                                scientist release-manager worker
        POST   /dead-letters/{id}/retry                          release-manager
        POST   /dead-letters/{id}/discard                        release-manager
        POST   /dead-letters/retry                               release-manager
        POST   /dead-letters/discard                             release-manager
        GET    /v1/dead-letters                                  scientist release-manager
        GET    /v1/dead-letters/{id}                             scientist release-manager
        POST   /v1/dead-letters/{id}/retry                       release-manager
        POST   /v1/dead-letters/{id}/discard                     release-manager
        POST   /v1/dead-letters/retry                            release-manager
        POST   /v1/dead-letters/discard                          release-manager
        GET    /webhooks                                         scientist release-manager worker
        POST   /webhooks                                         release-manager
        GET    /webhooks/{id}                                    scientist release-manager worker
        POST   /webhooks/{id}/switch                             release-manager
        POST   /webhooks/{id}/secret                             release-manager
        POST   /webhooks/{id}/delete                             release-manager
        POST   /webhooks/{id}/test                               release-manager
        POST   /webhooks/{id}/deliveries/{delivery}/redeliver    release-manager
        GET    /v1/webhooks                                      release-manager
        POST   /v1/webhooks                                      release-manager
        GET    /v1/webhooks/{id}                                 release-manager
        PATCH  /v1/webhooks/{id}                                 release-manager
        DELETE /v1/webhooks/{id}                                 release-manager
        POST   /v1/webhooks/{id}/secret                          release-manager
        POST   /v1/webhooks/{id}/test                            release-manager
        GET    /v1/webhooks/{id}/deliveries                      release-manager
        POST   /v1/webhooks/{id}/deliveries/{delivery}/redeliver release-manager
        GET    /reports/{id}                                     scientist release-manager worker
        GET    /v1/reports/{id}.html                             scientist release-manager worker
        GET    /v1/reports/{id}                                  scientist release-manager worker
        GET    /v1/reports/{id}.csv                              scientist release-manager worker
        GET    /v1/models/{model}/drift                          scientist release-manager
        GET    /v1/models/{model}/drift/segments                 scientist release-manager
        GET    /v1/models/{model}/error-rate.csv                 scientist release-manager
        GET    /v1/models/{model}/incidents                      scientist release-manager
        GET    /v1/incidents                                     scientist release-manager
        GET    /v1/incidents/{id}                                scientist release-manager
        POST   /v1/incidents/{id}/acknowledge                    scientist release-manager
        POST   /v1/incidents/{id}/snooze                         scientist release-manager
        POST   /v1/incidents/{id}/resolve                        scientist release-manager
        GET    /v1/models/{model}/reports                        scientist release-manager
        GET    /v1/models/{model}/policy                         scientist release-manager
        GET    /v1/models/{model}/policy/history                 scientist release-manager
        PUT    /v1/models/{model}/policy                         scientist
        POST   /v1/models/{model}/retrain                        scientist
        POST   /v1/models/{model}/distil                         scientist
        GET    /v1/models/{model}/doubtful                       scientist release-manager
        GET    /v1/models/{model}/masks/{version}/{sha256}       scientist release-manager
        POST   /v1/models/{model}/pictures                       scientist
        POST   /v1/events                                        device
        PUT    /v1/images/{sha256}                               device scientist
        GET    /v1/images/{sha256}                               scientist release-manager
        POST   /v1/claims                                        worker
        POST   /v1/claims/{id}/{fence}/heartbeat                 worker
        POST   /v1/claims/{id}/{fence}/notes                     worker
        GET    /v1/claims/{id}/{fence}/inputs                    worker
        PUT    /v1/claims/{id}/{fence}/checkpoints/{name}        worker
        PUT    /v1/claims/{id}/{fence}/outputs                   worker
        POST   /v1/claims/{id}/{fence}/failure                   worker
        DELETE /v1/claims/{id}/{fence}                           worker
        GET    /v1/models/{model}/retrain-policy                 scientist release-manager
        GET    /v1/models/{model}/retrain-policy/history         scientist release-manager
        PUT    /v1/models/{model}/retrain-policy                 scientist
        GET    /v1/models/{model}/retrain-decisions              scientist release-manager
        GET    /v1/models/{model}/snapshots                      scientist release-manager
        POST   /v1/models/{model}/snapshots                      scientist
        POST   /v1/models/{model}/snapshots/import               scientist
        GET    /v1/models/{model}/snapshots/{id}                 scientist release-manager
        GET    /v1/models/{model}/snapshots/{id}/pictures        scientist release-manager
        GET    /v1/models/{model}/snapshots/{id}/export          scientist
        POST   /v1/pictures/forget                               scientist
        GET    /v1/jobs                                          scientist release-manager worker
        GET    /v1/jobs/{id}                                     scientist release-manager worker
        GET    /v1/jobs/{id}/events                              scientist release-manager worker
        GET    /v1/jobs/{id}/log                                 scientist release-manager worker
        GET    /v1/jobs/{id}/points                              scientist release-manager worker
        POST   /v1/jobs/{id}/cancel                              scientist
        GET    /v1/models                                        scientist release-manager worker
        GET    /v1/models/{model}                                scientist release-manager worker
        PUT    /v1/models/{model}                                scientist
        GET    /v1/models/{model}/ledger                         scientist release-manager
        GET    /v1/models/{model}/releases                       scientist release-manager worker
        POST   /v1/models/{model}/rollback                       release-manager
        GET    /v1/archived-models                               scientist release-manager worker
        DELETE /v1/models/{model}                                release-manager
        POST   /v1/models/{model}/restore                        release-manager
        GET    /v1/models/{model}/update                         device
        GET    /v1/models/{model}/versions                       scientist release-manager worker
        POST   /v1/models/{model}/versions                       scientist worker
        GET    /v1/models/{model}/versions/{version}             scientist release-manager worker
        GET    /v1/models/{model}/versions/{version}/baseline    scientist release-manager
        POST   /v1/models/{model}/versions/{version}/baseline    scientist
        POST   /v1/models/{model}/versions/{version}/promote     release-manager
        POST   /v1/models/{model}/versions/{version}/reject      release-manager
        POST   /v1/models/{model}/versions/{version}/judge       scientist release-manager
        GET    /v1/models/{model}/versions/{version}/differences scientist release-manager
        GET    /models/{model}/versions/{version}                scientist release-manager worker
        POST   /models/{model}/versions/{version}/judge          scientist release-manager
        GET    /v1/tokens                                        nobody-else
        POST   /v1/tokens                                        nobody-else
        DELETE /v1/tokens/{id}                                   nobody-else
        """;

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Test
    void theTableKnowsEveryEndpoint() {
        assertThat(Endpoints.all())
                .extracting(Endpoint::key)
                .isSubsetOf(table().keySet())
                .hasSizeGreaterThan(20);
    }

    @Test
    void everyEndpointAnswersEachRoleAsTheTableSays() {
        // Given a token for each role
        Map<String, String> bearers = new LinkedHashMap<>();
        bearers.put("none", "");
        Roles.ALL.forEach(role -> bearers.put(role, calls.bearer(role)));
        Map<String, Set<String>> table = table();
        Map<String, String> wrong = new TreeMap<>();
        // When each calls everything
        for (Endpoint endpoint : Endpoints.all()) {
            Set<String> allowed = table.getOrDefault(endpoint.key(), Set.of());
            bearers.forEach((role, bearer) -> {
                HttpResponse<String> answer = call(endpoint, bearer);
                // A class whose path is longer hides the methods of others: then nobody reaches the endpoint.
                if (answer.body().contains("path-unknown") || !fits(role, allowed, answer.statusCode())) {
                    wrong.put(endpoint.key() + " as " + role, "was answered " + answer.statusCode());
                }
            });
        }
        // Then
        assertThat(wrong).isEmpty();
    }

    @Test
    void refusalsAreProblems() {
        // Given
        Endpoint tokens = new Endpoint("GET", "/v1/tokens", "application/json");
        // When nobody, somebody with a wrong token and a device ask
        HttpResponse<String> nobody = call(tokens, "");
        HttpResponse<String> stranger = call(tokens, "Bearer plb_" + "x".repeat(43));
        HttpResponse<String> device = call(tokens, calls.bearer(Roles.DEVICE));
        // Then each is told what is wrong
        assertThat(List.of(nobody, stranger, device))
                .allSatisfy(
                        r -> assertThat(r.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE));
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.body()).contains("token-missing");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).contains("token-invalid");
        assertThat(device.statusCode()).isEqualTo(403);
        assertThat(device.body()).contains("role-missing", "GET /v1/tokens");
    }

    @Test
    void healthAndTheDocumentAreOpenAndMetricsAreNot() {
        assertThat(status("/q/health", "")).isEqualTo(200);
        assertThat(status("/q/openapi", "")).isEqualTo(200);
        assertThat(status("/q/metrics", "")).isEqualTo(401);
        assertThat(status("/q/metrics", calls.bearer(Roles.DEVICE))).isEqualTo(403);
        for (String role : List.of(Roles.SCIENTIST, Roles.RELEASE_MANAGER, Roles.WORKER, Roles.ADMIN)) {
            assertThat(status("/q/metrics", calls.bearer(role))).as(role).isEqualTo(200);
        }
    }

    private static boolean fits(String role, Set<String> allowed, int status) {
        if (allowed.contains(ALL) || role.equals(Roles.ADMIN) || allowed.contains(role)) {
            return status != 401 && status != 403 && status < 500;
        }
        return status == (role.equals("none") ? 401 : 403);
    }

    private int status(String path, String bearer) {
        return call(new Endpoint("GET", path, "application/json"), bearer).statusCode();
    }

    /** With an empty object as body, and names that do not exist. */
    private HttpResponse<String> call(Endpoint endpoint, String bearer) {
        String path = endpoint.path()
                .replace("{file}", "absent.zip")
                .replace("{id}", "00000000-0000-0000-0000-000000000000")
                .replace("{sha256}", "0".repeat(64))
                .replaceAll("\\{\\w+}", "absent");
        byte[] body = endpoint.method().equals("GET") ? new byte[0] : "{}".getBytes(StandardCharsets.UTF_8);
        return calls.send(
                endpoint.method(),
                base.resolve(path),
                body,
                "Authorization",
                bearer,
                "Content-Type",
                endpoint.consumes(),
                "Accept",
                "*/*");
    }

    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> rows = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] words = line.strip().split("\\s+");
            rows.put(words[0] + " " + words[1], Set.copyOf(List.of(words).subList(2, words.length)));
        });
        return rows;
    }
}
