package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.bundle.HostileBundles;
import io.plumbline.bundle.Mutations;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bundles that mean harm, sent to the service as anybody with a token could. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class HostileUploadTest {
    private static final int MUTATIONS = 360;

    @TestHTTPResource("/")
    URI base;

    @Inject
    Calls calls;

    @Inject
    ObjectMapper json;

    private String admin = "";

    @BeforeEach
    void registered() {
        admin = calls.bearer(Roles.ADMIN);
        send("PUT", "/v1/models/small", "{\"title\":\"Small\"}".getBytes(StandardCharsets.UTF_8), "application/json");
    }

    @Test
    void each_kind_of_harm_is_refused_with_a_sentence() throws IOException {
        for (HostileBundles.Hostile each : HostileBundles.all()) {
            // When
            HttpResponse<String> answer = upload(each.zip());
            // Then
            JsonNode problem = json.readTree(answer.body());
            assertThat(answer.statusCode()).as(each + ": " + answer.body()).isEqualTo(422);
            assertThat(problem.path("code").asText()).as(each.toString()).isEqualTo(each.code());
            assertThat(problem.path("detail").asText()).as(each.toString()).contains(each.said());
        }
    }

    @Test
    void hundreds_of_mutations_are_taken_or_refused_and_the_service_goes_on() {
        // Given
        Mutations mutations = new Mutations(7);
        Map<Integer, Integer> answers = new TreeMap<>();
        for (int i = 0; i < MUTATIONS; i++) {
            // When
            HttpResponse<String> answer = upload(mutations.next(i));
            // Then
            assertThat(answer.statusCode())
                    .as("mutation %d of seed 7: %s", i, answer.body())
                    .isIn(200, 201, 409, 422);
            answers.merge(answer.statusCode(), 1, Integer::sum);
        }
        System.out.println(MUTATIONS + " mutated uploads were answered with " + answers);
        assertThat(answers.get(422)).isGreaterThan(MUTATIONS / 2);
        HttpResponse<String> whole = upload(SmallBundles.bundle().bytes());
        assertThat(whole.statusCode()).as(whole.body()).isIn(200, 201, 409);
    }

    private HttpResponse<String> upload(byte[] bundle) {
        return send("POST", "/v1/models/small/versions", bundle, "application/zip");
    }

    private HttpResponse<String> send(String method, String path, byte[] body, String type) {
        return calls.send(method, base.resolve(path), body, "Authorization", admin, "Content-Type", type);
    }
}
