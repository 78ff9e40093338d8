package io.plumbline.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads CloudEvents 1.0 (JSON event format, batches, and Kafka's binary mode) into checked {@link Event}s. Streaming: no
 * tree is built. Strict about types and ranges, tolerant of fields that it does not know. Safe for many threads.
 */
public final class EventParser {
    /** Largest event, in bytes of JSON. */
    public static final int MAX_EVENT_BYTES = 64 * 1024;

    /** Finds where events end. What is wrong inside of one must not fail the others: no stricter than JSON itself. */
    private static final JsonFactory SPLITTER = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_EVENT_BYTES)
                    .maxNumberLength(MAX_EVENT_BYTES)
                    .maxNameLength(MAX_EVENT_BYTES)
                    .build())
            .build();

    private EventParser() {}

    /** Where one event lies within a batch: {@code length} bytes from {@code offset}. */
    public record Span(int offset, int length) {}

    /**
     * Reads a JSON batch. One bad event fails only itself.
     *
     * @param body a JSON array of objects, in UTF-8
     * @param max most events allowed
     * @return the elements, in order
     * @throws EventRejection if it is no JSON array ("broken-json", "not-a-batch", "not-utf-8") or has more than {@code max}
     *     elements ("too-many-events")
     */
    public static List<BatchItem> parseBatch(byte[] body, int max) throws EventRejection {
        try {
            return batch(new QuickSource(body, 0, body.length), max);
        } catch (QuickBytes.Irregular e) {
            return batchByJackson(body, max);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Goes through the batch once: where an event ends is known when it is read. */
    private static List<BatchItem> batch(QuickSource json, int max) throws IOException, EventRejection {
        List<BatchItem> items = new ArrayList<>();
        json.enterBatch();
        while (json.nextObject()) {
            int start = json.position;
            try {
                EventFields fields = new EventFields();
                fields.readEnvelope(json);
                Span span = new Span(start, json.position - start);
                checkSize(span.length());
                items.add(BatchItem.of(span, EventChecks.check(fields)));
            } catch (EventRejection e) {
                json.skipObject(start);
                Span span = new Span(start, json.position - start);
                items.add(BatchItem.of(span, span.length() > MAX_EVENT_BYTES ? tooLarge(span.length()) : e));
            }
            checkCount(items.size(), max);
        }
        json.end();
        return items;
    }

    /** As {@link #parseBatch}, by what judges all that is not as phones write it. */
    static List<BatchItem> batchByJackson(byte[] body, int max) throws EventRejection {
        return split(body, max).stream().map(span -> item(body, span)).toList();
    }

    /** Reads what holds one event in structured mode, as a batch of one. */
    public static BatchItem parseOne(byte[] body) {
        return item(body, new Span(0, body.length));
    }

    private static BatchItem item(byte[] body, Span span) {
        try {
            return BatchItem.of(span, parse(body, span));
        } catch (EventRejection e) {
            return BatchItem.of(span, e);
        }
    }

    /**
     * Finds the events of a JSON batch without reading into them.
     *
     * @param body a JSON array of objects, in UTF-8
     * @param max most events allowed
     * @return one span an element, in order
     * @throws EventRejection if it is no JSON array of objects ("broken-json", "not-a-batch") or has more than {@code max}
     *     ("too-many-events")
     */
    static List<Span> split(byte[] body, int max) throws EventRejection {
        List<Span> spans = new ArrayList<>();
        // A copy, as in JacksonSource: names do not pile up.
        try (JsonParser json = SPLITTER.copy().createParser(body)) {
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw new EventRejection(
                        "not-a-batch", "A batch is a JSON array of CloudEvents; this body is not one.");
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                int start = (int) json.currentTokenLocation().getByteOffset();
                if (start < 0) {
                    throw new EventRejection("not-utf-8", "The body is not in UTF-8, which JSON is to be sent in.");
                }
                json.skipChildren();
                spans.add(new Span(start, (int) json.currentLocation().getByteOffset() - start));
                checkCount(spans.size(), max);
            }
            expectEnd(json);
            return spans;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /**
     * Reads one event in structured mode.
     *
     * @param bytes holds it, in UTF-8
     * @param span where it lies
     * @throws EventRejection with a code and a sentence, if it cannot be taken
     */
    public static Event parse(byte[] bytes, Span span) throws EventRejection {
        checkSize(span.length());
        try {
            return structured(new QuickSource(bytes, span.offset(), span.length()));
        } catch (QuickBytes.Irregular e) {
            return structuredByJackson(bytes, span);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** As {@link #parse(byte[], Span)}, by what judges all that is not as phones write it. */
    static Event structuredByJackson(byte[] bytes, Span span) throws EventRejection {
        try (JacksonSource json = new JacksonSource(bytes, span.offset(), span.length())) {
            return structured(json);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    static Event structured(JsonSource json) throws IOException, EventRejection {
        if (json.begin() != JsonSource.Kind.OBJECT) {
            throw new EventRejection("not-an-event", "An event is a JSON object; this is not one.");
        }
        EventFields fields = new EventFields();
        fields.readEnvelope(json);
        json.end();
        return EventChecks.check(fields);
    }

    /** Reads one event in structured mode that fills the array. */
    public static Event parse(byte[] bytes) throws EventRejection {
        return parse(bytes, new Span(0, bytes.length));
    }

    /**
     * Reads one event in Kafka's binary mode.
     *
     * @param attributes CloudEvents attributes by name, without the {@code ce_} prefix
     * @param data the data object, in UTF-8
     * @throws EventRejection with a code and a sentence, if it cannot be taken
     */
    public static Event parseBinary(Map<String, String> attributes, byte[] data) throws EventRejection {
        checkSize(data.length);
        EventFields fields = new EventFields();
        fields.readEnvelope(attributes);
        try {
            return binary(fields, new QuickSource(data, 0, data.length));
        } catch (QuickBytes.Irregular e) {
            return binaryByJackson(attributes, data);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** As {@link #parseBinary}, by what judges all that is not as phones write it. */
    static Event binaryByJackson(Map<String, String> attributes, byte[] data) throws EventRejection {
        EventFields fields = new EventFields();
        fields.readEnvelope(attributes);
        try (JacksonSource json = new JacksonSource(data, 0, data.length)) {
            return binary(fields, json);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static Event binary(EventFields fields, JsonSource json) throws IOException, EventRejection {
        if (json.begin() != JsonSource.Kind.OBJECT) {
            throw new EventRejection("not-an-event", "The data of an event is a JSON object; this is not one.");
        }
        fields.readData(json);
        json.end();
        return EventChecks.check(fields);
    }

    private static void checkCount(int count, int max) throws EventRejection {
        if (count > max) {
            throw new EventRejection(
                    "too-many-events", "The batch has more than " + max + " events; send it in parts.");
        }
    }

    private static void checkSize(int length) throws EventRejection {
        if (length > MAX_EVENT_BYTES) {
            throw tooLarge(length);
        }
    }

    private static EventRejection tooLarge(int length) {
        return new EventRejection(
                "event-too-large",
                "The event has " + length + " bytes; at most " + MAX_EVENT_BYTES
                        + " are allowed. Send pictures to /v1/images.");
    }

    private static void expectEnd(JsonParser json) throws IOException, EventRejection {
        if (json.nextToken() != null) {
            throw new EventRejection("broken-json", "Something follows the end of the JSON value.");
        }
    }

    private static EventRejection broken(IOException e) {
        String message = e instanceof com.fasterxml.jackson.core.JacksonException json
                ? json.getOriginalMessage()
                : String.valueOf(e.getMessage());
        EventRejection rejection =
                new EventRejection("broken-json", "This is no valid JSON: " + EventChecks.shorten(message));
        rejection.initCause(e);
        return rejection;
    }
}
