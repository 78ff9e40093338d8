package io.plumbline.ui.signals.view;

import io.plumbline.stats.Estimate;
import java.util.List;
import java.util.Optional;

/**
 * Two versions on the same predictions' kind.
 *
 * @param selection place and span; its version is the first one
 * @param first the one that is compared with
 * @param second the one that is compared
 * @param sharedHours whole hours in which both were in the field at this place
 * @param shared whether only those hours are compared; else each over all of its own
 * @param difference error rate of the second less that of the first
 * @param parts charts of both
 */
public record CompareFacts(
        Selection selection,
        Side first,
        Side second,
        int sharedHours,
        boolean shared,
        Optional<Estimate> difference,
        List<Part> parts) {

    /** Copies the list. */
    public CompareFacts {
        parts = List.copyOf(parts);
    }

    /**
     * One version.
     *
     * @param version its name
     * @param predictions in the hours compared
     * @param errors error rate of its audited labels
     * @param confident the same of confidently wrong ones
     * @param design by how much devices that differ inflate the variance, at least 1; NaN if all labels are of one shard of devices
     */
    public record Side(String version, long predictions, Part.Rate errors, Part.Rate confident, double design) {}
}
