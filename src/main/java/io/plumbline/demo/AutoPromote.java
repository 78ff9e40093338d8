package io.plumbline.demo;

import io.plumbline.client.Server;
import io.plumbline.client.json.Json;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/** Plays the release manager who promotes every candidate that passed all gates. For one thread. */
final class AutoPromote {
    private final Logger log = System.getLogger("io.plumbline.demo");
    private final Server manager;
    private final String model;

    AutoPromote(Server manager, String model) {
        this.manager = manager;
        this.model = model;
    }

    /**
     * Looks once.
     *
     * @throws IOException if the server is away or refuses
     */
    void look() throws IOException {
        String versions = "/v1/models/" + model + "/versions";
        Server.Reply reply = manager.get(versions);
        if (!reply.ok()) {
            throw new IOException("HTTP " + reply.status() + " for the versions of " + model);
        }
        for (Object item : items(Json.read(reply.text()))) {
            Map<String, Object> version = Json.object(item, "version");
            boolean passed = Boolean.TRUE.equals(version.get("promotable"));
            if (passed && Json.string(version, "stage").equals("candidate")) {
                String name = Json.string(version, "version");
                Map<String, Object> why = Map.of("reason", "All gates passed; the demonstration promotes by itself");
                if (manager.sendJson("POST", versions + "/" + name + "/promote", why)
                        .ok()) {
                    log.log(Level.INFO, "Promoted {0} {1}: all its gates passed", model, name);
                    // The newest one; what is older was proven against a champion that is none any more.
                    return;
                }
            }
        }
    }

    /** The list itself, or the list in a page of one. */
    private static List<?> items(Object answer) throws Json.Malformed {
        if (answer instanceof List<?> list) {
            return list;
        }
        for (Object value : Json.object(answer, "versions").values()) {
            if (value instanceof List<?> list) {
                return list;
            }
        }
        return List.of();
    }
}
