package io.plumbline.retrain.distil;

import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.jobs.Jobs;
import io.plumbline.jobs.NewJob;
import io.plumbline.kernel.Rejection;
import io.plumbline.picture.Pictures;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.snapshot.Snapshots;
import io.plumbline.snapshot.Split;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Has a small segmenter made from a large one, which is a version of a model like any other. */
@ApplicationScoped
public class Distillations {
    /** Kind of the jobs. */
    public static final String KIND = "distil";

    /** The task of models that draw masks. */
    public static final String SEGMENTATION = "segmentation";

    private final Models models;
    private final Snapshots snapshots;
    private final AskedPictures pictures;
    private final Pictures all;
    private final DrawingRules rules;
    private final Jobs jobs;
    private final DistilConfig settings;

    Distillations(
            Models models,
            Snapshots snapshots,
            AskedPictures pictures,
            Pictures all,
            DrawingRules rules,
            Jobs jobs,
            DistilConfig settings) {
        this.models = models;
        this.snapshots = snapshots;
        this.pictures = pictures;
        this.all = all;
        this.rules = rules;
        this.jobs = jobs;
        this.settings = settings;
    }

    /**
     * What somebody wishes; what is empty is as the settings say.
     *
     * @param teacher model whose masks are learnt from
     * @param teacherVersion version of it; empty: its live one
     * @param snapshot whose masks, made by people, are learnt from and judged by; empty: one is drawn now
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
        requireSegmenter(models.require(model));
        requireSegmenter(models.require(wish.teacher()));
        ModelVersion teacher = teacher(wish);
        requireNone(model);
        Snapshot snapshot = QuarkusTransaction.joiningExisting().call(() -> snapshot(model, wish, actor));
        // Outside of a transaction, and with no lock: all predictions of the model are looked through.
        requirePictures(model, snapshots.entries(snapshot.id()));
        return QuarkusTransaction.joiningExisting().call(() -> submit(model, wish, teacher, snapshot, actor));
    }

    private void requireNone(String model) {
        jobs.active(KIND, model).stream().findFirst().ifPresent(job -> {
            throw Rejection.conflict(
                    "already-distilling", "A student of model " + model + " is being made by job " + job.id() + ".");
        });
    }

    private Job submit(String model, Wish wish, ModelVersion teacher, Snapshot snapshot, String actor) {
        pictures.lock(model);
        requireNone(model);
        Optional<ModelVersion> live = models.live(model);
        DistilOrder order = new DistilOrder(
                teacher.model(),
                teacher.version(),
                snapshot.id().hex(),
                live.map(ModelVersion::version).orElse(""),
                live.orElse(teacher).labels().get(0),
                wish.seed().orElse(rules.rule(Optional.empty()).seed()),
                wish.maxBytes().orElse(settings.maxBytes()),
                wish.maxWork().orElse(settings.maxWork()));
        return jobs.submit(new NewJob(KIND, model, order.toJson(), actor).urgent());
    }

    private static void requireSegmenter(Model model) {
        if (!model.task().equals(SEGMENTATION)) {
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

    /** With as many masks to judge by as there have to be; one that is drawn without them is not kept. */
    private Snapshot snapshot(String model, Wish wish, String actor) {
        Snapshot snapshot = anySnapshot(model, wish, actor);
        requireMasks(model, snapshots.entries(snapshot.id()));
        return snapshot;
    }

    private Snapshot anySnapshot(String model, Wish wish, String actor) {
        if (wish.snapshot().isPresent()) {
            return snapshots.require(model, wish.snapshot().get());
        }
        try {
            return snapshots.freeze(model, rules.rule(Optional.empty()), actor);
        } catch (Rejection e) {
            throw e.code().equals("no-pictures") ? tooFewMasks(model, 0) : e;
        }
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

    private void requirePictures(String model, List<Entry> entries) {
        int least = settings.leastPictures();
        int found = draw(model, kept(entries), new Draw(0, 0), least).count();
        if (found < least) {
            throw tooFew(model, found, least);
        }
    }

    /** What of a snapshot and of all that phones took may be learnt from. */
    Kept kept(List<Entry> entries) {
        return new Kept(
                rules.rule(Optional.empty()),
                entries,
                all.senders(entries.stream().map(Entry::image).toList()));
    }

    /** Gives a draw all pictures that a teacher can be asked about; the search may end once there are so many. */
    private Draw draw(String model, Kept kept, Draw draw, int enough) {
        kept.asked().forEach(draw::add);
        if (draw.count() < enough) {
            pictures.ofPhones(model, kept, draw, enough);
        }
        return draw;
    }

    /**
     * The pictures that a job asks its teacher about; frozen, so that it asks about the same ones when it is run again.
     *
     * @throws Rejection {@code too-few-pictures} if since the request too many have gone
     */
    List<AskedPicture> freeze(JobContext context, String model, DistilOrder order, Kept kept) {
        UUID job = context.job().id();
        List<AskedPicture> frozen = pictures.frozen(job);
        if (!frozen.isEmpty()) {
            return frozen;
        }
        Draw draw = draw(model, kept, new Draw(settings.mostPictures(), order.seed()), Integer.MAX_VALUE);
        if (draw.count() < settings.leastPictures()) {
            throw tooFew(model, draw.count(), settings.leastPictures());
        }
        return context.commit(() -> {
            pictures.freeze(job, draw.pictures());
            return draw.pictures();
        });
    }

    private static Rejection tooFew(String model, int found, int least) {
        return Rejection.conflict(
                "too-few-pictures",
                "There are " + found + " pictures of model " + model + " that a teacher can be asked about, " + least
                        + " are needed (plumbline.distillation.least-pictures): pictures with consent to training that"
                        + " predictions name, of devices that are not kept to judge by, or that were brought along by"
                        + " POST /v1/models/" + model + "/pictures.");
    }
}
