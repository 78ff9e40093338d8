package io.plumbline.snapshot;

import java.util.List;

/**
 * What a snapshot is made of, counted.
 *
 * @param classes pictures of each class and split, by class
 * @param splits each split with its devices
 */
public record SnapshotParts(List<OfClass> classes, List<OfSplit> splits) {
    public SnapshotParts {
        classes = List.copyOf(classes);
        splits = List.copyOf(splits);
    }

    /**
     * A class in a split.
     *
     * @param pictures how many were frozen
     * @param gone how many of them are gone
     * @param weight of those that are left, together
     */
    public record OfClass(String label, Split split, long pictures, long gone, double weight) {}

    /**
     * A split.
     *
     * @param pictures how many were frozen
     * @param devices devices that took those that are left
     * @param audited how many of those that are left the audit arm had asked for
     * @param corrections how many somebody corrected unasked
     * @param reference how many were brought along
     * @param unlabelled how many nobody labelled
     */
    public record OfSplit(
            Split split,
            long pictures,
            long devices,
            long audited,
            long corrections,
            long reference,
            long unlabelled) {}
}
