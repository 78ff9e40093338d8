package io.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.access.Roles;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.SmallBundles;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Consent;
import io.plumbline.picture.NewPicture;
import io.plumbline.picture.Pictures;
import io.plumbline.retrain.djl.BadCamera;
import io.plumbline.retrain.djl.DemoData;
import io.plumbline.retrain.djl.IdxPictures;
import io.plumbline.retrain.djl.WorkFolders;
import io.plumbline.store.Blobs;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import io.plumbline.testing.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The demo's model, live, with labelled pictures of a bad camera in the field: what a retraining needs. */
@Sql
@ApplicationScoped
class Garments {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> LABELS = DemoData.garments().definition().labels();

    private final Calls calls;
    private final Pictures store;
    private final Blobs blobs;
    private final Transactions transactions;
    private final ObjectMapper json;

    /** Of whoever reads, which is often; empty until it is needed. */
    private String reader = "";

    Garments(Calls calls, Pictures store, Blobs blobs, Transactions transactions, ObjectMapper json) {
        this.calls = calls;
        this.store = store;
        this.blobs = blobs;
        this.transactions = transactions;
        this.json = json;
    }

    /** Registers a model, makes its first version live and has pictures audited on many devices. */
    void live(URI base, String model, int pictures) throws IOException {
        live(base, model, bundle(model));
        IdxPictures fleet = DemoData.fleet();
        float[][] inputs = fleet.inputs();
        List<byte[]> shots = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            shots.add(WorkFolders.png(BadCamera.shoot(inputs[i], 28), 28));
            labels.add(LABELS.get(fleet.labels()[i]));
        }
        audited(model, shots, labels);
    }

    /** Registers a model and makes a bundle its first version, live. */
    void live(URI base, String model, byte[] bundle) throws IOException {
        String admin = calls.bearer(Roles.ADMIN);
        ok(send(base, admin, "PUT", "/v1/models/" + model, "{\"title\":\"Garments\",\"segments\":[\"device\"]}"));
        HttpResponse<String> uploaded = calls.send(
                "POST",
                base.resolve("/v1/models/" + model + "/versions"),
                bundle,
                "Authorization",
                admin,
                "Content-Type",
                "application/zip");
        assertThat(uploaded.statusCode()).as(uploaded.body()).isIn(200, 201);
        if (read(uploaded).path("stage").asText().equals("candidate")) {
            ok(send(base, admin, "POST", "/v1/models/" + model + "/versions/1/promote", ""));
        }
    }

    /** Has pictures of the field audited, on many devices. */
    void audited(String model, List<byte[]> pictures, List<String> labels) {
        List<NewPicture> shots = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            shots.add(new NewPicture(pictures.get(i), Consent.TRAINING, "/devices/" + i % 97));
        }
        store.putAll(shots);
        transactions.execute(c -> {
            try (var insert = c.prepareStatement("""
                insert into labelled_picture (model, image, label, source, origin, propensity, taken_at)
                values (?, ?, ?, ?, 'audit', 0.5, now() - interval '1 hour') on conflict do nothing
                """)) {
                for (int i = 0; i < shots.size(); i++) {
                    insert.setString(1, model);
                    insert.setString(2, shots.get(i).name().hex());
                    insert.setString(3, labels.get(i));
                    insert.setString(4, shots.get(i).source());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }

    /** Gives some of a model's pictures another label. */
    void relabel(String model, int pictures, String label) {
        transactions.execute(c -> {
            try (var update = c.prepareStatement("""
                update labelled_picture set label = ? where model = ? and image in (
                    select image from labelled_picture where model = ? order by image limit ?)
                """)) {
                update.setString(1, label);
                update.setString(2, model);
                update.setString(3, model);
                update.setInt(4, pictures);
                update.executeUpdate();
            }
        });
    }

    /** The demo's bundle under another name: each test has a model of its own. */
    private static byte[] bundle(String model) {
        Bundle demo = DemoData.garments();
        ModelDefinition renamed =
                SmallBundles.named(demo.definition(), model, demo.definition().version());
        float[][] samples = DemoData.reference().pick(new int[] {0, 1, 2, 3}).inputs();
        ModelCard card = new ModelCard("The demo's model.", "Fashion-MNIST.", "By temperature.", List.of());
        return BundleBuilder.build(renamed, demo.onnx(), samples, card).bytes();
    }

    /** Asks for a retraining; the id of its job. */
    String retrain(URI base, String model) throws IOException {
        return retrain(base, model, "");
    }

    /** The same with a query. */
    String retrain(URI base, String model, String query) throws IOException {
        return read(ok(send(
                        base, calls.bearer(Roles.SCIENTIST), "POST", "/v1/models/" + model + "/retrain" + query, "")))
                .path("id")
                .asText();
    }

    /** What is stored under a digest. */
    Bundle stored(String sha256) {
        return Bundles.read(blobs.get(new Sha256(sha256)).orElseThrow().bytes());
    }

    /** The bundle of the version that a job made. */
    Bundle made(URI base, JsonNode job) {
        String version = job.path("result").path("version").asText();
        assertThat(version).as(job.toString()).isNotEmpty();
        String path = "/v1/models/" + job.path("model").asText() + "/versions/" + version;
        return stored(get(base, path).path("sha256").asText());
    }

    /** The snapshot that a job learnt from. */
    String snapshot(URI base, JsonNode job) {
        String model = job.path("model").asText();
        String id = job.path("id").asText();
        for (JsonNode snapshot : get(base, "/v1/models/" + model + "/snapshots").path("items")) {
            if (snapshot.path("jobs").toString().contains(id)) {
                return snapshot.path("id").asText();
            }
        }
        throw new AssertionError("No snapshot of job " + id);
    }

    /** Requires that a version is another one again, byte for byte, but for its number. */
    static void requireSame(Bundle made, Bundle remade) {
        String number = made.definition().version();
        assertThat(remade.definition().version()).isNotEqualTo(number);
        ModelDefinition renumbered =
                SmallBundles.named(remade.definition(), remade.definition().name(), number);
        String card = remade.card().replace(title(remade), title(made));
        assertThat(card).isEqualTo(made.card());
        assertThat(renumbered).isEqualTo(made.definition());
        assertThat(Sha256.of(remade.onnx())).isEqualTo(Sha256.of(made.onnx()));
        assertThat(Sha256.of(Bundles.write(renumbered, remade.onnx(), remade.golden(), card)))
                .isEqualTo(made.sha256());
    }

    private static String title(Bundle bundle) {
        return "# " + bundle.definition().name() + " " + bundle.definition().version() + "\n";
    }

    /** The job once it is at its end. */
    JsonNode ended(URI base, String job) throws IOException {
        return ended(base, job, PATIENCE);
    }

    JsonNode ended(URI base, String job, Duration patience) throws IOException {
        Await.until("job " + job + " is at its end", patience, () -> List.of("succeeded", "failed", "cancelled")
                .contains(get(base, "/v1/jobs/" + job).path("state").asText()));
        return get(base, "/v1/jobs/" + job);
    }

    JsonNode get(URI base, String path) {
        try {
            return read(ok(send(base, reader(), "GET", path, "")));
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        }
    }

    private synchronized String reader() {
        if (reader.isEmpty()) {
            reader = calls.bearer(Roles.SCIENTIST);
        }
        return reader;
    }

    long number(String sql) {
        return transactions.run(c -> {
            try (var statement = c.createStatement();
                    var row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    HttpResponse<String> send(URI base, String bearer, String method, String path, String body) {
        return calls.send(
                method,
                base.resolve(path),
                body.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                bearer,
                "Content-Type",
                "application/json");
    }

    JsonNode read(HttpResponse<String> answer) throws IOException {
        return json.readTree(answer.body());
    }

    private static HttpResponse<String> ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer;
    }
}
