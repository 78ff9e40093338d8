package io.plumbline.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The server's calls for remote workers, one method each. Safe for use by several threads. */
final class Server {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration USUAL = Duration.ofSeconds(30);
    /** The server judges the model before it answers. */
    private static final Duration JUDGING = Duration.ofHours(1);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;
    private final String token;

    /** @param base with or without a path, which is kept */
    Server(URI base, String token) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text : text + "/");
        this.token = token;
    }

    /** A job to train. */
    record Claim(String id, long fence, String kind, String model, int attempt, Duration lease) {
        String path() {
            return "v1/claims/" + id + "/" + fence;
        }
    }

    /** What happened since the last notes. */
    record Notes(double progress, String message, List<String> lines, SortedMap<Integer, Map<String, Double>> points) {
        boolean nothing() {
            return message.isEmpty() && lines.isEmpty() && points.isEmpty();
        }
    }

    /** @param kinds that the worker takes; empty: all */
    Optional<Claim> claim(String worker, Set<String> kinds) throws ServerAway, ServerRefused, InterruptedException {
        Map<String, Object> asked =
                kinds.isEmpty() ? Map.of("worker", worker) : Map.of("worker", worker, "kinds", kinds);
        HttpResponse<String> answer = post("v1/claims", asked, USUAL);
        if (answer.statusCode() == 204) {
            return Optional.empty();
        }
        JsonNode job = read(answer.body());
        return Optional.of(new Claim(
                job.path("id").asText(),
                job.path("fence").asLong(),
                job.path("kind").asText(),
                job.path("model").asText(),
                job.path("attempt").asInt(),
                Duration.parse(job.path("lease").asText("PT30S"))));
    }

    /** held, cancelled, timed-out or lost. */
    String heartbeat(Claim claim) throws ServerAway, ServerRefused, InterruptedException {
        return read(post(claim.path() + "/heartbeat", Map.of(), USUAL).body())
                .path("pulse")
                .asText();
    }

    void notes(Claim claim, Notes notes) throws ServerAway, ServerRefused, InterruptedException {
        List<Map<String, ?>> points = notes.points().entrySet().stream()
                .<Map<String, ?>>map(point -> Map.of("step", point.getKey(), "values", point.getValue()))
                .toList();
        Map<String, ?> body = notes.message().isEmpty()
                ? Map.of("lines", notes.lines(), "points", points)
                : Map.of(
                        "progress", notes.progress(),
                        "message", notes.message(),
                        "lines", notes.lines(),
                        "points", points);
        post(claim.path() + "/notes", body, USUAL);
    }

    void checkpoint(Claim claim, String name, byte[] content) throws ServerAway, ServerRefused, InterruptedException {
        send(
                request(claim.path() + "/checkpoints/" + name, USUAL)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(content)),
                BodyHandlers.ofString());
    }

    /** The zip of inputs. To be closed. */
    InputStream inputs(Claim claim) throws ServerAway, ServerRefused, InterruptedException {
        return send(request(claim.path() + "/inputs", JUDGING).GET(), BodyHandlers.ofInputStream())
                .body();
    }

    /** The job's state after the server has judged. */
    String outputs(Claim claim, Path zip) throws IOException, ServerAway, ServerRefused, InterruptedException {
        BodyPublisher body = BodyPublishers.ofFile(zip);
        HttpRequest.Builder request =
                request(claim.path() + "/outputs", JUDGING).header("Content-Type", "application/zip");
        return read(send(request.PUT(body), BodyHandlers.ofString()).body())
                .path("state")
                .asText();
    }

    /** @param result what a training that was refused says of itself, as JSON, if it came so far */
    void failure(Claim claim, String error, boolean again, Optional<byte[]> result)
            throws ServerAway, ServerRefused, InterruptedException {
        Map<String, Object> body = new TreeMap<>(Map.of("error", error, "again", again));
        if (result.isPresent()) {
            body.put("result", read(new String(result.get(), StandardCharsets.UTF_8)));
        }
        post(claim.path() + "/failure", body, JUDGING);
    }

    void release(Claim claim) throws ServerAway, ServerRefused, InterruptedException {
        send(request(claim.path(), USUAL).DELETE(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Map<String, ?> body, Duration timeout)
            throws ServerAway, ServerRefused, InterruptedException {
        String json;
        try {
            json = JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A body can be written: " + body, e);
        }
        return send(
                request(path, timeout)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json, application/zip");
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws ServerAway, ServerRefused, InterruptedException {
        HttpResponse<T> answer;
        try {
            answer = client.send(request.build(), handler);
        } catch (IOException e) {
            throw new ServerAway(base + " does not answer: " + e, e);
        }
        int status = answer.statusCode();
        if (status >= 500 || status == 429 || status == 408) {
            throw new ServerAway(base + " answers " + status);
        }
        if (status >= 300) {
            JsonNode problem = problem(answer.body());
            throw new ServerRefused(
                    status,
                    problem.path("code").asText(),
                    problem.path("detail").asText("The server answers " + status + " to " + answer.uri()));
        }
        return answer;
    }

    private static JsonNode problem(Object body) throws ServerAway {
        try {
            return body instanceof InputStream stream ? JSON.readTree(stream) : JSON.readTree(body.toString());
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        } catch (IOException e) {
            throw new ServerAway("An answer broke off: " + e, e);
        }
    }

    private static JsonNode read(String body) throws ServerAway {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ServerAway("An answer is no JSON; is the address that of Plumbline? " + e.getMessage(), e);
        }
    }
}
