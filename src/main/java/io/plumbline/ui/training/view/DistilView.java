package io.plumbline.ui.training.view;

import java.util.List;

/**
 * The page of distillations of a model.
 *
 * @param model name of the model
 * @param teachers versions that could teach
 * @param snapshots whose masks could be learnt from and judged by, newest first
 * @param form what the form shows
 * @param running address of the job that is at it; empty for none
 * @param waiting pictures that wait for a person to draw their masks
 * @param total how many there are, in words
 * @param pager which of them
 * @param mayStart whether the reader may start one
 * @param maySee whether the reader may see pictures
 */
public record DistilView(
        String model,
        List<Choice> teachers,
        List<Choice> snapshots,
        Form form,
        String running,
        List<Waiting> waiting,
        String total,
        Pager pager,
        boolean mayStart,
        boolean maySee) {
    /** Copies the lists. */
    public DistilView {
        teachers = List.copyOf(teachers);
        snapshots = List.copyOf(snapshots);
        waiting = List.copyOf(waiting);
    }

    /** The fields, as typed. */
    public record Form(String teacher, String snapshot, String seed, String kilobytes, String millions) {}

    /** One of several. */
    public record Choice(String value, String text, boolean chosen) {}

    /** A picture, why it waits, who was asked. */
    public record Waiting(String src, String reason, String teacher) {}
}
