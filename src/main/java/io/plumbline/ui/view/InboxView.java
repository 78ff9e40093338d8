package io.plumbline.ui.view;

import java.util.List;

/**
 * The inbox of incidents, ready to be shown.
 *
 * @param rows incidents on this page
 * @param show "open" or "all"
 * @param model whose; empty for those of all models
 * @param models names to choose from
 * @param waiting how many are open, of all models
 * @param shown which of how many
 * @param earlier address of the page before; empty for none
 * @param later address of the page after; empty for none
 */
public record InboxView(
        List<ModelView.IncidentRow> rows,
        String show,
        String model,
        List<String> models,
        long waiting,
        String shown,
        String earlier,
        String later) {

    /** Copies the lists. */
    public InboxView {
        rows = List.copyOf(rows);
        models = List.copyOf(models);
    }

    /** What stands where there is none. */
    public String empty() {
        String whose = model.isEmpty() ? "in any model" : "of " + model;
        return show.equals("open")
                ? "Nothing waits for anybody " + whose + "."
                : "Nothing has drifted so far " + whose + ".";
    }
}
