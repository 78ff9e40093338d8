package io.plumbline.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.retrain.work.TrainerName;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command {@code retrain}: asks a server for a retraining, and says which job it is. */
public final class RetrainModel {
    private static final String TOKEN = "PLUMBLINE_TOKEN";
    private static final String USAGE =
            "Usage: retrain --model <name> [--trainer <trainer>] [--without <class>,<class>] [--snapshot <id>]"
                    + " [--seed <number>] [--server <address>] [--token <token>]\n"
                    + "  --model    a model with a live version and labelled pictures\n"
                    + "  --trainer  " + String.join(" or ", TrainerName.words()) + "; default last-layer\n"
                    + "  --without  classes that the new version shall not have\n"
                    + "  --snapshot what is learnt from and judged by; default all labelled pictures, frozen anew\n"
                    + "  --seed     of everything random in the training\n"
                    + "  --server   default http://127.0.0.1:8080\n"
                    + "  --token    of a scientist; default what " + TOKEN + " says in the environment";
    private static final List<String> OPTIONS =
            List.of("--model", "--trainer", "--without", "--snapshot", "--seed", "--server", "--token");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RetrainModel() {}

    /** Runs the command. */
    static int run(List<String> args) throws IOException {
        return run(args, System.out, System.err);
    }

    /**
     * Runs the command.
     *
     * @param args options without the command's own name
     * @return exit status: 0, 2 for wrong options, 1 if the server refuses
     * @throws IOException if the server does not answer
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.size(); i += 2) {
            options.put(args.get(i), args.get(i + 1));
        }
        Optional<String> token = Optional.ofNullable(options.getOrDefault("--token", System.getenv(TOKEN)));
        boolean known = OPTIONS.containsAll(options.keySet());
        if (args.size() % 2 != 0 || !known || !options.containsKey("--model") || token.isEmpty()) {
            err.println(USAGE);
            return Commands.MISUSED;
        }
        String server =
                options.getOrDefault("--server", "http://127.0.0.1:8080").replaceAll("/+$", "");
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(server + path(options)))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token.get())
                .header("Accept", "application/json")
                .POST(BodyPublishers.noBody())
                .build());
        JsonNode said = JSON.readTree(answer.body());
        if (answer.statusCode() >= 300) {
            err.println("Refused: " + said.path("detail").asText("status " + answer.statusCode()));
            return 1;
        }
        String job = said.path("id").asText();
        out.println("Job " + job + " is queued: " + server + "/jobs/" + job);
        return 0;
    }

    private static String path(Map<String, String> options) {
        List<String> without = List.of(options.getOrDefault("--without", "").split(",", -1));
        return "/v1/models/" + encoded(options.getOrDefault("--model", "")) + "/retrain?trainer="
                + encoded(options.getOrDefault("--trainer", TrainerName.LAST_LAYER.word()))
                + without.stream()
                        .filter(label -> !label.isBlank())
                        .map(label -> "&without=" + encoded(label.strip()))
                        .collect(Collectors.joining())
                + Stream.of("snapshot", "seed")
                        .filter(name -> options.containsKey("--" + name))
                        .map(name -> "&" + name + "=" + encoded(options.getOrDefault("--" + name, "")))
                        .collect(Collectors.joining());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
