package io.plumbline.client;

import io.plumbline.client.json.Json;
import io.plumbline.client.model.Classification;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a person said about a prediction, as the event {@code io.plumbline.correction.v1}. Immutable. */
public final class Correction {
    /** Type of the CloudEvent. */
    public static final String TYPE = "io.plumbline.correction.v1";

    private final String json;
    private final String id;

    private Correction(String id, String json) {
        this.id = id;
        this.json = json;
    }

    /**
     * A correction, with a fresh id and the present time. If the prediction belongs to the audit arm, so does its
     * correction.
     *
     * @param prediction what it is about
     * @param corrected the right label; equal to the predicted one it is a confirmation
     * @param actor who said so, for instance "user"
     * @param ids of the device
     */
    public static Correction of(Prediction prediction, String corrected, String actor, EventIds ids) {
        String id = ids.next();
        Map<String, Object> about = new LinkedHashMap<String, Object>();
        about.put("source", prediction.source());
        about.put("id", prediction.id());
        Map<String, Object> data = new LinkedHashMap<String, Object>();
        data.put("prediction", about);
        data.put("model", prediction.model());
        data.put("version", prediction.version());
        if (prediction.result() instanceof Classification) {
            data.put("predicted", ((Classification) prediction.result()).label());
        }
        data.put("confidence", prediction.result().confidence());
        data.put("corrected", corrected);
        data.put("actor", actor);
        if (prediction.audited()) {
            data.put("audit", Prediction.auditOf(prediction.propensity()));
        }
        Map<String, Object> event = Prediction.envelope(TYPE, prediction.source(), id, ids.now());
        event.put("data", data);
        return new Correction(id, Json.write(event));
    }

    /** Identity within the source. */
    public String id() {
        return id;
    }

    /** The CloudEvent, on one line. */
    public String toJson() {
        return json;
    }
}
