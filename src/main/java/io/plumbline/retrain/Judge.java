package io.plumbline.retrain;

import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Pixels;
import io.plumbline.bundle.onnx.OnnxRunner;
import io.plumbline.drift.policy.Policies;
import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.Taken;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Snapshots.Frozen;
import io.plumbline.retrain.gate.Gates;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.gate.Judgements;
import io.plumbline.retrain.gate.Judging;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Puts a champion and a challenger before the gates. */
@ApplicationScoped
public class Judge {
    private static final int BATCH = 128;

    private final Models models;
    private final Policies policies;
    private final Gates gates;
    private final Judgements judgements;
    private final LabelledPictures labelled;
    private final RetrainConfig config;

    Judge(
            Models models,
            Policies policies,
            Gates gates,
            Judgements judgements,
            LabelledPictures labelled,
            RetrainConfig config) {
        this.models = models;
        this.policies = policies;
        this.gates = gates;
        this.judgements = judgements;
        this.labelled = labelled;
        this.config = config;
    }

    /** The gates. */
    public Gates gates() {
        return gates;
    }

    /**
     * What a training already made both models say.
     *
     * @param test the pictures to judge by, in the order of the challenger's
     */
    Judging judging(ModelVersion champion, List<Frozen> test, Challenger challenger) {
        List<String> labels = challenger.base().definition().labels();
        List<JudgedPicture> pictures = new ArrayList<>(test.size());
        for (int i = 0; i < test.size(); i++) {
            String label = test.get(i).label();
            // A class that only the new model has would make the champion wrong each time: compared is what both can
            // say.
            if (labels.contains(label)) {
                pictures.add(JudgedPicture.of(
                        test.get(i).image(),
                        label,
                        answer(labels, challenger.championSaid(), i, label),
                        answer(challenger.labels(), challenger.challengerSaid(), i, label)));
            }
        }
        return judging(champion.model(), champion.version(), pictures, false);
    }

    /** Keeps what was asked and said, under the version that it was about. */
    public void keep(UUID job, String version, Judging judging, List<GateVerdict> verdicts) {
        judgements.keep(job, version, judging, verdicts);
    }

    /**
     * The two models' answers with what else the gates need to know: where each picture comes from.
     *
     * @param champion version that was asked beside; empty for none
     * @param masks whether they are masks
     */
    public Judging judging(String model, String champion, List<JudgedPicture> answered, boolean masks) {
        Map<Sha256, Taken> taken = labelled.taken(model);
        List<JudgedPicture> pictures = answered.stream()
                .map(p -> Optional.ofNullable(taken.get(p.image()))
                        .map(t -> located(p, t))
                        .orElse(p))
                .toList();
        List<String> watched =
                policies.of(model).policy().watched(models.require(model).segments());
        return new Judging(model, champion, watched, pictures, config.seed(), masks);
    }

    /**
     * What two bundles say, each as it reads pictures itself. Classes are compared by name: two models may list them in another
     * order. A picture that cannot be read is left out.
     *
     * @param bytes of a picture, by its address
     * @param progress hears how many pictures are done, and may end it
     */
    static List<JudgedPicture> answers(
            Bundle champion,
            Bundle challenger,
            List<Frozen> test,
            Function<Sha256, Optional<byte[]>> bytes,
            IntConsumer progress) {
        List<JudgedPicture> pictures = new ArrayList<>(test.size());
        try (OnnxRunner old = champion.runner();
                OnnxRunner fresh = challenger.runner()) {
            int batch = Math.min(
                    champion.definition().input().atOnce(BATCH),
                    challenger.definition().input().atOnce(BATCH));
            for (int from = 0; from < test.size(); from += batch) {
                List<Frozen> readable = new ArrayList<>();
                List<float[]> oldInputs = new ArrayList<>();
                List<float[]> inputs = new ArrayList<>();
                for (Frozen picture : test.subList(from, Math.min(from + batch, test.size()))) {
                    Optional<byte[]> content = bytes.apply(picture.image());
                    Optional<float[]> before = content.flatMap(
                            b -> Pixels.ifReadable(b, champion.definition().input()));
                    Optional<float[]> now = before.isEmpty()
                            ? before
                            : content.flatMap(b ->
                                    Pixels.ifReadable(b, challenger.definition().input()));
                    if (now.isPresent()) {
                        readable.add(picture);
                        oldInputs.add(before.get());
                        inputs.add(now.get());
                    }
                }
                Predictions said = predict(old, oldInputs, champion);
                Predictions says = predict(fresh, inputs, challenger);
                for (int i = 0; i < readable.size(); i++) {
                    String truth = readable.get(i).label();
                    pictures.add(JudgedPicture.of(
                            readable.get(i).image(),
                            truth,
                            answer(champion.definition().labels(), said, i, truth),
                            answer(challenger.definition().labels(), says, i, truth)));
                }
                progress.accept(Math.min(from + batch, test.size()));
            }
        }
        return pictures;
    }

    /** A reference picture is a device of its own, and was not drawn. */
    private static JudgedPicture located(JudgedPicture p, Taken taken) {
        if (taken.brought()) {
            return taken.source().equals(LabelledPictures.REFERENCE) ? p : p.of(taken.source());
        }
        return p.from(
                taken.source(),
                taken.propensity().isPresent() && taken.propensity().getAsDouble() > 0
                        ? 1 / taken.propensity().getAsDouble()
                        : 1,
                taken.segment());
    }

    private static Answer answer(List<String> labels, Predictions said, int i, String truth) {
        return Answer.ofClass(labels.get(said.label()[i]), Math.min(1, said.confidence()[i]), truth);
    }

    private static Predictions predict(OnnxRunner runner, List<float[]> inputs, Bundle bundle) {
        return Predictions.of(runner.run(inputs.toArray(float[][]::new)), bundle.definition());
    }
}
