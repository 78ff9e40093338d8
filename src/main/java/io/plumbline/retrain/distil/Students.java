package io.plumbline.retrain.distil;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.BundleBuilder;
import io.plumbline.bundle.ModelDefinition;
import io.plumbline.bundle.Network;
import io.plumbline.bundle.Task;
import io.plumbline.bundle.onnx.OnnxCheck;
import io.plumbline.bundle.onnx.OnnxWriter;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewVersion;
import io.plumbline.retrain.Judge;
import io.plumbline.retrain.RetrainConfig;
import io.plumbline.retrain.Versions;
import io.plumbline.retrain.ask.Asking;
import io.plumbline.retrain.distil.Distilling.Prepared;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.Judging;
import io.plumbline.retrain.remote.RemoteTraining;
import io.plumbline.retrain.work.Distilled;
import io.plumbline.retrain.work.TrainingFailed;
import io.plumbline.retrain.work.TrainingListener;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import io.plumbline.snapshot.Entry;
import io.plumbline.stats.Histogram;
import io.plumbline.stats.Reference;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a candidate of a trained student: compares its masks with those that people made, asks the gates, and keeps both. */
@ApplicationScoped
class Students {
    /** Share of the work that is done when the masks are compared. */
    private static final double COMPARED = 0.98;
    /** Inputs of which golden cases are taken. */

    /** Width and height in pixels of a picture that a student takes at most. */
    private static final int LARGEST_SIDE = 1024;

    private static final double THRESHOLD = 0.5;
    /** Where no champion tells another. */
    private static final int FEATHER = 2;

    private final Models models;
    private final Versions versions;
    private final Judge judge;
    private final Blobs blobs;
    private final DoubtfulPictures waiting;
    private final RetrainConfig config;
    private final InstantSource clock;

    Students(
            Models models,
            Versions versions,
            Judge judge,
            Blobs blobs,
            DoubtfulPictures waiting,
            RetrainConfig config,
            InstantSource clock) {
        this.models = models;
        this.versions = versions;
        this.judge = judge;
        this.blobs = blobs;
        this.waiting = waiting;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Checks a graph that came from outside, before anything runs it.
     *
     * @throws Rejection REFUSED, with a code that starts with {@code onnx-}, if it could do harm or does not take and give what a
     *     student does; {@code outputs-refused} if its result tells of no student
     */
    void check(Prepared prepared, WorkFolder folder) throws IOException {
        Distilled facts = Distilled.of(output(folder, WorkFolder.RESULT));
        if (facts.side() > LARGEST_SIDE) {
            throw RemoteTraining.refused("tell of a student for pictures of " + facts.side() + " × " + facts.side()
                    + " pixels; allowed are " + LARGEST_SIDE);
        }
        ModelDefinition said = definition(
                prepared, facts, Optional.empty(), "0", one(prepared.order().label()));
        OnnxCheck.check(output(folder, WorkFolder.MODEL), said.input().port(), said.outputPort());
    }

    /**
     * Makes a candidate of what a training has left in its folder.
     *
     * @return the job's result, as JSON
     */
    String finish(JobContext context, Prepared prepared, WorkFolder folder) throws IOException, InterruptedException {
        Distilled facts = Distilled.of(output(folder, WorkFolder.RESULT));
        byte[] onnx = output(folder, WorkFolder.MODEL);
        Optional<Bundle> champion = prepared.champion().map(versions::bundle);
        ModelDefinition plain =
                definition(prepared, facts, champion, "0", one(prepared.order().label()));
        Asking.Made asked = asked(context, prepared, champion, new Network(plain, onnx));
        context.progress(COMPARED, "Asking the gates");
        Judging judging =
                judge.judging(prepared.model(), prepared.order().champion(), asked.answers(), prepared.test(), true);
        List<GateVerdict> compared = judge.gates().compare(judging);
        Made student = new Made(facts, onnx, asked.golden(), champion);
        return versions.result(versions.next(
                prepared.model(), version -> candidate(context, prepared, student, judging, compared, version)));
    }

    /** What a training has made. */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    private record Made(Distilled facts, byte[] onnx, float[][] golden, Optional<Bundle> champion) {}

    private ModelVersion candidate(
            JobContext context,
            Prepared prepared,
            Made student,
            Judging judging,
            List<GateVerdict> compared,
            String version)
            throws IOException {
        List<GateVerdict> verdicts = new ArrayList<>(compared);
        Bundle made = BundleBuilder.assemble(
                definition(
                        prepared,
                        student.facts(),
                        student.champion(),
                        version,
                        reference(judging, prepared.order().label())),
                student.onnx(),
                student.golden(),
                StudentCard.of(prepared, student.facts(), judging, verdicts, config.weights()));
        verdicts.addAll(judge.gates().examine(student.champion(), made));
        verdicts.forEach(v -> context.log(v.gate() + " " + v.outcome() + ": " + v.summary()));
        context.checkCancelled();
        blobs.put(made.bytes(), "application/zip");
        NewVersion candidate = new NewVersion(
                prepared.model(),
                version,
                made.sha256(),
                made.bytes().length,
                made.definition().labels(),
                versions.validation(made),
                prepared.order().champion(),
                Versions.origin(context.job()),
                verdicts);
        List<DoubtfulPicture> doubtful = doubtful(context.job(), prepared, student.facts());
        return context.commit(() -> {
            judge.keep(context.job().id(), version, judging, verdicts);
            waiting.note(prepared.model(), doubtful, prepared.asked().keySet());
            return models.addCandidate(candidate, Versions.origin(context.job()));
        });
    }

    /** Leaves to people what the teacher of a training that was refused is not sure of: there may be too few others. */
    void leave(JobContext context, Prepared prepared, WorkFolder folder) throws IOException {
        Optional<byte[]> result = folder.output(WorkFolder.RESULT);
        if (result.isPresent()) {
            List<DoubtfulPicture> doubtful = doubtful(context.job(), prepared, Distilled.of(result.get()));
            context.commit(() -> {
                waiting.note(prepared.model(), doubtful, prepared.asked().keySet());
                return doubtful;
            });
        }
    }

    private Asking.Made asked(JobContext context, Prepared prepared, Optional<Bundle> champion, Network student)
            throws IOException, InterruptedException {
        Asking.Made made = judge.asking()
                .made(
                        champion.map(Bundle::network),
                        student,
                        prepared.test().stream().map(Students::listed).toList(),
                        TrainingListener.of(
                                (message, fraction) -> context.progress(
                                        Distilling.TRAINED + (COMPARED - Distilling.TRAINED) * fraction, message),
                                context::log,
                                context::point,
                                context::keep));
        if (made.answers().isEmpty()) {
            throw Rejection.conflict(
                    "nothing-to-judge-by", "Cannot judge the student: none of the masks of its snapshot can be read.");
        }
        return made;
    }

    private static Listed listed(Entry entry) {
        return new Listed(
                entry.image(),
                entry.split().name(),
                1,
                "",
                entry.mask().orElseThrow().hex());
    }

    private List<DoubtfulPicture> doubtful(Job job, Prepared prepared, Distilled facts) {
        List<DoubtfulPicture> doubtful = new ArrayList<>();
        for (Distilled.Doubt doubt : facts.doubtful()) {
            Sha256 image = new Sha256(doubt.image());
            Optional.ofNullable(prepared.asked().get(image))
                    .map(asked -> new DoubtfulPicture(
                            image,
                            asked.source(),
                            prepared.teacher().model(),
                            prepared.teacher().version(),
                            doubt.unsure(),
                            doubt.area(),
                            job.id(),
                            clock.instant()))
                    .ifPresent(doubtful::add);
        }
        return doubtful;
    }

    private static ModelDefinition definition(
            Prepared prepared, Distilled facts, Optional<Bundle> champion, String version, Reference validation) {
        int feather = champion.map(bundle -> bundle.definition().task())
                .map(task -> task instanceof Task.Segmentation segmentation ? segmentation.feather() : FEATHER)
                .orElse(FEATHER);
        return new ModelDefinition(
                prepared.model(),
                version,
                new Task.Segmentation(true, THRESHOLD, feather),
                List.of(prepared.order().label()),
                ModelDefinition.Input.colour(OnnxWriter.INPUT, facts.side()),
                OnnxWriter.MASK,
                1,
                facts.abstainThreshold(),
                validation);
    }

    /** Stands for a validation that is not known yet. */
    private static Reference one(String label) {
        Histogram confidence = new Histogram();
        confidence.add(1);
        return new Reference(1, 0, confidence, new TreeMap<>(Map.of(label, 1L)));
    }

    /** What the student promises: its masks of what it is judged by. */
    private static Reference reference(Judging judging, String label) {
        List<JudgedPicture> promised = judging.asked();
        Histogram confidence = new Histogram();
        long errors = 0;
        for (JudgedPicture picture : promised) {
            confidence.add(picture.challenger().confidence());
            errors += picture.challenger().right() ? 0 : 1;
        }
        return new Reference(promised.size(), errors, confidence, new TreeMap<>(Map.of(label, (long) promised.size())));
    }

    private static byte[] output(WorkFolder folder, String name) throws IOException {
        return folder.output(name).orElseThrow(() -> new TrainingFailed("The training left no " + name + "."));
    }
}
