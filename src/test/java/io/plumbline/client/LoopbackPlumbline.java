package io.plumbline.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.client.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A small server on loopback that speaks Plumbline's HTTP and can be told to misbehave. */
public final class LoopbackPlumbline implements AutoCloseable {
    /** How the next request for events or a bundle goes wrong. */
    public enum Fault {
        /** 503 with Retry-After: 7. */
        UNAVAILABLE,
        /** The connection ends without an answer; nothing is stored. */
        CUT,
        /** The connection ends without an answer, but all is stored. */
        ANSWER_LOST,
        /** Results for the first half only. */
        HALF_OF_THE_RESULTS,
        /** A document that is no JSON. */
        GARBAGE,
        /** 401. */
        UNAUTHORIZED,
        /** Half of a bundle's bytes, then the connection ends. */
        TORN,
        /** Another byte in the middle of a bundle. */
        FLIPPED,
        /** The whole bundle, whatever Range asks for. */
        RANGE_IGNORED
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final Map<String, String> events = new LinkedHashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private final List<String> order = new ArrayList<>();
    private final List<String> ranges = new ArrayList<>();
    private final Map<String, byte[]> images = new ConcurrentHashMap<>();
    private final Map<String, byte[]> versions = new LinkedHashMap<>();
    private final Map<String, String> stages = new LinkedHashMap<>();
    private String live = "";
    private long release;
    private int conflicts;

    public LoopbackPlumbline() throws IOException {
        this(0);
    }

    public LoopbackPlumbline(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public synchronized void willFail(Fault fault) {
        faults.add(fault);
    }

    /** JSON of each event by source and id. */
    public synchronized Map<String, String> events() {
        return new LinkedHashMap<>(events);
    }

    public synchronized List<Integer> batches() {
        return new ArrayList<>(batches);
    }

    /** Paths in order of arrival. */
    public synchronized List<String> order() {
        return new ArrayList<>(order);
    }

    public synchronized List<String> ranges() {
        return new ArrayList<>(ranges);
    }

    public Map<String, byte[]> images() {
        return images;
    }

    /** Events that came again with another content. */
    public synchronized int conflicts() {
        return conflicts;
    }

    public synchronized String stage(String version) {
        return stages.getOrDefault(version, "");
    }

    public synchronized void candidate(String version, byte[] zip) {
        versions.put(version, zip);
        stages.put(version, "candidate");
    }

    public synchronized void promote(String version) {
        live = version;
        release++;
        stages.replaceAll((v, stage) -> stage.equals("live") ? "retired" : stage);
        stages.put(version, "live");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            synchronized (this) {
                order.add(exchange.getRequestMethod() + " " + path);
            }
            if (path.equals("/v1/events")) {
                events(exchange, body);
            } else if (path.startsWith("/v1/images/")) {
                boolean known = images.put(path.substring(11), body) != null;
                answer(exchange, known ? 204 : 201, "");
            } else if (path.endsWith("/update")) {
                update(exchange);
            } else if (path.startsWith("/models/")) {
                bundle(exchange);
            } else {
                models(exchange, path, body);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private synchronized void events(HttpExchange exchange, byte[] body) throws IOException {
        Fault fault = faults.poll();
        if (fault == Fault.CUT) {
            return;
        } else if (fault == Fault.UNAVAILABLE) {
            exchange.getResponseHeaders().add("Retry-After", "7");
            answer(exchange, 503, "{\"detail\":\"The broker is away\"}");
            return;
        } else if (fault == Fault.UNAUTHORIZED) {
            answer(exchange, 401, "{\"detail\":\"Token expired\"}");
            return;
        } else if (fault == Fault.GARBAGE) {
            answer(exchange, 202, "<html>a proxy's page</html>");
            return;
        }
        List<Object> results = new ArrayList<>();
        List<?> batch;
        try (InputStream zip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            batch = (List<?>) Json.read(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        }
        if (batch.size() > 500) {
            answer(exchange, 413, "{\"detail\":\"More than 500 events\"}");
            return;
        }
        batches.add(batch.size());
        int answered = fault == Fault.HALF_OF_THE_RESULTS ? batch.size() / 2 : batch.size();
        for (int i = 0; i < answered; i++) {
            results.add(store(i, Json.object(batch.get(i), "event")));
        }
        if (fault != Fault.ANSWER_LOST) {
            answer(exchange, 202, "{\"results\":" + Json.write(results) + "}");
        }
    }

    private Map<String, Object> store(int index, Map<String, Object> event) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("index", index);
        result.put("id", Json.string(event, "id"));
        if (Json.string(Json.object(event, "data"), "label", "").equals("poison")) {
            result.put("status", "rejected");
            result.put("code", "label-unknown");
            result.put("detail", "No such label: poison");
            return result;
        }
        result.put("status", "accepted");
        String text = Json.write(event);
        String before = events.put(Json.string(event, "source") + " " + Json.string(event, "id"), text);
        conflicts += before == null || before.equals(text) ? 0 : 1;
        return result;
    }

    private synchronized void update(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        if (live.isEmpty() || query.contains("current=" + live + "&")) {
            answer(exchange, 204, "");
            return;
        }
        byte[] zip = versions.get(live);
        String sha256 = Files.sha256(zip);
        answer(
                exchange,
                200,
                "{\"model\":\"garments\",\"version\":\"" + live + "\",\"release\":" + release
                        + ",\"url\":\"/models/garments/" + live + "/garments-" + live + "-" + sha256
                        + ".zip\",\"sha256\":\"" + sha256 + "\",\"bytes\":" + zip.length + "}");
    }

    private void bundle(HttpExchange exchange) throws IOException {
        Fault fault;
        byte[] zip;
        String range = String.valueOf(exchange.getRequestHeaders().getFirst("Range"));
        synchronized (this) {
            fault = faults.poll();
            zip = versions.get(exchange.getRequestURI().getPath().split("/", -1)[3])
                    .clone();
            ranges.add(range);
        }
        int from = 0;
        if (range.startsWith("bytes=") && fault != Fault.RANGE_IGNORED) {
            from = Integer.parseInt(range.substring(6, range.length() - 1));
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (zip.length - 1) + "/" + zip.length);
        }
        if (fault == Fault.FLIPPED) {
            zip[zip.length / 2] ^= 1;
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, zip.length - from);
        int bytes = fault == Fault.TORN ? (zip.length - from) / 2 : zip.length - from;
        exchange.getResponseBody().write(zip, from, bytes);
        exchange.getResponseBody().flush();
    }

    private synchronized void models(HttpExchange exchange, String path, byte[] body) throws IOException {
        String method = exchange.getRequestMethod();
        String[] parts = path.split("/", -1);
        if (parts.length == 4) {
            answer(exchange, method.equals("PUT") ? 201 : 404, "{}");
        } else if (path.endsWith("policy")) {
            answer(exchange, 200, "{\"revision\":0}");
        } else if (path.endsWith("/pictures")) {
            answer(exchange, 200, "{\"added\":1,\"known\":0}");
        } else if (path.endsWith("/promote")) {
            promote(parts[5]);
            answer(exchange, 200, "{}");
        } else if (method.equals("POST")) {
            candidate("1", body);
            answer(exchange, 201, "{\"version\":\"1\"}");
        } else if (parts.length == 6) {
            boolean known = stages.containsKey(parts[5]);
            answer(exchange, known ? 200 : 404, "{\"stage\":\"" + stage(parts[5]) + "\"}");
        } else {
            List<Object> list = new ArrayList<>();
            stages.forEach((v, stage) -> list.add(Map.of("version", v, "stage", stage, "promotable", true)));
            answer(exchange, 200, Json.write(list));
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
