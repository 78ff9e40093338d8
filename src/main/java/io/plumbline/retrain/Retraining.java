package io.plumbline.retrain;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Golden;
import io.plumbline.bundle.ModelCard;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.onnx.Weights;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewVersion;
import io.plumbline.retrain.Snapshots.Frozen;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.gate.CardNotes;
import io.plumbline.retrain.gate.Judging;
import io.plumbline.retrain.work.EmbeddingFile;
import io.plumbline.retrain.work.Judged;
import io.plumbline.retrain.work.TrainerName;
import io.plumbline.retrain.work.TrainingFailed;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.TrainingResult;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import io.plumbline.stats.Reference;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What of a retraining needs the database: the snapshot before the training, gates and candidate after it. */
@ApplicationScoped
class Retraining {
    /** Share of the work that is done when the gates are asked. */
    static final double TRAINED = 0.95;

    private final Models models;
    private final Blobs blobs;
    private final Versions versions;
    private final Snapshots snapshots;
    private final Embeddings embeddings;
    private final Judge judge;
    private final RetrainConfig config;

    Retraining(
            Models models,
            Blobs blobs,
            Versions versions,
            Snapshots snapshots,
            Embeddings embeddings,
            Judge judge,
            RetrainConfig config) {
        this.models = models;
        this.blobs = blobs;
        this.versions = versions;
        this.snapshots = snapshots;
        this.embeddings = embeddings;
        this.judge = judge;
        this.config = config;
    }

    /**
     * What is learnt from and judged by.
     *
     * @param seed of everything random in the training
     * @param backbone digest of what stays of the champion; empty if nothing does
     */
    record Prepared(
            ModelVersion champion,
            Bundle bundle,
            TrainerName trainer,
            long seed,
            Optional<Sha256> backbone,
            List<Frozen> frozen,
            ClassPlan plan) {
        /** What there is to learn from and to judge by. */
        String sentence() {
            return Retraining.sentence(frozen, plan);
        }

        /** What the new model's graph has to fit. Its validation is of one picture: what it did is not known yet. */
        ModelDefinition expected() {
            Predictions one = new Predictions(new int[1], new double[1]);
            return bundle.definition()
                    .next(champion.version(), plan.labels(), 0, one.reference(new int[1], plan.labels()));
        }
    }

    /** The result of a job that died after its last step, as JSON: what it made is there. */
    Optional<String> done(Job job) {
        return versions.madeBy(job, model(job));
    }

    /**
     * Writes what a job's training reads; for a later attempt the same as for the first.
     *
     * @throws Rejection {@code model-archived}, {@code nothing-live}, {@code nothing-to-judge-by}
     */
    Prepared prepare(JobContext context, WorkFolder folder) throws IOException {
        Job job = context.job();
        // It may have gone out of use while the job was queued.
        models.require(model(job));
        RetrainOrder order = RetrainOrder.of(job.payload());
        ModelVersion champion = champion(job);
        List<Frozen> frozen = order.snapshot()
                .map(id -> snapshots.use(job.id(), id, champion.version()))
                .orElseGet(() -> snapshots.freeze(job.id(), model(job), champion.version(), order.judgeSince()));
        Bundle bundle = versions.bundle(champion);
        ClassPlan plan = ClassPlan.of(
                bundle.definition().labels(),
                count(frozen, Split.TRAIN),
                count(frozen, Split.TEST),
                order.without(),
                config.newClassPictures());
        requireAudited(frozen.stream()
                .filter(f -> f.split() == Split.TEST && f.origin() == Origin.AUDIT)
                .count());
        long seed = order.seed().orElse(config.seed());
        folder.prepare(
                TrainingOrder.of(
                        order.trainer().word(), config.weights().name(), seed, plan.labels(), config.acceptedError()),
                bundle.bytes());
        List<Frozen> there = new ArrayList<>();
        for (Frozen picture : frozen) {
            Optional<byte[]> bytes = snapshots.bytes(picture.image());
            // What is gone since it was frozen is not learnt from.
            if (bytes.isPresent()) {
                folder.add(picture.image(), bytes.get());
                there.add(picture);
            }
        }
        folder.list(there.stream()
                .map(f -> new Listed(f.image(), f.split().name(), f.weight(), f.device(), f.label()))
                .toList());
        Optional<Sha256> backbone = order.trainer() == TrainerName.LAST_LAYER
                ? Optional.of(Embeddings.backbone(bundle, config.weights()))
                : Optional.empty();
        if (backbone.isPresent()) {
            folder.know(embeddings.known(
                    backbone.get(), there.stream().map(Frozen::image).toList()));
        }
        return new Prepared(champion, bundle, order.trainer(), seed, backbone, there, plan);
    }

    private static Map<String, Long> count(List<Frozen> frozen, Split split) {
        return frozen.stream()
                .filter(f -> f.split() == split)
                .collect(Collectors.groupingBy(Frozen::label, Collectors.counting()));
    }

    /**
     * Makes a candidate of what a training has left in its folder, and was judged by.
     *
     * @return the job's result, as JSON
     */
    String finish(JobContext context, Prepared prepared, WorkFolder folder) throws IOException {
        context.progress(TRAINED, "Asking the gates");
        TrainingResult result = TrainingResult.of(output(folder, WorkFolder.RESULT));
        // A remote worker sends none: what another machine computed is not kept for later.
        Optional<byte[]> computed = folder.output(WorkFolder.EMBEDDINGS);
        if (computed.isPresent() && prepared.backbone().isPresent()) {
            Map<Sha256, float[]> fresh = EmbeddingFile.of(computed.get());
            context.commit(() -> {
                embeddings.keep(prepared.backbone().get(), fresh);
                return fresh;
            });
        }
        Judged judged = Judged.of(output(folder, WorkFolder.JUDGED));
        requireAudited(Arrays.stream(judged.index())
                .filter(i -> prepared.frozen().get(i).origin() == Origin.AUDIT)
                .count());
        Challenger challenger = new Challenger(
                prepared.bundle(),
                output(folder, WorkFolder.MODEL),
                result.temperature(),
                prepared.plan().labels(),
                result.abstainThreshold(),
                result.trained(),
                result.validated(),
                Golden.fromBytes(
                        WorkFolder.GOLDEN,
                        output(folder, WorkFolder.GOLDEN),
                        prepared.expected().outputPort().size()),
                judged.truth(),
                Predictions.of(judged.champion(), prepared.bundle().definition()),
                Predictions.of(judged.challenger(), prepared.expected()));
        List<Frozen> test = Arrays.stream(judged.index())
                .mapToObj(i -> prepared.frozen().get(i))
                .toList();
        return versions.result(judge(context, prepared, test, challenger));
    }

    private ModelVersion champion(Job job) {
        String model = model(job);
        Optional<String> frozen = snapshots.champion(job.id());
        if (frozen.isPresent()) {
            return models.version(model, frozen.get()).orElseThrow();
        }
        return models.live(model)
                .orElseThrow(() -> Rejection.conflict("nothing-live", "Model " + model + " has no live version."));
    }

    private static String model(Job job) {
        return job.model().orElseThrow(() -> Rejection.invalid("no-model", "Retraining needs a model."));
    }

    private static byte[] output(WorkFolder folder, String name) throws IOException {
        return folder.output(name).orElseThrow(() -> new TrainingFailed("The training left no " + name + "."));
    }

    private static void requireAudited(long audited) {
        if (audited == 0) {
            throw Rejection.conflict(
                    "nothing-to-judge-by",
                    "Cannot retrain: there is no readable audited picture to judge by, from a device that nothing is"
                            + " learnt from.");
        }
    }

    private static String sentence(List<Frozen> frozen, ClassPlan plan) {
        List<Frozen> known =
                frozen.stream().filter(f -> plan.labels().contains(f.label())).toList();
        long tests = known.stream().filter(f -> f.split() == Split.TEST).count();
        long audited = known.stream()
                .filter(f -> f.split() == Split.TEST && f.origin() == Origin.AUDIT)
                .count();
        return String.format(
                        Locale.ROOT,
                        "%,d pictures to learn from; to judge by %,d audited ones and %,d reference ones from other"
                                + " devices; %,d left out (of a class that the new version does not have). %s",
                        known.size() - tests,
                        audited,
                        tests - audited,
                        frozen.size() - known.size(),
                        plan.sentence())
                .strip();
    }

    private ModelVersion judge(JobContext context, Prepared prepared, List<Frozen> test, Challenger challenger)
            throws IOException {
        Judging judging = judge.judging(prepared.champion(), test, challenger);
        List<GateVerdict> compared = judge.gates().compare(judging);
        // The audit arm is what the field looks like: it alone is what this version promises.
        Reference promised = audited(test, challenger);
        return versions.next(
                prepared.champion().model(),
                version -> candidate(context, prepared, judging, compared, challenger, promised, version));
    }

    private ModelVersion candidate(
            JobContext context,
            Prepared prepared,
            Judging judging,
            List<GateVerdict> compared,
            Challenger challenger,
            Reference promised,
            String version)
            throws IOException {
        ModelVersion live = prepared.champion();
        String origin = Versions.origin(context.job());
        List<GateVerdict> verdicts = new ArrayList<>(compared);
        Bundle made = challenger.bundle(version, promised, card(prepared, challenger, verdicts));
        verdicts.addAll(judge.gates().examine(Optional.of(challenger.base()), made));
        verdicts.forEach(v -> context.log(v.gate() + " " + v.outcome() + ": " + v.summary()));
        context.checkCancelled();
        blobs.put(made.bytes(), "application/zip");
        NewVersion candidate = new NewVersion(
                live.model(),
                version,
                made.sha256(),
                made.bytes().length,
                made.definition().labels(),
                versions.validation(made),
                live.version(),
                origin,
                verdicts);
        return context.commit(() -> {
            judge.keep(context.job().id(), version, judging, verdicts);
            return models.addCandidate(candidate, origin);
        });
    }

    private static Reference audited(List<Frozen> test, Challenger challenger) {
        int[] indices = IntStream.range(0, test.size())
                .filter(i -> test.get(i).origin() == Origin.AUDIT)
                .toArray();
        int[] truth = IntStream.of(indices).map(i -> challenger.truth()[i]).toArray();
        return challenger.challengerSaid().pick(indices).reference(truth, challenger.labels());
    }

    private ModelCard card(Prepared prepared, Challenger challenger, List<GateVerdict> verdicts) {
        return CardNotes.card(
                made(prepared),
                prepared.sentence(),
                String.format(
                        Locale.ROOT,
                        "Logits divided by the temperature %.3f, fitted on pictures set aside; folded into the"
                                + " weights.",
                        challenger.temperature()),
                verdicts);
    }

    private String made(Prepared prepared) {
        String champion = prepared.champion().version();
        return switch (prepared.trainer()) {
            case LAST_LAYER ->
                "Version " + champion + " with a new last layer; the backbone is the same, " + kept(config.weights());
            case WHOLE_NETWORK ->
                "A compact network of depthwise-separable convolutions, trained from scratch with seed "
                        + prepared.seed()
                        + ". It takes pictures as version " + champion + " does; nothing else of that"
                        + " version is in it. Its weights are kept as " + kind(config.weights()) + ".";
        };
    }

    private static String kind(Weights weights) {
        return switch (weights) {
            case FP32 -> "32-bit floats";
            case FP16 -> "16-bit floats";
            case INT8 -> "bytes with a scale for each channel";
        };
    }

    private static String kept(Weights weights) {
        return switch (weights) {
            case FP32 -> "bit for bit.";
            case FP16 -> "to the precision of the 16-bit floats that its weights are kept as.";
            case INT8 -> "to the precision of the bytes that its weights are kept as.";
        };
    }
}
