package io.plumbline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.access.Tokens;
import io.plumbline.drift.Evaluator;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.testing.EmbeddedServersResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each metric that a dashboard or an alert names is one that the application exposes before its first event. */
@QuarkusTest
@WithTestResource(EmbeddedServersResource.class)
class DashboardsTest {
    private static final Path DASHBOARD = Path.of("dashboards/grafana/plumbline.json");
    private static final Path RULES = Path.of("dashboards/prometheus/plumbline.rules.yml");
    private static final Pattern RULE = Pattern.compile("^ +expr: (.*)$", Pattern.MULTILINE);
    private static final Pattern NOT_METRICS =
            Pattern.compile("\\{[^}]*}|\\[[^]]*]|\\b(by|without|on|ignoring) *\\([^)]*\\)|\\w+ *(?=\\()");
    private static final Pattern NAME = Pattern.compile("\\b[a-z]+(_[a-z0-9]+)+\\b");

    @TestHTTPResource("/")
    URI base;

    @Inject
    Tokens tokens;

    @Inject
    Models models;

    @Inject
    Evaluator evaluator;

    @Test
    void dashboards_and_alerts_name_only_metrics_that_the_application_exposes() throws Exception {
        // Given
        models.register(new NewModel("dashboards", "Dashboards", "classification", List.of("device")), "test");
        evaluator.evaluateAll();
        String token =
                tokens.create("dashboards", List.of(Roles.WORKER), "test").secret();
        get("/v1/models", token);
        // When
        HttpResponse<String> exposition = get("/q/metrics", token);
        // Then
        assertThat(exposition.statusCode()).isEqualTo(200);
        Set<String> exposed = exposition
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        for (String expression : expressions()) {
            named.addAll(metrics(expression));
        }
        assertThat(named).hasSizeGreaterThan(10).allSatisfy(metric -> assertThat(exposed)
                .contains(metric));
    }

    @Test
    void metrics_are_found_within_expressions() {
        assertThat(metrics("sum by (model) (rate(a_total{x_y=\"b_c\"}[5m])) / on (z_z) max_over_time(b_max[1m]) > 0"))
                .containsExactly("a_total", "b_max");
    }

    @Test
    void metrics_are_for_those_who_have_a_token() throws Exception {
        assertThat(get("/q/metrics", "plb_none").statusCode()).isEqualTo(401);
    }

    private static List<String> expressions() throws Exception {
        List<String> expressions = new java.util.ArrayList<>();
        for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
            panel.path("targets").forEach(t -> expressions.add(t.path("expr").asText()));
        }
        Matcher rules = RULE.matcher(Files.readString(RULES));
        while (rules.find()) {
            expressions.add(rules.group(1));
        }
        return expressions;
    }

    private static Set<String> metrics(String expression) {
        Set<String> metrics = new TreeSet<>();
        Matcher names = NAME.matcher(NOT_METRICS.matcher(expression).replaceAll(" "));
        while (names.find()) {
            metrics.add(names.group());
        }
        return metrics;
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
