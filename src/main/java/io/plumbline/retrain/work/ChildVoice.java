package io.plumbline.retrain.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a training says to its parent: a JSON object a line on standard output. Checkpoints go through the folder. */
public final class ChildVoice implements TrainingListener {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final WorkFolder folder;
    private final PrintStream out;

    /** @param out the child's real standard output */
    public ChildVoice(WorkFolder folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    @Override
    public void progress(double fraction, String message) {
        say(Map.of("say", "progress", "fraction", fraction, "message", message));
    }

    @Override
    public void log(String line) {
        say(Map.of("say", "log", "line", line));
    }

    @Override
    public void point(int step, Map<String, Double> values) {
        Map<String, Double> finite = new LinkedHashMap<>(values);
        finite.values().removeIf(value -> !Double.isFinite(value));
        say(Map.of("say", "point", "step", step, "values", finite));
    }

    @Override
    public void checkpoint(String name, byte[] content) {
        try {
            folder.keep(name, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        say(Map.of("say", "checkpoint", "name", name));
    }

    /** The last word: why it ends without outputs, though nothing broke. */
    public void refuse(String reason) {
        say(Map.of("say", "refused", "reason", reason));
    }

    private synchronized void say(Map<String, ?> words) {
        try {
            out.println(JSON.writeValueAsString(words));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Words can be written: " + words, e);
        }
    }

    /** Thrown where a child said that its inputs will never do. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason);
        }
    }

    /** Hands on what a child said; a line that is none of ours is left alone. */
    static void pass(String line, WorkFolder folder, TrainingListener to) throws IOException, Refused {
        JsonNode words;
        try {
            words = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return;
        }
        switch (words.path("say").asText()) {
            case "progress" ->
                to.progress(
                        words.path("fraction").asDouble(), words.path("message").asText());
            case "log" -> to.log(words.path("line").asText());
            case "point" -> {
                Map<String, Double> values = new HashMap<>();
                words.path("values")
                        .properties()
                        .forEach(e -> values.put(e.getKey(), e.getValue().asDouble()));
                to.point(words.path("step").asInt(), values);
            }
            case "checkpoint" -> {
                String name = words.path("name").asText();
                to.checkpoint(name, folder.checkpoint(name).orElseThrow());
            }
            case "refused" -> throw new Refused(words.path("reason").asText());
            default -> {}
        }
    }
}
