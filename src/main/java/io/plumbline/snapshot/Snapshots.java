package io.plumbline.snapshot;

import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Pictures;
import io.plumbline.snapshot.SnapshotTable.Placed;
import io.plumbline.store.Blob;
import io.plumbline.store.Blobs;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The snapshots of all models. */
@ApplicationScoped
public class Snapshots {
    private static final int BATCH = 500;

    private final LabelledPictures pictures;
    private final Pictures all;
    private final SnapshotTable table;
    private final Blobs blobs;
    private final Transactions transactions;
    private final Journal journal;
    private final InstantSource clock;

    Snapshots(
            LabelledPictures pictures,
            Pictures all,
            SnapshotTable table,
            Blobs blobs,
            Transactions transactions,
            Journal journal,
            InstantSource clock) {
        this.pictures = pictures;
        this.all = all;
        this.table = table;
        this.blobs = blobs;
        this.transactions = transactions;
        this.journal = journal;
        this.clock = clock;
    }

    /** Takes the pictures of a snapshot one after the other. */
    @FunctionalInterface
    public interface Visitor<E extends Exception> {
        /** Takes one. */
        void take(Entry entry) throws E;
    }

    /**
     * A picture as a page shows it.
     *
     * @param gone whether only the mark of it is left
     */
    public record Shown(Entry entry, boolean gone) {}

    /**
     * Freezes the labelled pictures of a model. The same pictures and the same rule give the same snapshot, which is there
     * once.
     *
     * @throws Rejection {@code no-pictures} if there is none to freeze
     */
    @Transactional
    public Snapshot freeze(String model, DrawingRule rule, String actor) {
        return keep(model, rule.seed(), words(rule), drawn(model, rule), actor);
    }

    /**
     * As above, for a job, which finds the snapshot as it was when it is run again.
     *
     * @param champion version that the job starts from, frozen with the pictures: another may go live meanwhile
     */
    @Transactional
    public Snapshot freeze(UUID job, String model, String champion, DrawingRule rule, String actor) {
        Optional<Snapshot> used = of(job);
        if (used.isPresent()) {
            return used.get();
        }
        Snapshot snapshot = freeze(model, rule, actor);
        use(job, snapshot.id(), champion);
        return snapshot;
    }

    /** What a snapshot of a model's labelled pictures would take now, by address; nothing if there are none. */
    public List<Entry> drawn(String model, DrawingRule rule) {
        return new Drawing(rule).of(pictures.of(model));
    }

    /**
     * Freezes, for a job, what was drawn for it: labelled pictures, and beside them some that nobody labelled. Of these latter what was
     * forgotten since is left out.
     *
     * @param champion version that the job compares with; empty for none
     * @param rule by which the labelled ones were drawn
     * @param drawn each once, in any order
     */
    @Transactional
    public Snapshot freeze(
            UUID job, String model, String champion, DrawingRule rule, Collection<Entry> drawn, String actor) {
        List<Sha256> unlabelled = drawn.stream()
                .filter(entry -> entry.origin() == Origin.UNLABELLED)
                .map(Entry::image)
                .toList();
        Set<Sha256> there = transactions.run(c -> table.hold(c, unlabelled));
        List<Entry> entries = drawn.stream()
                .filter(entry -> entry.origin() != Origin.UNLABELLED || there.contains(entry.image()))
                .sorted(Comparator.comparing(entry -> entry.image().hex()))
                .toList();
        String words = String.format(
                Locale.ROOT, "%s With %,d pictures of phones that nobody labelled.", words(rule), there.size());
        Snapshot snapshot = keep(model, rule.seed(), words, entries, actor);
        use(job, snapshot.id(), champion);
        return snapshot;
    }

    /**
     * Notes that a job uses a snapshot that is there.
     *
     * @param champion version that it compares with; empty for none
     */
    @Transactional
    public void use(UUID job, Sha256 snapshot, String champion) {
        transactions.execute(c -> table.use(c, job, snapshot, champion, clock.instant()));
    }

    /** The snapshot that a job uses, if it has frozen one. */
    public Optional<Snapshot> of(UUID job) {
        return transactions.run(c -> table.of(c, job)).map(use -> require(use.snapshot()));
    }

    /** The version that a job starts from, if it has frozen one. */
    public Optional<String> champion(UUID job) {
        return transactions.run(c -> table.of(c, job)).flatMap(SnapshotTable.Use::champion);
    }

    /**
     * Requires that no picture which is said to be a device's was forgotten.
     *
     * @throws Rejection CONFLICT, {@code picture-forgotten}
     */
    void requireNotForgotten(List<Entry> entries) {
        List<Entry> taken = entries.stream()
                .filter(entry -> !entry.source().equals(LabelledPictures.REFERENCE))
                .toList();
        transactions.run(c -> table.forgotten(c, taken)).ifPresent(gone -> {
            throw Rejection.conflict(
                    "picture-forgotten",
                    "Picture " + gone.first()
                            + (gone.pictures() == 1 ? "" : " and " + (gone.pictures() - 1) + " more")
                            + " of a device went from a snapshot, forgotten or kept no longer: what was exported before"
                            + " does not bring that back. Leave it out; where you may use it all the same, let it be"
                            + " a reference picture (origin and source 'reference').");
        });
    }

    /** Keeps a snapshot of these pictures, in the order of their addresses, each once. Those that were gone and are back are in it again. */
    @Transactional
    Snapshot keep(String model, long seed, String words, List<Entry> entries, String actor) {
        if (entries.isEmpty()) {
            throw Rejection.conflict(
                    "no-pictures",
                    "Model " + model + " has no labelled picture that a snapshot could take; send corrections with"
                            + " pictures, or POST a zip of class folders to /v1/models/" + model + "/pictures.");
        }
        Snapshot snapshot = new Snapshot(
                new Manifest(model, seed).id(entries),
                model,
                seed,
                words,
                entries.size(),
                0,
                clock.instant(),
                actor,
                List.of());
        if (transactions.run(c -> table.add(c, snapshot, entries))) {
            Map<Sha256, NavigableSet<String>> senders =
                    all.senders(entries.stream().map(Entry::image).toList());
            transactions.execute(c -> table.addSenders(c, snapshot.id(), entries, senders));
            journal.append(
                    actor,
                    model,
                    "snapshot-frozen",
                    String.format(Locale.ROOT, "%,d pictures, %s. %s", entries.size(), snapshot.id(), words));
            return require(snapshot.id());
        }
        Snapshot known = require(snapshot.id());
        long back = known.gone() == 0 ? 0 : transactions.run(c -> table.restore(c, known.id(), entries));
        if (back == 0) {
            return known;
        }
        journal.append(
                actor,
                model,
                "snapshot-restored",
                String.format(Locale.ROOT, "%,d pictures that were gone are back, %s. %s", back, known.id(), words));
        return require(known.id());
    }

    /**
     * A snapshot by its id.
     *
     * @throws Rejection {@code snapshot-unknown}
     */
    public Snapshot require(Sha256 id) {
        return transactions.run(c -> table.one(c, id)).orElseThrow(() -> unknown(id.hex()));
    }

    /**
     * A snapshot of a model.
     *
     * @throws Rejection {@code snapshot-unknown}, also if it is another model's or no id at all
     */
    public Snapshot require(String model, String id) {
        return Optional.of(id)
                .filter(Sha256::isValid)
                .map(hex -> require(new Sha256(hex)))
                .filter(snapshot -> snapshot.model().equals(model))
                .orElseThrow(() -> unknown(id));
    }

    private static Rejection unknown(String id) {
        return Rejection.notFound("snapshot-unknown", "There is no snapshot " + id + ".");
    }

    /** The snapshots of a model, newest first. */
    public Page.Of<Snapshot> of(String model, Page page) {
        return transactions.run(c -> table.newestFirst(c, model, page));
    }

    /** What a snapshot is made of. */
    public SnapshotParts parts(Sha256 id) {
        return transactions.run(c -> table.parts(c, id));
    }

    /** Pictures of a class, or of all for an empty one; of all splits, or of one. */
    public Page.Of<Shown> pictures(Sha256 id, String label, Optional<Split> split, Page page) {
        String word = split.map(Split::word).orElse("");
        return transactions
                .run(c -> table.shown(c, id, label, word, page))
                .map(placed -> new Shown(placed.entry(), placed.gone()));
    }

    /** Visits what is left of a snapshot, in the order of its manifest, some at a time: memory is bounded. */
    public <E extends Exception> void visit(Sha256 id, Visitor<E> visitor) throws E {
        List<Placed> some = after(id, -1);
        while (!some.isEmpty()) {
            for (Placed placed : some) {
                visitor.take(placed.entry());
            }
            some = after(id, some.get(some.size() - 1).number());
        }
    }

    private List<Placed> after(Sha256 id, int number) {
        return transactions.run(c -> table.after(c, id, number, BATCH));
    }

    /** All entries that are left, without their bytes. */
    public List<Entry> entries(Sha256 id) {
        List<Entry> entries = new ArrayList<>();
        visit(id, entries::add);
        return entries;
    }

    /** Devices that had sent pictures of a snapshot when it was frozen, beside those that its pictures name. */
    public Map<Sha256, NavigableSet<String>> senders(Sha256 id) {
        return transactions.run(c -> table.senders(c, id));
    }

    /**
     * The device that took each picture of a snapshot of which that was known when it was frozen; the first by name of those that had
     * sent one that was brought along.
     */
    public Map<Sha256, String> devices(Sha256 id, List<Entry> entries) {
        Map<Sha256, NavigableSet<String>> senders = senders(id);
        Map<Sha256, String> devices = new HashMap<>();
        entries.forEach(entry -> entry.device(senders).ifPresent(device -> devices.put(entry.image(), device)));
        return devices;
    }

    /** The bytes of a picture or a mask; empty if it went a moment ago. */
    public Optional<Blob> bytes(Sha256 image) {
        return blobs.get(image);
    }

    private static String words(DrawingRule rule) {
        return String.format(
                Locale.ROOT,
                "Seed %d; devices: %.0f %% to judge by, %.0f %% of the others to calibrate with; old pictures: %s; %s;"
                        + " classes %s%s.",
                rule.seed(),
                100 * rule.testShare(),
                100 * rule.validationShare(),
                rule.replayShare() >= 1
                        ? "all"
                        : String.format(Locale.ROOT, "at most %.0f %%", 100 * rule.replayShare()),
                rule.since().map(at -> "new since " + at).orElse("all of the field is new"),
                rule.balance() == Balance.NONE ? "as they are" : "balanced by weights",
                rule.mostOfAClass().isPresent()
                        ? ", at most " + rule.mostOfAClass().getAsInt() + " of each"
                        : "");
    }
}
