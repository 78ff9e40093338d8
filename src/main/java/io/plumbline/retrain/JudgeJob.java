package io.plumbline.retrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.bundle.Bundle;
import io.plumbline.bundle.Bundles;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.JobHandler;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Snapshots.Frozen;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.gate.Judging;
import io.plumbline.store.Blobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a candidate before the gates again: one that was uploaded, or one whose champion is live no more. Frozen pictures → what
 * both versions say → verdicts, which replace those that the candidate had.
 */
@ApplicationScoped
class JudgeJob implements JobHandler {
    /** Kind of the jobs. */
    static final String KIND = "judge";

    private static final double ANSWERED = 0.8;

    private final Models models;
    private final Blobs blobs;
    private final Snapshots snapshots;
    private final Judge judge;
    private final ObjectMapper json;

    JudgeJob(Models models, Blobs blobs, Snapshots snapshots, Judge judge, ObjectMapper json) {
        this.models = models;
        this.blobs = blobs;
        this.snapshots = snapshots;
        this.judge = judge;
        this.json = json;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String run(JobContext context) throws IOException {
        Job job = context.job();
        String model = job.model().orElseThrow(() -> Rejection.invalid("no-model", "Judging needs a model."));
        JudgeOrder order = JudgeOrder.of(job.payload());
        ModelVersion version = models.require(model, order.version());
        ModelVersion live = models.live(model)
                .orElseThrow(() -> Rejection.conflict("nothing-live", "Model " + model + " has no live version."));
        Bundle champion = bundle(live);
        Bundle challenger = bundle(version);
        context.progress(0, "Freezing the labelled pictures");
        List<Frozen> test = snapshots.freeze(job.id(), model, live.version(), order.judgeSince()).stream()
                .filter(picture -> picture.split() == Split.TEST)
                .toList();
        context.log(test.size() + " pictures to judge by, from devices that are kept from training");
        Judging judging = judge.judging(
                live,
                Judge.answers(
                        champion,
                        challenger,
                        test,
                        snapshots::bytes,
                        done -> context.progress(
                                ANSWERED * done / Math.max(1, test.size()),
                                "Asking both versions about picture " + done + " of " + test.size())));
        context.progress(ANSWERED, "Asking the gates");
        List<GateVerdict> verdicts = new ArrayList<>(judge.gates().compare(judging));
        verdicts.addAll(judge.gates().examine(Optional.of(champion), challenger));
        verdicts.forEach(v -> context.log(v.gate() + " " + v.outcome() + ": " + v.summary()));
        context.checkCancelled();
        judge.keep(job.id(), version.version(), judging, verdicts);
        return result(models.judged(model, version.version(), verdicts, "job:" + job.id()));
    }

    private Bundle bundle(ModelVersion version) {
        return blobs.get(version.sha256())
                .map(blob -> Bundles.read(blob.bytes()))
                .orElseThrow(() -> new IllegalStateException("The bundle " + version.sha256() + " is gone"));
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
