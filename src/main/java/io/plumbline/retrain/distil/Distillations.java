package io.plumbline.retrain.distil;

import io.plumbline.jobs.Job;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.Deciding;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.retrain.policy.RetrainPolicy;
import io.plumbline.retrain.policy.Starter;
import io.plumbline.retrain.policy.Teacher;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Snapshots;
import io.plumbline.snapshot.Split;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;

/** Has a small segmenter made from a large one, which is a version of a model like any other. */
@ApplicationScoped
public class Distillations implements Starter {
    /** Kind of the jobs. */
    public static final String KIND = "distil";

    private final Models models;
    private final Snapshots snapshots;
    private final Selection selection;
    private final DrawingRules rules;
    private final Jobs jobs;
    private final DistilConfig settings;
    private final Deciding deciding;

    Distillations(
            Models models,
            Snapshots snapshots,
            Selection selection,
            DrawingRules rules,
            Jobs jobs,
            DistilConfig settings,
            Deciding deciding) {
        this.models = models;
        this.snapshots = snapshots;
        this.selection = selection;
        this.rules = rules;
        this.jobs = jobs;
        this.settings = settings;
        this.deciding = deciding;
    }

    /**
     * What somebody wishes; what is empty is as the settings say.
     *
     * @param teacher model whose masks are learnt from
     * @param teacherVersion version of it; empty: its live one
     * @param snapshot that is learnt from and judged by, and nothing else; empty: one is frozen when the job begins, of all masks
     *     that people made and of what phones took
     * @param seed of everything random
     * @param maxBytes most bytes of the student's graph, at least 1
     * @param maxWork most multiplications with an addition for one picture, at least 1
     */
    public record Wish(
            String teacher,
            Optional<String> teacherVersion,
            Optional<String> snapshot,
            OptionalLong seed,
            OptionalLong maxBytes,
            OptionalLong maxWork) {
        /** @throws Rejection {@code distillation-invalid} if a number is out of its range */
        public Wish {
            require("maxBytes", maxBytes);
            require("maxWork", maxWork);
        }

        private static void require(String name, OptionalLong number) {
            if (number.isPresent() && number.getAsLong() < 1) {
                throw Rejection.invalid(
                        "distillation-invalid", name + " is " + number.getAsLong() + "; it is to be at least 1.");
            }
        }
    }

    /**
     * Starts a distillation.
     *
     * @throws Rejection NOT_FOUND {@code model-unknown}, {@code version-unknown}, {@code snapshot-unknown}; CONFLICT
     *     {@code not-a-segmenter}, {@code teacher-not-live}, {@code already-distilling}, {@code too-few-masks},
     *     {@code too-few-pictures}
     */
    public Job request(String model, Wish wish, String actor) {
        return begin(model, wish, actor, Optional.empty());
    }

    @Override
    public String task() {
        return Model.SEGMENTATION;
    }

    /** As {@link #request}, by the policy's teacher and otherwise by the settings; whoever asks by hand comes first. */
    @Override
    public void start(String model, RetrainPolicy policy, String actor, Consumer<UUID> noted) {
        Teacher teacher = policy.teacher().orElseThrow();
        Wish wish = new Wish(
                teacher.model(),
                teacher.version(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
        begin(model, wish, actor, Optional.of(noted));
    }

    /** @param noted is told the job; empty: it is begun by hand */
    private Job begin(String model, Wish wish, String actor, Optional<Consumer<UUID>> noted) {
        Model student = models.require(model);
        requireSegmenter(student);
        requireSegmenter(models.require(wish.teacher()));
        ModelVersion teacher = teacher(wish);
        requireNone(model);
        Optional<Sha256> snapshot =
                wish.snapshot().map(id -> snapshots.require(model, id).id());
        // Outside of a transaction, and with no lock: all predictions of the model are looked through.
        List<Entry> entries = snapshot.map(snapshots::entries).orElseGet(() -> selection.labelled(model));
        requireMasks(model, entries);
        selection.require(model, snapshot, entries);
        return QuarkusTransaction.joiningExisting().call(() -> {
            selection.lock(model);
            requireNone(model);
            NewJob job = new NewJob(
                    KIND, model, order(model, wish, teacher, snapshot).toJson(), actor);
            Consumer<UUID> decided = noted.orElseGet(() -> deciding.byHand(student, actor));
            Job queued = jobs.submit(noted.isPresent() ? job : job.urgent());
            decided.accept(queued.id());
            return queued;
        });
    }

    private void requireNone(String model) {
        jobs.active(KIND, model).stream().findFirst().ifPresent(job -> {
            throw Rejection.conflict(
                    UNDER_WAY, "A student of model " + model + " is being made by job " + job.id() + ".");
        });
    }

    private DistilOrder order(String model, Wish wish, ModelVersion teacher, Optional<Sha256> snapshot) {
        Optional<ModelVersion> live = models.live(model);
        return new DistilOrder(
                teacher.model(),
                teacher.version(),
                snapshot.map(Sha256::hex).orElse(""),
                live.map(ModelVersion::version).orElse(""),
                live.orElse(teacher).labels().get(0),
                wish.seed().orElse(rules.rule(Optional.empty()).seed()),
                wish.maxBytes().orElse(settings.maxBytes()),
                wish.maxWork().orElse(settings.maxWork()));
    }

    private static void requireSegmenter(Model model) {
        if (!model.drawsMasks()) {
            throw Rejection.conflict(
                    "not-a-segmenter",
                    "Model " + model.name() + " is for " + model.task()
                            + ": student and teacher of a distillation are both for segmentation.");
        }
    }

    private ModelVersion teacher(Wish wish) {
        if (wish.teacherVersion().isPresent()) {
            return models.require(wish.teacher(), wish.teacherVersion().get());
        }
        return models.live(wish.teacher())
                .orElseThrow(() -> Rejection.conflict(
                        "teacher-not-live",
                        "Model " + wish.teacher() + " has no live version; name one as teacherVersion: it has "
                                + models.versions(wish.teacher()).stream()
                                        .map(ModelVersion::version)
                                        .toList()
                                + "."));
    }

    private void requireMasks(String model, List<Entry> entries) {
        long masks = entries.stream()
                .filter(entry -> entry.split() == Split.TEST && entry.mask().isPresent())
                .count();
        if (masks < settings.leastMasks()) {
            throw tooFewMasks(model, masks);
        }
    }

    private Rejection tooFewMasks(String model, long masks) {
        return Rejection.conflict(
                "too-few-masks",
                "To judge a student there are " + masks + " masks that people made of pictures kept from training, "
                        + settings.leastMasks() + " are needed (plumbline.distillation.least-masks):"
                        + " import more, as COCO, by POST /v1/models/" + model + "/snapshots/import.");
    }
}
