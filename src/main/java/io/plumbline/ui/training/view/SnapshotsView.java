package io.plumbline.ui.training.view;

import io.plumbline.ui.view.Stamp;
import java.util.List;

/**
 * The list of a model's snapshots.
 *
 * @param model name of the model
 * @param rows newest first
 * @param pager which of them
 * @param seed what the form shows
 * @param mayFreeze whether the reader may freeze one
 */
public record SnapshotsView(String model, List<Row> rows, Pager pager, String seed, boolean mayFreeze) {
    /**
     * A snapshot.
     *
     * @param id whole
     * @param digest the first digits
     * @param at when it was frozen
     * @param by who asked
     * @param pictures how many
     * @param gone how many of them are gone; empty for none
     * @param rule how it was drawn
     * @param uses by how many jobs it was used, in words; empty for none
     */
    public record Row(
            String id, String digest, Stamp at, String by, String pictures, String gone, String rule, String uses) {}
}
