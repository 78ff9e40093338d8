package io.plumbline.ui.training;

import io.plumbline.kernel.Page;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.snapshot.SnapshotParts;
import io.plumbline.snapshot.SnapshotParts.OfClass;
import io.plumbline.snapshot.Snapshots;
import io.plumbline.snapshot.Snapshots.Shown;
import io.plumbline.snapshot.Split;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.training.view.Pager;
import io.plumbline.ui.training.view.SnapshotView;
import io.plumbline.ui.training.view.SnapshotView.Link;
import io.plumbline.ui.training.view.SnapshotView.Tile;
import io.plumbline.ui.training.view.SnapshotsView;
import io.plumbline.ui.view.Stamp;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Gathers what the pages of snapshots show. */
@ApplicationScoped
class SnapshotReader {
    private static final int DIGITS = 12;
    private static final int TILES = 48;
    private static final int ROWS = 50;

    private final Snapshots snapshots;

    SnapshotReader(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    SnapshotsView list(String model, int page, String seed, boolean mayFreeze) {
        Page.Of<Snapshot> found = snapshots.of(model, new Page(page, ROWS));
        return new SnapshotsView(
                model,
                found.items().stream().map(SnapshotReader::row).toList(),
                Pager.of(found, "/models/" + model + "/snapshots?page="),
                seed,
                mayFreeze);
    }

    private static SnapshotsView.Row row(Snapshot snapshot) {
        return new SnapshotsView.Row(
                snapshot.id().hex(),
                digest(snapshot),
                Stamp.of(snapshot.createdAt()),
                snapshot.createdBy(),
                Numbers.count(snapshot.pictures()),
                snapshot.reproducible() ? "" : Numbers.count(snapshot.gone()) + " gone",
                snapshot.rule(),
                snapshot.jobs().isEmpty() ? "" : Stamp.plural(snapshot.jobs().size(), "job"));
    }

    private static String digest(Snapshot snapshot) {
        return snapshot.id().hex().substring(0, DIGITS);
    }

    /**
     * The page of a snapshot.
     *
     * @param asked class whose pictures are wanted; empty for the first
     * @param split only those of this one; empty for all
     */
    SnapshotView one(Snapshot snapshot, String asked, Optional<Split> split, int page, boolean mayExport) {
        SnapshotParts parts = snapshots.parts(snapshot.id());
        String path = "/models/" + snapshot.model() + "/snapshots/" + snapshot.id();
        List<SnapshotView.OfClass> classes = classes(parts, path);
        String label = asked.isEmpty() && !classes.isEmpty() ? classes.get(0).label() : asked;
        Page.Of<Shown> shown = snapshots.pictures(snapshot.id(), label, split, new Page(page, TILES));
        String here = path + "?label=" + encoded(label);
        return new SnapshotView(
                snapshot.model(),
                snapshot.id().hex(),
                digest(snapshot),
                Stamp.of(snapshot.createdAt()),
                snapshot.createdBy(),
                snapshot.rule(),
                Stamp.plural(snapshot.pictures(), "picture"),
                gone(snapshot),
                classes,
                parts.splits().stream().map(SnapshotReader::split).toList(),
                label,
                choices(here, split),
                shown.items().stream().map(SnapshotReader::tile).toList(),
                Pager.of(shown, here + split.map(s -> "&split=" + s.word()).orElse("") + "&page="),
                exports(snapshot),
                snapshot.jobs().stream()
                        .map(job -> new Link(job.toString().substring(0, 8), "/jobs/" + job, false))
                        .toList(),
                mayExport);
    }

    private static String gone(Snapshot snapshot) {
        return snapshot.reproducible()
                ? ""
                : Stamp.plural(snapshot.gone(), "picture") + " of " + Numbers.count(snapshot.pictures())
                        + " may not be used any more: forgotten, taken back or past their time. What was made of this"
                        + " snapshot can not be made again.";
    }

    private static List<SnapshotView.OfClass> classes(SnapshotParts parts, String path) {
        Map<String, Map<Split, OfClass>> byLabel = new TreeMap<>();
        double learnt = 0;
        for (OfClass each : parts.classes()) {
            byLabel.computeIfAbsent(each.label(), label -> new EnumMap<>(Split.class))
                    .put(each.split(), each);
            learnt += each.split() == Split.TRAIN ? each.weight() : 0;
        }
        List<SnapshotView.OfClass> rows = new ArrayList<>();
        for (Map.Entry<String, Map<Split, OfClass>> each : byLabel.entrySet()) {
            Map<Split, OfClass> splits = each.getValue();
            long gone = splits.values().stream().mapToLong(OfClass::gone).sum();
            double weight = Optional.ofNullable(splits.get(Split.TRAIN))
                    .map(OfClass::weight)
                    .orElse(0.0);
            rows.add(new SnapshotView.OfClass(
                    each.getKey(),
                    path + "?label=" + encoded(each.getKey()),
                    pictures(splits, Split.TRAIN),
                    pictures(splits, Split.VALIDATION),
                    pictures(splits, Split.TEST),
                    gone == 0 ? "" : Numbers.count(gone),
                    learnt == 0 ? Numbers.NONE : Numbers.percent(weight / learnt)));
        }
        return rows;
    }

    private static String pictures(Map<Split, OfClass> splits, Split split) {
        return Numbers.count(
                Optional.ofNullable(splits.get(split)).map(OfClass::pictures).orElse(0L));
    }

    private static SnapshotView.OfSplit split(SnapshotParts.OfSplit split) {
        return new SnapshotView.OfSplit(
                switch (split.split()) {
                    case TRAIN -> "to learn from";
                    case VALIDATION -> "to calibrate with";
                    case TEST -> "to judge by";
                },
                Numbers.count(split.pictures()),
                Numbers.count(split.devices()),
                Numbers.count(split.audited()),
                Numbers.count(split.corrections()),
                Numbers.count(split.reference()),
                split.unlabelled() == 0 ? "" : Numbers.count(split.unlabelled()));
    }

    private static List<Link> choices(String here, Optional<Split> chosen) {
        List<Link> links = new ArrayList<>();
        links.add(new Link("all", here, chosen.isEmpty()));
        for (Split split : Split.values()) {
            links.add(new Link(
                    split.word(),
                    here + "&split=" + split.word(),
                    chosen.filter(split::equals).isPresent()));
        }
        return links;
    }

    private static List<Link> exports(Snapshot snapshot) {
        String export = "/v1/models/" + snapshot.model() + "/snapshots/" + snapshot.id() + "/export?format=";
        return List.of(
                new Link("Class folders (zip)", export + "folders", false),
                new Link("COCO (zip)", export + "coco", false),
                new Link("Manifest (CSV)", export + "csv", false));
    }

    private static Tile tile(Shown shown) {
        Entry entry = shown.entry();
        return new Tile(
                shown.gone() ? "" : "/v1/images/" + entry.image(),
                shown.gone()
                        ? ""
                        : entry.mask().map(mask -> "/v1/images/" + mask).orElse(""),
                entry.label(),
                entry.split().word(),
                entry.origin().word(),
                String.format(Locale.ROOT, "%.2f", entry.weight()),
                shown.gone() ? "" : entry.source());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
