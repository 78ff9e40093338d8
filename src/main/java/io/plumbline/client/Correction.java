package io.plumbline.client;

import io.plumbline.client.json.Json;
import io.plumbline.client.model.Classification;
import io.plumbline.client.model.Mask;
import io.plumbline.client.model.Segmentation;
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
        Map<String, Object> said = new LinkedHashMap<String, Object>();
        if (prediction.result() instanceof Classification) {
            said.put("predicted", ((Classification) prediction.result()).label());
        }
        said.put("confidence", prediction.result().confidence());
        said.put("corrected", corrected);
        return of(prediction, said, actor, ids);
    }

    /**
     * A correction of a segmenter, with a fresh id and the present time: how far its mask and the right one agree, by their
     * intersection over union. A right mask that agrees wholly is a confirmation.
     *
     * @param prediction what it is about
     * @param right which pixels are right, of the picture as it was before it was scaled for the model
     * @param sha256 address of the right mask as a picture, uploaded or about to be: 64 hexadecimal digits; empty if it stays on
     *     the device
     * @param actor who said so, for instance "user"
     * @param ids of the device
     * @throws IllegalArgumentException if the prediction is no segmenter's, or the mask is of another size
     */
    public static Correction of(Prediction prediction, Mask right, String sha256, String actor, EventIds ids) {
        if (!(prediction.result() instanceof Segmentation)) {
            throw new IllegalArgumentException(
                    "A mask corrects what a segmenter said, not a class: " + prediction.result());
        }
        Map<String, Object> said = new LinkedHashMap<String, Object>();
        said.put("confidence", prediction.result().confidence());
        said.put("iou", ((Segmentation) prediction.result()).mask().iou(right));
        if (!sha256.isEmpty()) {
            said.put("mask", "sha256:" + sha256);
        }
        return of(prediction, said, actor, ids);
    }

    private static Correction of(Prediction prediction, Map<String, Object> said, String actor, EventIds ids) {
        String id = ids.next();
        Map<String, Object> about = new LinkedHashMap<String, Object>();
        about.put("source", prediction.source());
        about.put("id", prediction.id());
        Map<String, Object> data = new LinkedHashMap<String, Object>();
        data.put("prediction", about);
        data.put("model", prediction.model());
        data.put("version", prediction.version());
        data.putAll(said);
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
