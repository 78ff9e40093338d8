package io.plumbline.load;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * One record of the traffic.
 *
 * @param origin index at which these bytes were first sent; smaller than the record's own for a duplicate
 * @param event what it says
 * @param json its bytes as text
 */
public record Sent(long origin, Event event, String json) {
    /** What a record says. */
    public sealed interface Event {
        /** Device that sends it; the key of the record. */
        String source();
    }

    /** A prediction; {@code confidence} in ten-thousandths. */
    public record Predicted(
            String source,
            String id,
            Instant time,
            String version,
            String label,
            int confidence,
            boolean audited,
            Map<String, String> segment)
            implements Event {}

    /** A correction of the prediction that has the origin {@code of}. */
    public record Corrected(String source, String id, Instant time, long of, String label) implements Event {}

    /** Nothing that can be taken. */
    public record Malformed(String source) implements Event {}

    /** The bytes. */
    public byte[] bytes() {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
