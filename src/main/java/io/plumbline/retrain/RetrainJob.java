package io.plumbline.retrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.Pixels;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.JobHandler;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewVersion;
import io.plumbline.retrain.Snapshots.Frozen;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.store.Blob;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The retraining of a model: snapshot → embeddings → new last layer → bundle → gates → candidate. */
@ApplicationScoped
class RetrainJob implements JobHandler {
    private static final double READ = 0.1;
    private static final double TRAINED = 0.8;

    private final Models models;
    private final Blobs blobs;
    private final Snapshots snapshots;
    private final LastLayer lastLayer;
    private final Gates gates;
    private final RetrainConfig config;
    private final ObjectMapper json;

    RetrainJob(
            Models models,
            Blobs blobs,
            Snapshots snapshots,
            LastLayer lastLayer,
            Gates gates,
            RetrainConfig config,
            ObjectMapper json) {
        this.models = models;
        this.blobs = blobs;
        this.snapshots = snapshots;
        this.lastLayer = lastLayer;
        this.gates = gates;
        this.config = config;
        this.json = json;
    }

    @Override
    public String kind() {
        return Retrainings.KIND;
    }

    @Override
    public String run(JobContext context) throws IOException {
        Job job = context.job();
        String model = job.model().orElseThrow(() -> Rejection.invalid("no-model", "Retraining needs a model."));
        String origin = "job:" + job.id();
        Optional<ModelVersion> done = models.versions(model).stream()
                .filter(v -> v.origin().equals(origin))
                .findFirst();
        if (done.isPresent()) {
            // It died after its last step: what it made is there.
            return result(done.get());
        }
        ModelVersion live = models.live(model)
                .orElseThrow(() -> Rejection.conflict("nothing-live", "Model " + model + " has no live version."));
        Bundle champion = bundle(live);
        context.progress(0, "Freezing the labelled pictures");
        List<Frozen> frozen = snapshots.freeze(
                job.id(), model, live.version(), RetrainOrder.of(job.payload()).judgeSince());
        Material material = read(context, frozen, champion);
        context.log(material.sentence());
        Challenger challenger = lastLayer.retrain(
                champion,
                material.pictures(),
                config.seed(),
                progress -> context.progress(
                        READ + (TRAINED - READ) * progress.fraction(),
                        String.format(
                                Locale.ROOT,
                                "Training the last layer: epoch %d of %d, loss %.4f, accuracy %.3f",
                                progress.epoch(),
                                progress.epochs(),
                                progress.loss(),
                                progress.accuracy())));
        context.progress(TRAINED, "Asking the gates");
        return result(judge(context, live, material, challenger, origin));
    }

    private Bundle bundle(ModelVersion version) {
        Blob blob = blobs.get(version.sha256())
                .orElseThrow(() -> new IllegalStateException("The bundle " + version.sha256() + " is gone"));
        return Bundles.read(blob.bytes());
    }

    /**
     * What is learnt from and judged by.
     *
     * @param pictures all pictures; those to judge by in the order of {@code testOrigins}
     * @param testOrigins how the labels of the pictures to judge by came about
     */
    private record Material(List<TrainingPicture> pictures, List<Origin> testOrigins, String sentence) {}

    private static Material read(JobContext context, List<Frozen> frozen, Bundle champion) {
        List<String> labels = champion.definition().labels();
        List<TrainingPicture> pictures = new ArrayList<>(frozen.size());
        List<Origin> testOrigins = new ArrayList<>();
        int unusable = 0;
        for (int i = 0; i < frozen.size(); i++) {
            Frozen picture = frozen.get(i);
            int label = labels.indexOf(picture.label());
            Optional<float[]> input = label < 0 ? Optional.empty() : input(picture, champion);
            if (input.isEmpty()) {
                unusable++;
                continue;
            }
            pictures.add(new TrainingPicture(input.get(), label, (float) picture.weight(), picture.split()));
            if (picture.split() == Split.TEST) {
                testOrigins.add(picture.origin());
            }
            if (i % 200 == 0) {
                context.progress(READ * i / frozen.size(), "Reading picture " + i + " of " + frozen.size());
            }
        }
        long audited = testOrigins.stream().filter(o -> o == Origin.AUDIT).count();
        String sentence = String.format(
                Locale.ROOT,
                "%,d pictures to learn from; to judge by %,d audited ones and %,d reference ones from other devices;"
                        + " %,d left out (unreadable, or of a class that the model does not know).",
                pictures.size() - testOrigins.size(),
                audited,
                testOrigins.size() - audited,
                unusable);
        if (audited == 0) {
            throw Rejection.conflict("nothing-to-judge-by", "Cannot retrain: " + sentence);
        }
        return new Material(pictures, testOrigins, sentence);
    }

    private static Optional<float[]> input(Frozen picture, Bundle champion) {
        try {
            return Optional.of(Pixels.of(picture.bytes(), champion.definition().input()));
        } catch (Rejection e) {
            return Optional.empty();
        }
    }

    private ModelVersion judge(
            JobContext context, ModelVersion live, Material material, Challenger challenger, String origin)
            throws IOException {
        Gates.Comparison field = part(material, challenger, Origin.AUDIT);
        Gates.Comparison reference = part(material, challenger, Origin.REFERENCE);
        List<GateVerdict> verdicts = new ArrayList<>(gates.compare(field, reference));
        String version = models.nextVersion(live.model());
        Bundle made = challenger.bundle(
                version,
                // The audit arm is what the field looks like: it alone is what this version promises.
                field.challenger()
                        .reference(field.truth(), challenger.base().definition().labels()),
                card(live, material, challenger, verdicts));
        verdicts.addAll(gates.examine(challenger.base(), made, challenger.inputs()));
        verdicts.forEach(v -> context.log(v.gate() + " " + v.outcome() + ": " + v.summary()));
        context.checkCancelled();
        blobs.put(made.bytes(), "application/zip");
        JsonNode validation = json.readTree(made.definition().toJson()).path("validation");
        return models.addCandidate(
                new NewVersion(
                        live.model(),
                        version,
                        made.sha256(),
                        made.bytes().length,
                        made.definition().labels(),
                        validation.toString(),
                        live.version(),
                        origin,
                        verdicts),
                origin);
    }

    private static Gates.Comparison part(Material material, Challenger challenger, Origin origin) {
        int[] indices = java.util.stream.IntStream.range(0, challenger.truth().length)
                .filter(i -> material.testOrigins().get(i) == origin)
                .toArray();
        int[] truth =
                java.util.Arrays.stream(indices).map(i -> challenger.truth()[i]).toArray();
        return new Gates.Comparison(
                truth,
                challenger.championSaid().pick(indices),
                challenger.challengerSaid().pick(indices));
    }

    private static ModelCard card(
            ModelVersion live, Material material, Challenger challenger, List<GateVerdict> verdicts) {
        return new ModelCard(
                "Version " + live.version() + " with a new last layer; the backbone is the same, bit for bit.",
                material.sentence(),
                String.format(
                        Locale.ROOT,
                        "Logits divided by the temperature %.3f, fitted on pictures set aside; folded into the"
                                + " weights.",
                        challenger.temperature()),
                verdicts.stream()
                        .map(v -> v.gate() + " " + v.outcome() + ": " + v.summary())
                        .toList());
    }

    private String result(ModelVersion version) {
        try {
            return json.writeValueAsString(Map.of(
                    "version", version.version(),
                    "promotable", version.allGatesPassed(),
                    "gates",
                            version.verdicts().stream()
                                    .map(v -> v.gate() + " " + v.outcome())
                                    .toList()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A result can be written: " + version.version(), e);
        }
    }
}
