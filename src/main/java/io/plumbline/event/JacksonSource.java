package io.plumbline.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** JSON as Jackson reads it: whatever there is in JSON, and a sentence for what is none. */
final class JacksonSource extends JsonSource implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // NaN and Infinity are read, so that only the event that holds one is refused, with its name.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final JsonParser json;

    JacksonSource(byte[] bytes, int offset, int length) throws IOException {
        // A copy has a table of names of its own. In a shared one, names that nobody sends again would pile up, to be
        // copied with each event; and what Jackson makes of a byte 0xFF in a name would depend on the events before.
        json = JSON.copy().createParser(bytes, offset, length);
    }

    @Override
    @Nullable
    Kind begin() throws IOException {
        return json.nextToken() == null ? null : kind();
    }

    @Override
    void end() throws IOException, EventRejection {
        if (json.nextToken() != null) {
            throw new EventRejection("broken-json", "Something follows the end of the JSON value.");
        }
    }

    @Override
    void enter() {
        // The next token is the first inside.
    }

    @Override
    @Nullable
    String nextName() throws IOException {
        return json.nextToken() == JsonToken.FIELD_NAME ? json.currentName() : null;
    }

    @Override
    Kind nextValue() throws IOException {
        json.nextToken();
        return kind();
    }

    @Override
    @Nullable
    Kind nextElement() throws IOException {
        return json.nextToken() == JsonToken.END_ARRAY ? null : kind();
    }

    private Kind kind() {
        return switch (json.currentToken()) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            case VALUE_STRING -> Kind.TEXT;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
            case VALUE_NULL -> Kind.NULL;
            default -> Kind.OTHER;
        };
    }

    @Override
    String text() throws IOException {
        return json.getText();
    }

    @Override
    String shared() throws IOException {
        return json.getText();
    }

    @Override
    boolean clean() {
        return false;
    }

    @Override
    double number() throws IOException {
        return json.getDoubleValue();
    }

    @Override
    void skip() throws IOException {
        json.skipChildren();
    }

    @Override
    String describe() throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING
                ? "the text \"" + EventChecks.shorten(json.getText()) + "\""
                : String.valueOf(json.currentToken()).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
