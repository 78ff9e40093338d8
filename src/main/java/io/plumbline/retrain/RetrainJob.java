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
import io.plumbline.retrain.gate.CardNotes;
import io.plumbline.retrain.gate.Judging;
import io.plumbline.stats.Reference;
import io.plumbline.store.Blob;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The retraining of a model: snapshot → embeddings → new last layer → bundle → gates → candidate. */
@ApplicationScoped
class RetrainJob implements JobHandler {
    private static final double READ = 0.1;
    private static final double TRAINED = 0.8;

    private final Models models;
    private final Blobs blobs;
    private final Snapshots snapshots;
    private final LastLayer lastLayer;
    private final Judge judge;
    private final RetrainConfig config;
    private final ObjectMapper json;

    RetrainJob(
            Models models,
            Blobs blobs,
            Snapshots snapshots,
            LastLayer lastLayer,
            Judge judge,
            RetrainConfig config,
            ObjectMapper json) {
        this.models = models;
        this.blobs = blobs;
        this.snapshots = snapshots;
        this.lastLayer = lastLayer;
        this.judge = judge;
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
     * @param pictures all pictures; those to judge by in the order of {@code test}
     * @param test the pictures to judge by
     */
    private record Material(List<TrainingPicture> pictures, List<Frozen> test, String sentence) {}

    private static Material read(JobContext context, List<Frozen> frozen, Bundle champion) {
        List<String> labels = champion.definition().labels();
        List<TrainingPicture> pictures = new ArrayList<>(frozen.size());
        List<Frozen> test = new ArrayList<>();
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
                test.add(picture);
            }
            if (i % 200 == 0) {
                context.progress(READ * i / frozen.size(), "Reading picture " + i + " of " + frozen.size());
            }
        }
        long audited =
                test.stream().filter(p -> p.origin() == Origin.AUDIT).count();
        String sentence = String.format(
                Locale.ROOT,
                "%,d pictures to learn from; to judge by %,d audited ones and %,d reference ones from other devices;"
                        + " %,d left out (unreadable, or of a class that the model does not know).",
                pictures.size() - test.size(),
                audited,
                test.size() - audited,
                unusable);
        if (audited == 0) {
            throw Rejection.conflict("nothing-to-judge-by", "Cannot retrain: " + sentence);
        }
        return new Material(pictures, test, sentence);
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
        Judging judging = judge.judging(live, material.test(), challenger);
        List<GateVerdict> verdicts = new ArrayList<>(judge.gates().compare(judging));
        String version = models.nextVersion(live.model());
        Bundle made = challenger.bundle(
                version,
                // The audit arm is what the field looks like: it alone is what this version promises.
                audited(material, challenger),
                card(live, material, challenger, verdicts));
        verdicts.addAll(judge.gates().examine(Optional.of(challenger.base()), made));
        verdicts.forEach(v -> context.log(v.gate() + " " + v.outcome() + ": " + v.summary()));
        context.checkCancelled();
        judge.keep(context.job().id(), version, judging, verdicts);
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

    private static Reference audited(Material material, Challenger challenger) {
        int[] indices = IntStream.range(0, challenger.truth().length)
                .filter(i -> material.test().get(i).origin() == Origin.AUDIT)
                .toArray();
        int[] truth = IntStream.of(indices).map(i -> challenger.truth()[i]).toArray();
        return challenger
                .challengerSaid()
                .pick(indices)
                .reference(truth, challenger.base().definition().labels());
    }

    private static ModelCard card(
            ModelVersion live, Material material, Challenger challenger, List<GateVerdict> verdicts) {
        return CardNotes.card(
                "Version " + live.version() + " with a new last layer; the backbone is the same, bit for bit.",
                material.sentence(),
                String.format(
                        Locale.ROOT,
                        "Logits divided by the temperature %.3f, fitted on pictures set aside; folded into the"
                                + " weights.",
                        challenger.temperature()),
                verdicts);
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
