package io.plumbline.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.kernel.Rejection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Verdicts as stored: a JSON array of objects with gate, outcome, summary and evidence. */
final class Verdicts {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<GateVerdict>> LIST = new TypeReference<>() {};

    private Verdicts() {}

    static String toJson(List<GateVerdict> verdicts) {
        try {
            return JSON.writeValueAsString(verdicts);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The evidence holds something that is no JSON: " + verdicts, e);
        }
    }

    static List<GateVerdict> fromJson(String json) {
        try {
            return JSON.readValue(json, LIST);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored verdicts cannot be read: " + json, e);
        }
    }

    /** For the ledger. */
    static String words(List<GateVerdict> verdicts) {
        return verdicts.stream()
                .map(v -> v.gate() + " " + v.outcome().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** Refuses text that PostgreSQL would not take as JSON. */
    static void requireJson(String what, String json) {
        try {
            JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new Rejection(
                    Rejection.Kind.INVALID,
                    what + "-no-json",
                    "The " + what + " is no JSON: " + e.getOriginalMessage(),
                    e);
        }
    }
}
