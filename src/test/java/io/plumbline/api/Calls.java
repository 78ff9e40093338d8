package io.plumbline.api;

import io.plumbline.access.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** HTTP calls of tests, with tokens made for them. */
@ApplicationScoped
class Calls {
    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Tokens tokens;

    Calls(Tokens tokens) {
        this.tokens = tokens;
    }

    /** A token of some roles, as the value of the header Authorization. */
    String bearer(String... roles) {
        String name = String.join("-", roles) + " " + UUID.randomUUID();
        return "Bearer " + tokens.create(name, List.of(roles), "test").secret();
    }

    /**
     * Sends a request.
     *
     * @param headers names and values by turns; a name with an empty value is left out
     */
    HttpResponse<String> send(String method, URI uri, byte[] body, String... headers) {
        return send(method, uri, body, BodyHandlers.ofString(StandardCharsets.UTF_8), headers);
    }

    <T> HttpResponse<T> send(
            String method, URI uri, byte[] body, HttpResponse.BodyHandler<T> handler, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
            }
        }
        try {
            return client.send(request.build(), handler);
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
