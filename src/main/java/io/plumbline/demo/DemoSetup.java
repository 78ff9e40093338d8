package io.plumbline.demo;

import io.plumbline.client.model.ModelBundle;
import io.plumbline.client.Server;
import io.plumbline.client.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Brings the model into a fresh Plumbline, by HTTP. Every step may be repeated, so that a kill at any moment only means
 * to begin again.
 */
final class DemoSetup {
    static final String FIRST_BUNDLE = "/demo/garments-1.zip";
    private static final String REFERENCE_IMAGES = "/demo/reference-images-idx3-ubyte.gz";
    private static final String REFERENCE_LABELS = "/demo/reference-labels-idx1-ubyte.gz";

    private final Server manager;
    private final String model;
    private final Path folder;

    /**
     * @param manager a server with a token that may register, upload and promote
     * @param folder of the demo
     */
    DemoSetup(Server manager, String model, Path folder) {
        this.manager = manager;
        this.model = model;
        this.folder = folder;
    }

    /**
     * Registers the model, uploads its first version and the reference pictures, promotes it.
     *
     * @throws IOException if the server is away or refuses; call again
     */
    void run() throws IOException {
        byte[] zip;
        try (InputStream in = Pictures.open(FIRST_BUNDLE)) {
            zip = in.readAllBytes();
        }
        Path file = folder.resolve("first-bundle.zip");
        Files.write(file, zip);
        ModelBundle bundle = ModelBundle.open(file.toFile());
        register();
        readLabelsAtOnce();
        retrainAtOnce();
        String versions = "/v1/models/" + model + "/versions";
        Server.Reply version = manager.get(versions + "/" + bundle.version());
        if (version.status() == 404) {
            Server.Reply uploaded = manager.send("POST", versions, Map.of("Content-Type", "application/zip"), zip);
            if (uploaded.status() != 409) {
                require(uploaded, "upload the first version");
            }
            version = manager.get(versions + "/" + bundle.version());
        }
        require(version, "find the first version");
        uploadPictures(bundle.labels());
        if (Json.string(Json.readObject(version.text()), "stage").equals("candidate")) {
            Map<String, Object> why = Map.of("reason", "First version of the demonstration");
            require(
                    manager.sendJson("POST", versions + "/" + bundle.version() + "/promote", why),
                    "promote the first version");
        }
    }

    private void register() throws IOException {
        if (manager.get("/v1/models/" + model).ok()) {
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", "Garments");
        body.put("task", "classification");
        body.put("segments", List.of("device", "os", "app"));
        require(manager.sendJson("PUT", "/v1/models/" + model, body), "register the model");
    }

    /** The demonstration's owners answer within moments, so that nothing is gained by waiting for them. */
    private void readLabelsAtOnce() throws IOException {
        String path = "/v1/models/" + model + "/policy";
        Server.Reply policy = manager.get(path);
        require(policy, "find the policy");
        if (Json.whole(Json.readObject(policy.text()), "revision") == 0) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("maturity", "PT0S");
            body.put("reason", "The owners of the demonstration answer at once");
            require(manager.sendJson("PUT", path, body), "set the policy");
        }
    }

    /** What takes weeks in the field takes minutes here: a retraining that proved nothing is not cooled down from for hours. */
    private void retrainAtOnce() throws IOException {
        String path = "/v1/models/" + model + "/retrain-policy";
        Server.Reply policy = manager.get(path);
        require(policy, "find the retraining policy");
        if (Json.whole(Json.readObject(policy.text()), "revision") == 0) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("cooldown", "PT0S");
            body.put("reason", "A demonstration has no weeks");
            require(manager.sendJson("PUT", path, body), "set the retraining policy");
        }
    }

    private void uploadPictures(List<String> labels) throws IOException {
        Path done = folder.resolve("reference-pictures.done");
        if (Files.exists(done)) {
            return;
        }
        byte[] zip = zipped(Pictures.resource(REFERENCE_IMAGES, REFERENCE_LABELS), labels);
        Server.Reply reply = manager.send(
                "POST", "/v1/models/" + model + "/pictures", Map.of("Content-Type", "application/zip"), zip);
        require(reply, "upload the reference pictures");
        Files.writeString(done, reply.text(), StandardCharsets.UTF_8);
    }

    /** One folder a class, one PNG a picture. */
    static byte[] zipped(Pictures pictures, List<String> labels) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < pictures.size(); i++) {
                zip.putNextEntry(new ZipEntry(labels.get(pictures.label(i)) + "/" + i + ".png"));
                zip.write(Png.grey(pictures.grey(i), pictures.width()));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static void require(Server.Reply reply, String what) throws IOException {
        if (!reply.ok()) {
            throw new IOException("Could not " + what + ": HTTP " + reply.status() + " " + reply.text());
        }
    }
}
