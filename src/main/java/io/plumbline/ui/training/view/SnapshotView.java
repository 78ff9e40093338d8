package io.plumbline.ui.training.view;

import io.plumbline.ui.view.Stamp;
import java.util.List;

/**
 * The page of a snapshot.
 *
 * @param model name of the model
 * @param id whole
 * @param digest the first digits
 * @param at when it was frozen
 * @param by who asked
 * @param rule how it was drawn
 * @param pictures how many were frozen
 * @param gone what is said about those that are gone; empty for none
 * @param classes by name
 * @param splits in the order of their use
 * @param label class whose pictures are shown
 * @param choices splits to choose from
 * @param tiles pictures
 * @param pager which of them
 * @param exports files to download
 * @param jobs which used it
 * @param mayExport whether the reader may download
 */
public record SnapshotView(
        String model,
        String id,
        String digest,
        Stamp at,
        String by,
        String rule,
        String pictures,
        String gone,
        List<OfClass> classes,
        List<OfSplit> splits,
        String label,
        List<Link> choices,
        List<Tile> tiles,
        Pager pager,
        List<Link> exports,
        List<Link> jobs,
        boolean mayExport) {
    /** Whether there are pictures that nobody labelled. */
    public boolean anyUnlabelled() {
        return splits.stream().anyMatch(split -> !split.unlabelled().isEmpty());
    }

    /** Somewhere to go; whether one is there. */
    public record Link(String text, String href, boolean present) {}

    /** A class: pictures by split, how many are gone, and its share of the weight that is learnt from. */
    public record OfClass(
            String label, String href, String train, String validation, String test, String gone, String share) {}

    /** A split: pictures, devices, and how their labels came about; how many have none, empty where that are none. */
    public record OfSplit(
            String name,
            String pictures,
            String devices,
            String audited,
            String corrections,
            String reference,
            String unlabelled) {}

    /**
     * A picture.
     *
     * @param src address; empty if it is gone
     * @param mask address of its mask; empty if it has none
     * @param alt what it is
     * @param split its split
     * @param origin how its label came about
     * @param weight how much it counts
     * @param device who took it; empty if nobody is known
     */
    public record Tile(
            String src, String mask, String alt, String split, String origin, String weight, String device) {}
}
