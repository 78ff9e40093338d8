package io.plumbline.ui.view.operation;

import io.plumbline.ui.view.JobView;
import java.util.List;

/**
 * A page of the list of jobs, newest first.
 *
 * @param rows its jobs
 * @param model whose they are; empty for those of all models
 * @param shown which of how many; empty for none
 * @param newer address of the page before; empty if there is none
 * @param older address of the page after; empty if there is none
 */
public record JobsView(List<JobView> rows, String model, String shown, String newer, String older) {
    /** Copies the list. */
    public JobsView {
        rows = List.copyOf(rows);
    }
}
