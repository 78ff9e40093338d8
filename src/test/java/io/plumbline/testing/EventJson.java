package io.plumbline.testing;

import java.time.Instant;

/** Events as phones write them. */
public final class EventJson {
    private EventJson() {}

    /**
     * A prediction.
     *
     * @param data further members of its data, without braces; label and confidence are to be among them
     */
    public static String prediction(String model, String source, String id, Instant time, String data) {
        return event("prediction", source, id, time, "\"model\":\"%s\",\"version\":\"1\",%s".formatted(model, data));
    }

    /** A prediction of a coat. */
    public static String coat(String model, String source, String id, Instant time) {
        return prediction(model, source, id, time, "\"label\":\"coat\",\"confidence\":0.75");
    }

    /**
     * A correction.
     *
     * @param of id of the prediction, of the same source
     * @param data further members of its data, without braces; may be empty
     */
    public static String correction(
            String model, String source, String id, Instant time, String of, String corrected, String data) {
        return event(
                "correction",
                source,
                id,
                time,
                "\"prediction\":{\"source\":\"%s\",\"id\":\"%s\"},\"model\":\"%s\",\"version\":\"1\",\"corrected\":\"%s\"%s"
                        .formatted(source, of, model, corrected, data.isEmpty() ? "" : "," + data));
    }

    private static String event(String type, String source, String id, Instant time, String data) {
        return """
                {"specversion":"1.0","type":"io.plumbline.%s.v1","source":"%s","id":"%s","time":"%s","data":{%s}}""".formatted(type, source, id, time, data);
    }
}
