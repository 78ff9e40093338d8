package io.plumbline.retrain;

import io.plumbline.drift.policy.Policies;
import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Snapshots.Frozen;
import io.plumbline.retrain.ask.Asking;
import io.plumbline.retrain.gate.Gates;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.JudgedPicture.Answer;
import io.plumbline.retrain.gate.Judgements;
import io.plumbline.retrain.gate.Judging;
import io.plumbline.snapshot.Entry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Puts a champion and a challenger before the gates. */
@ApplicationScoped
public class Judge {
    private final Models models;
    private final Policies policies;
    private final Asking asking;
    private final Gates gates;
    private final Judgements judgements;
    private final RetrainConfig config;

    Judge(Models models, Policies policies, Asking asking, Gates gates, Judgements judgements, RetrainConfig config) {
        this.models = models;
        this.policies = policies;
        this.asking = asking;
        this.gates = gates;
        this.judgements = judgements;
        this.config = config;
    }

    /** The gates. */
    public Gates gates() {
        return gates;
    }

    /** Who asks networks. */
    public Asking asking() {
        return asking;
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
        return judging(
                champion.model(),
                champion.version(),
                pictures,
                test.stream().map(Frozen::entry).toList(),
                false);
    }

    /** Whether a job has judged a version already, and nothing has since. */
    boolean judgedBy(UUID job, String model, String version) {
        return judgements
                .newest(model, version)
                .filter(newest -> newest.job().equals(job))
                .isPresent();
    }

    /** Keeps what was asked and said, under the version that it was about. */
    public void keep(UUID job, String version, Judging judging, List<GateVerdict> verdicts) {
        judgements.keep(job, version, judging, verdicts);
    }

    /**
     * The two models' answers with what else the gates need to know: where each picture comes from, as it was frozen. What is said of
     * it later changes no verdict.
     *
     * @param champion version that was asked beside; empty for none
     * @param snapshot whose pictures were judged by
     * @param masks whether they are masks
     */
    public Judging judging(
            String model, String champion, List<JudgedPicture> answered, Collection<Entry> snapshot, boolean masks) {
        Map<Sha256, Entry> entries = new HashMap<>();
        snapshot.forEach(entry -> entries.put(entry.image(), entry));
        List<JudgedPicture> pictures = answered.stream()
                .map(p -> Optional.ofNullable(entries.get(p.image()))
                        .map(entry -> located(p, entry))
                        .orElse(p))
                .toList();
        List<String> watched =
                policies.of(model).policy().watched(models.require(model).segments());
        return new Judging(model, champion, watched, pictures, config.seed(), masks);
    }

    /** A reference picture is a device of its own, and was not drawn. */
    private static JudgedPicture located(JudgedPicture p, Entry entry) {
        if (entry.origin() == Origin.REFERENCE) {
            return entry.source().equals(LabelledPictures.REFERENCE) ? p : p.of(entry.source());
        }
        double propensity = entry.propensity().orElse(1);
        return p.from(entry.source(), propensity > 0 ? 1 / propensity : 1, entry.segment());
    }

    private static Answer answer(List<String> labels, Predictions said, int i, String truth) {
        return Answer.ofClass(labels.get(said.label()[i]), Math.min(1, said.confidence()[i]), truth);
    }
}
