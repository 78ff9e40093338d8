package io.plumbline.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** Segments as they are stored with pictures: a JSON object of texts. */
public final class SegmentJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> SEGMENT = new TypeReference<>() {};

    private SegmentJson() {}

    /** The text of a segment. */
    public static String write(Map<String, String> segment) {
        try {
            return JSON.writeValueAsString(segment);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A segment of texts can be written: " + segment, e);
        }
    }

    /** The segment of a text. */
    public static Map<String, String> read(String text) {
        try {
            return JSON.readValue(text, SEGMENT);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored segment cannot be read: " + text, e);
        }
    }
}
