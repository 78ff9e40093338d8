package io.plumbline.retrain.distil;

import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.jobs.JobContext;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Pictures;
import io.plumbline.retrain.DrawingRules;
import io.plumbline.snapshot.DrawingRule;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.snapshot.Snapshots;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/** Which pictures a student is made of: the snapshot, and which of it a teacher is asked about. */
@ApplicationScoped
class Selection {
    private final AskedPictures pictures;
    private final Pictures all;
    private final Snapshots snapshots;
    private final DrawingRules rules;
    private final DistilConfig settings;

    Selection(AskedPictures pictures, Pictures all, Snapshots snapshots, DrawingRules rules, DistilConfig settings) {
        this.pictures = pictures;
        this.all = all;
        this.snapshots = snapshots;
        this.rules = rules;
        this.settings = settings;
    }

    /** Waits until nobody else begins a distillation of a model, and holds that until the caller's transaction ends. */
    void lock(String model) {
        pictures.lock(model);
    }

    /** The labelled pictures that a snapshot of now would have. */
    List<Entry> labelled(String model) {
        return snapshots.drawn(model, rule());
    }

    /**
     * Looks whether there are enough that a teacher can be asked about.
     *
     * @param snapshot that is learnt from; empty: one that is to be frozen, also of what phones took
     * @param entries of it
     * @throws Rejection {@code too-few-pictures}
     */
    void require(String model, Optional<Sha256> snapshot, List<Entry> entries) {
        int least = settings.leastPictures();
        Kept kept = snapshot.map(id -> kept(id, entries)).orElseGet(() -> keptNow(entries));
        Draw draw = new Draw(0, 0);
        kept.asked().forEach(draw::add);
        if (snapshot.isEmpty() && draw.count() < least) {
            pictures.ofPhones(model, kept, draw, least);
        }
        if (draw.count() < least) {
            throw snapshot.map(id -> tooFewOf(id, draw.count())).orElseGet(() -> tooFew(model, draw.count()));
        }
    }

    /** What of a snapshot may be learnt from; of its pictures those who had sent them when it was frozen count. */
    Kept kept(Sha256 snapshot, List<Entry> entries) {
        return new Kept(rule(), entries, snapshots.senders(snapshot));
    }

    private Kept keptNow(List<Entry> entries) {
        return new Kept(
                rule(), entries, all.senders(entries.stream().map(Entry::image).toList()));
    }

    /**
     * The snapshot of a job: that which it names, or else one that it freezes when it begins, of the labelled pictures and of some that
     * phones took and nobody labelled. A job that is run again finds it as it was.
     */
    Snapshot snapshot(JobContext context, String model, DistilOrder order) {
        UUID job = context.job().id();
        if (order.snapshotId().isPresent()) {
            snapshots.use(job, order.snapshotId().get(), order.champion());
        }
        Optional<Snapshot> known = snapshots.of(job);
        if (known.isPresent()) {
            return known.get();
        }
        List<Entry> entries = new ArrayList<>(labelled(model));
        Draw draw = new Draw(settings.mostPictures(), rule().seed());
        pictures.ofPhones(model, keptNow(entries), draw, Integer.MAX_VALUE);
        draw.pictures().forEach(picture -> entries.add(unlabelled(picture, order.label())));
        return context.commit(() -> snapshots.freeze(job, model, order.champion(), rule(), entries, "job:" + job));
    }

    private static Entry unlabelled(AskedPicture picture, String label) {
        return new Entry(
                picture.image(),
                label,
                picture.split(),
                1,
                OptionalDouble.empty(),
                Origin.UNLABELLED,
                picture.source(),
                Optional.empty(),
                Map.of());
    }

    /**
     * The pictures that a job asks its teacher about, drawn by its seed where its snapshot has more than are asked about; written down,
     * so that what it says of one that was forgotten meanwhile is not kept.
     *
     * @param kept of its snapshot
     * @throws Rejection {@code too-few-pictures} if since the request too many have gone
     */
    List<AskedPicture> freeze(JobContext context, Snapshot snapshot, DistilOrder order, Kept kept) {
        UUID job = context.job().id();
        List<AskedPicture> frozen = pictures.frozen(job);
        if (!frozen.isEmpty()) {
            return frozen;
        }
        Draw draw = new Draw(settings.mostPictures(), order.seed());
        kept.asked().forEach(draw::add);
        if (draw.count() < settings.leastPictures()) {
            throw tooFewOf(snapshot.id(), draw.count());
        }
        return context.commit(() -> {
            pictures.freeze(job, draw.pictures());
            return draw.pictures();
        });
    }

    private DrawingRule rule() {
        return rules.rule(Optional.empty());
    }

    private Rejection tooFewOf(Sha256 snapshot, int found) {
        return Rejection.conflict(
                "too-few-pictures",
                "There are " + found + " pictures in snapshot " + snapshot + " that a teacher can be asked about, "
                        + needed() + ": pictures to learn from without a mask. Without a snapshot in the request one is"
                        + " frozen that has what phones took, too.");
    }

    private Rejection tooFew(String model, int found) {
        return Rejection.conflict(
                "too-few-pictures",
                "There are " + found + " pictures of model " + model + " that a teacher can be asked about, " + needed()
                        + ": pictures with consent to training that predictions name, of devices that are not kept to"
                        + " judge by, or that were brought along by POST /v1/models/" + model + "/pictures.");
    }

    private String needed() {
        return settings.leastPictures() + " are needed (plumbline.distillation.least-pictures)";
    }
}
