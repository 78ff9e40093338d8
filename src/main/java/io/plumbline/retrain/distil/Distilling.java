package io.plumbline.retrain.distil;

import io.plumbline.jobs.Job;
import io.plumbline.jobs.JobContext;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.retrain.RetrainConfig;
import io.plumbline.retrain.Versions;
import io.plumbline.retrain.work.Distilled;
import io.plumbline.retrain.work.TrainingOrder;
import io.plumbline.retrain.work.WorkFolder;
import io.plumbline.retrain.work.WorkFolder.Listed;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.snapshot.Snapshots;
import io.plumbline.snapshot.Split;
import io.plumbline.store.Blob;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What of a distillation comes before the training: freezing what it learns from, and writing that into a folder. */
@ApplicationScoped
class Distilling {
    /** Share of the work that is done when the child has ended. */
    static final double TRAINED = 0.9;

    private final Models models;
    private final Snapshots snapshots;
    private final Selection selection;
    private final Versions versions;
    private final RetrainConfig config;
    private final DistilConfig settings;

    Distilling(
            Models models,
            Snapshots snapshots,
            Selection selection,
            Versions versions,
            RetrainConfig config,
            DistilConfig settings) {
        this.models = models;
        this.snapshots = snapshots;
        this.selection = selection;
        this.versions = versions;
        this.config = config;
        this.settings = settings;
    }

    /**
     * What is learnt from and judged by.
     *
     * @param snapshot that all of it is of
     * @param champion that the student is compared with, if anything was live when it was asked for
     * @param list pictures as the training reads them
     * @param asked those of them that the teacher is to draw, by address
     * @param test pictures that it is judged by, each with a mask
     */
    record Prepared(
            String model,
            DistilOrder order,
            ModelVersion teacher,
            Snapshot snapshot,
            Optional<ModelVersion> champion,
            List<Listed> list,
            Map<Sha256, AskedPicture> asked,
            List<Entry> test) {
        Prepared {
            list = List.copyOf(list);
            asked = Map.copyOf(asked);
            test = List.copyOf(test);
        }

        /** What there is to learn from and to judge by. */
        String sentence() {
            return "Teacher " + teacher.model() + " " + teacher.version() + " (" + teacher.sha256()
                    + ") is asked about "
                    + asked.size() + " pictures; " + (list.size() - asked.size())
                    + " more are learnt from with masks that people made; judged by " + test.size()
                    + " masks that people made of pictures kept from training. All are of snapshot "
                    + snapshot.id() + "." + gone();
        }

        /** What is to be said of pictures that are gone, with a space before it; nothing where all are there. */
        String gone() {
            return snapshot.reproducible()
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            " Since it was frozen %,d of its %,d pictures went, forgotten or past their time.",
                            snapshot.gone(),
                            snapshot.pictures());
        }
    }

    /** The result of a job that died after its last step, as JSON: what it made is there. */
    Optional<String> done(Job job) {
        return versions.madeBy(job, model(job));
    }

    /**
     * Writes what a job's training reads; for a later attempt the same as for the first.
     *
     * @throws Rejection {@code model-archived}, {@code too-few-pictures}
     */
    Prepared prepare(JobContext context, WorkFolder folder) throws IOException {
        String model = model(context.job());
        // It may have gone out of use while the job was queued.
        models.require(model);
        DistilOrder order = DistilOrder.of(context.job().payload());
        ModelVersion teacher = models.require(order.teacher(), order.teacherVersion());
        Snapshot snapshot = selection.snapshot(context, model, order);
        List<Entry> entries = snapshots.entries(snapshot.id());
        Map<Sha256, AskedPicture> asked = new TreeMap<>(Comparator.comparing(Sha256::hex));
        Kept kept = selection.kept(snapshot.id(), entries);
        selection.freeze(context, snapshot, order, kept).forEach(p -> asked.put(p.image(), p));
        List<Entry> test = entries.stream()
                .filter(entry -> entry.split() == Split.TEST && entry.mask().isPresent())
                .toList();
        folder.prepare(
                TrainingOrder.of(
                        Distilled.TRAINER,
                        config.weights().name(),
                        order.seed(),
                        List.of(order.label()),
                        config.acceptedError(),
                        new TreeMap<>(Map.of(
                                Distilled.BYTES, order.maxBytes(),
                                Distilled.WORK, order.maxWork(),
                                Distilled.EPOCHS, (long) settings.epochs()))),
                versions.bundle(teacher).bytes());
        List<Listed> list = list(folder, kept.drawn(), asked, snapshots.devices(snapshot.id(), entries));
        folder.list(list);
        Optional<ModelVersion> champion =
                Optional.of(order.champion()).filter(v -> !v.isEmpty()).map(v -> models.require(model, v));
        return new Prepared(model, order, teacher, snapshot, champion, list, asked, test);
    }

    /** By address; what is gone since it was frozen is left out. */
    private List<Listed> list(
            WorkFolder folder, List<Entry> drawn, Map<Sha256, AskedPicture> asked, Map<Sha256, String> devices)
            throws IOException {
        List<Listed> list = new ArrayList<>();
        for (Entry entry : drawn) {
            Sha256 address = entry.mask().orElseThrow();
            Optional<Blob> picture = snapshots.bytes(entry.image());
            Optional<Blob> mask = snapshots.bytes(address);
            if (picture.isPresent() && mask.isPresent()) {
                folder.add(entry.image(), picture.get().bytes());
                folder.add(address, mask.get().bytes());
                String device = devices.getOrDefault(entry.image(), "");
                list.add(new Listed(entry.image(), entry.split().name(), 1, device, address.hex()));
            }
        }
        for (AskedPicture picture : asked.values()) {
            Optional<Blob> bytes = snapshots.bytes(picture.image());
            if (bytes.isPresent()) {
                folder.add(picture.image(), bytes.get().bytes());
                String device = devices.getOrDefault(picture.image(), "");
                list.add(new Listed(picture.image(), picture.split().name(), 1, device, ""));
            }
        }
        list.sort(Comparator.comparing(listed -> listed.image().hex()));
        return list;
    }

    private static String model(Job job) {
        return job.model().orElseThrow(() -> Rejection.invalid("no-model", "A distillation needs a model."));
    }
}
