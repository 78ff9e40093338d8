package io.plumbline.client;

import io.plumbline.client.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;

/** Where Plumbline answers, and the token to show there. Immutable, safe from several threads. */
public final class Server {
    private static final int LARGEST_REPLY = 8 * 1024 * 1024;
    private static final int CONNECT_MILLIS = 10_000;

    private final URL base;
    private final String token;
    private final int readMillis;

    /** An answer, whatever its status. */
    public static final class Reply {
        private final int status;
        private final long retryAfterMillis;
        private final byte[] body;

        Reply(int status, long retryAfterMillis, byte[] body) {
            this.status = status;
            this.retryAfterMillis = retryAfterMillis;
            this.body = body;
        }

        /** HTTP status. */
        public int status() {
            return status;
        }

        /** Whether the status is one of success. */
        public boolean ok() {
            return status / 100 == 2;
        }

        /** How long the server asked us to wait, in milliseconds; 0 if it did not. */
        public long retryAfterMillis() {
            return retryAfterMillis;
        }

        /** Body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** As below, waiting 30 seconds for an answer. */
    public Server(String base, String token) {
        this(base, token, 30_000);
    }

    /**
     * @param base scheme, host, port and perhaps a path, for instance {@code https://plumbline.example.com}
     * @param token bearer token with the role "device"
     * @param readMillis how long to wait for an answer, above 0
     * @throws IllegalArgumentException if base is not an http or https address
     */
    public Server(String base, String token, int readMillis) {
        try {
            this.base = new URL(base.endsWith("/") ? base : base + "/");
        } catch (IOException e) {
            throw new IllegalArgumentException("Not an address: " + base, e);
        }
        if (!this.base.getProtocol().equals("http") && !this.base.getProtocol().equals("https")) {
            throw new IllegalArgumentException("Not an http or https address: " + base);
        }
        this.token = token;
        this.readMillis = readMillis;
    }

    /** GET with the token. */
    public Reply get(String path) throws IOException {
        return send("GET", path, Collections.<String, String>emptyMap(), new byte[0]);
    }

    /** POST or PUT of JSON with the token. */
    public Reply sendJson(String method, String path, Map<String, Object> body) throws IOException {
        return send(
                method,
                path,
                Collections.singletonMap("Content-Type", "application/json"),
                Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * One request with the token.
     *
     * @param path relative to the base, begins with "/"
     * @param body sent unless empty
     * @throws IOException if there was no whole answer
     */
    public Reply send(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        HttpURLConnection connection = open(path);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Authorization", "Bearer " + token);
        connection.setRequestProperty("Accept", "application/json, application/problem+json");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            connection.setRequestProperty(header.getKey(), header.getValue());
        }
        if (body.length > 0 || !method.equals("GET")) {
            connection.setDoOutput(true);
            OutputStream out = connection.getOutputStream();
            try {
                out.write(body);
            } finally {
                out.close();
            }
        }
        int status = connection.getResponseCode();
        return new Reply(status, retryAfter(connection), body(connection, status));
    }

    /** A connection without the token, for what is public. Redirects are not followed. */
    HttpURLConnection open(String path) throws IOException {
        URL url = new URL(base, path.startsWith("/") && path.length() > 1 ? path.substring(1) : path);
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(readMillis);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        return connection;
    }

    private static byte[] body(HttpURLConnection connection, int status) throws IOException {
        InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        if (in == null) {
            return new byte[0];
        }
        try {
            return readAll(in, LARGEST_REPLY);
        } finally {
            in.close();
        }
    }

    static byte[] readAll(InputStream in, long most) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        int n = in.read(buffer);
        while (n >= 0) {
            out.write(buffer, 0, n);
            if (out.size() > most) {
                throw new IOException("More than " + most + " bytes");
            }
            n = in.read(buffer);
        }
        return out.toByteArray();
    }

    private static long retryAfter(HttpURLConnection connection) {
        String value = connection.getHeaderField("Retry-After");
        if (value == null) {
            return 0;
        }
        try {
            return Math.max(0, Math.min(86_400L, Long.parseLong(value.trim()))) * 1_000L;
        } catch (NumberFormatException e) {
            // The other form is a date (RFC 9110, 10.2.3); counted from the server's own clock, not from ours.
            long at = connection.getHeaderFieldDate("Retry-After", 0);
            long now = connection.getDate();
            return at > now && now > 0 ? Math.min(86_400_000L, at - now) : 0;
        }
    }
}
