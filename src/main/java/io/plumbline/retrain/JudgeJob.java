package io.plumbline.retrain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.bundle.Bundle;
import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.JobHandler;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Snapshots.Frozen;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.retrain.gate.JudgedPicture;
import io.plumbline.retrain.gate.Judging;
import io.plumbline.retrain.remote.RemoteTraining;
import io.plumbline.retrain.work.WorkFolder.Listed;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private final Versions versions;
    private final Snapshots snapshots;
    private final Judge judge;

    JudgeJob(Models models, Versions versions, Snapshots snapshots, Judge judge) {
        this.models = models;
        this.versions = versions;
        this.snapshots = snapshots;
        this.judge = judge;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String run(JobContext context) throws IOException, InterruptedException {
        Job job = context.job();
        String model = job.model().orElseThrow(() -> Rejection.invalid("no-model", "Judging needs a model."));
        Order order = Order.of(job.payload());
        ModelVersion version = models.require(model, order.version());
        if (judge.judgedBy(job.id(), model, version.version())) {
            // It died after its last step.
            return versions.result(version);
        }
        Optional<ModelVersion> live = models.live(model);
        String compared = live.map(ModelVersion::version).orElse("");
        Optional<Bundle> champion = live.map(versions::bundle);
        Bundle challenger = versions.bundle(version);
        boolean masks = challenger.network().isSegmenter();
        if (champion.isEmpty() && !masks) {
            throw Rejection.conflict("nothing-live", "Model " + model + " has no live version.");
        }
        context.progress(0, "Freezing the labelled pictures");
        List<Frozen> test = snapshots.freeze(job.id(), model, compared, order.judgeSince()).stream()
                .filter(picture -> picture.split() == Split.TEST
                        && (!masks || picture.mask().isPresent()))
                .toList();
        context.log(test.size() + (masks ? " masks" : " pictures")
                + " to judge by, from devices that are kept from training");
        List<JudgedPicture> answers = judge.asking()
                .answers(
                        champion.map(Bundle::network),
                        challenger.network(),
                        test.stream().map(picture -> listed(picture, masks)).toList(),
                        RemoteTraining.listener(context, ANSWERED));
        Judging judging = judge.judging(
                model, compared, answers, test.stream().map(Frozen::entry).toList(), masks);
        context.progress(ANSWERED, "Asking the gates");
        List<GateVerdict> verdicts = new ArrayList<>(judge.gates().compare(judging));
        verdicts.addAll(judge.gates().examine(champion, challenger));
        verdicts.forEach(v -> context.log(v.gate() + " " + v.outcome() + ": " + v.summary()));
        context.checkCancelled();
        return versions.result(context.commit(() -> {
            judge.keep(job.id(), version.version(), judging, verdicts);
            return models.judged(model, version.version(), verdicts, "job:" + job.id());
        }));
    }

    private static Listed listed(Frozen picture, boolean masks) {
        String truth = masks ? picture.mask().orElseThrow().hex() : picture.label();
        return new Listed(picture.image(), picture.split().name(), 1, "", truth);
    }

    /**
     * Which version is to be judged: the payload of its job.
     *
     * @param version of the job's model
     * @param judgeSince event time from which audited pictures are judged by, the moment of change; empty: all of them
     */
    record Order(String version, Optional<Instant> judgeSince) {
        private static final JsonMapper JSON = JsonMapper.builder().build();

        String toJson() {
            ObjectNode order = JSON.createObjectNode().put("version", version);
            judgeSince.ifPresent(since -> order.put("judgeSince", since.toString()));
            return order.toString();
        }

        /** @throws IllegalArgumentException if it is no payload of ours */
        static Order of(String payload) {
            try {
                JsonNode order = JSON.readTree(payload);
                JsonNode since = order.path("judgeSince");
                return new Order(
                        order.path("version").asText(),
                        since.isMissingNode() ? Optional.empty() : Optional.of(Instant.parse(since.asText())));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("Not the payload of a judgement: " + payload, e);
            }
        }
    }
}
