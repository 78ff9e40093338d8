package io.plumbline.lifecycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.kernel.Change;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Writes what happened as a CloudEvent 1.0 in JSON. */
@ApplicationScoped
public class EventWriter {
    /** Type of the event that a test of a webhook sends. */
    static final String TEST = "io.plumbline.webhook.tested.v1";

    private static final String SOURCE = "/plumbline";

    private final ObjectMapper json;

    public EventWriter(ObjectMapper json) {
        this.json = json;
    }

    LifecycleEvent of(Change change, UUID id, Instant at) {
        String model = change.model().orElse("");
        String subject = model + change.version().map(version -> "/" + version).orElse("");
        Map<String, Object> data = new LinkedHashMap<>();
        change.model().ifPresent(name -> data.put("model", name));
        change.version().ifPresent(version -> data.put("version", version));
        data.put("what", change.what().word());
        data.put("detail", change.detail());
        data.put("actor", change.actor());
        data.putAll(change.facts());
        String source = model.isEmpty() ? SOURCE : "/models/" + model;
        return new LifecycleEvent(
                id,
                change.what().type(),
                model,
                subject,
                envelope(id, at, change.what().type(), source, subject, data));
    }

    /** The event that is sent to try a webhook out. */
    LifecycleEvent test(Webhook webhook, String actor, UUID id, Instant at) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("what", "webhook-tested");
        data.put("detail", "This is a test of the webhook '" + webhook.name() + "'; nothing has happened.");
        data.put("actor", actor);
        return new LifecycleEvent(id, TEST, "", "", envelope(id, at, TEST, SOURCE, "", data));
    }

    private String envelope(UUID id, Instant at, String type, String source, String subject, Map<String, ?> data) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("specversion", "1.0");
        event.put("type", type);
        event.put("source", source);
        event.put("id", id.toString());
        event.put("time", at.toString());
        if (!subject.isEmpty()) {
            event.put("subject", subject);
        }
        event.put("datacontenttype", "application/json");
        event.put("data", data);
        try {
            return json.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event can be written: " + event, e);
        }
    }
}
