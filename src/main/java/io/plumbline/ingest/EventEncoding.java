package io.plumbline.ingest;

import io.plumbline.event.Correction;
import io.plumbline.event.Prediction;
import io.plumbline.kernel.Sha256;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.JsonText;
import java.util.List;
import java.util.OptionalDouble;

/** Writes events as rows. One thread. */
final class EventEncoding {
    static final String PREDICTION_COLUMNS =
            "source, id, time, window_at, received_at, clock_off, model, version, label, confidence, mask_area, top,"
                    + " segment, stats, latency_ms, propensity, image";
    static final String CORRECTION_COLUMNS =
            "source, id, time, received_at, prediction_source, prediction_id, model, version, predicted, confidence,"
                    + " corrected, actor, propensity, iou, mask";

    private static final int PREDICTION_COLUMN_COUNT = PREDICTION_COLUMNS.split(",").length;
    private static final int CORRECTION_COLUMN_COUNT = CORRECTION_COLUMNS.split(",").length;

    private final JsonText json = new JsonText();

    /** The columns {@link #PREDICTION_COLUMNS}. */
    void prediction(BinaryCopy copy, Received<Prediction> received) {
        Prediction p = received.event();
        copy.row(PREDICTION_COLUMN_COUNT)
                .text(p.eventId().source())
                .text(p.eventId().id())
                .timestamp(p.time())
                .timestamp(received.windowAt())
                .timestamp(received.receivedAt())
                .bool(received.clockOff())
                .text(p.model())
                .text(p.version())
                .text(p.label().orElse(null))
                .float8(p.confidence());
        number(copy, p.maskArea());
        if (p.top().isEmpty()) {
            copy.nothing();
        } else {
            copy.jsonb(candidates(p.top()));
        }
        copy.jsonb(json.object(p.segment())).jsonb(json.object(p.stats()));
        if (p.latencyMs().isPresent()) {
            copy.int4(p.latencyMs().getAsInt());
        } else {
            copy.nothing();
        }
        number(copy, p.propensity());
        copy.text(p.image().map(Sha256::hex).orElse(null));
    }

    /** The columns {@link #CORRECTION_COLUMNS}. */
    void correction(BinaryCopy copy, Received<Correction> received) {
        Correction c = received.event();
        copy.row(CORRECTION_COLUMN_COUNT)
                .text(c.eventId().source())
                .text(c.eventId().id())
                .timestamp(c.time())
                .timestamp(received.receivedAt())
                .text(c.prediction().source())
                .text(c.prediction().id())
                .text(c.model())
                .text(c.version())
                .text(c.predicted().orElse(null));
        number(copy, c.confidence());
        copy.text(c.corrected().orElse(null)).text(c.actor());
        number(copy, c.propensity());
        number(copy, c.iou());
        copy.text(c.mask().map(Sha256::hex).orElse(null));
    }

    private CharSequence candidates(List<Prediction.Candidate> top) {
        json.start('[');
        for (Prediction.Candidate candidate : top) {
            json.begin('{')
                    .member("label", candidate.label())
                    .member("p", candidate.p())
                    .end('}');
        }
        return json.end(']');
    }

    private static void number(BinaryCopy copy, OptionalDouble number) {
        if (number.isPresent()) {
            copy.float8(number.getAsDouble());
        } else {
            copy.nothing();
        }
    }
}
