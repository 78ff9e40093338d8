package io.plumbline.ui.training.view;

import io.plumbline.ui.training.view.DistilView.Choice;
import io.plumbline.ui.view.Stamp;
import java.util.List;

/**
 * The page of when a model is retrained.
 *
 * @param model name of the model
 * @param revision revision of the policy; 0 for the settings
 * @param form what the form shows: the policy, or what was typed and not accepted
 * @param standing the latest decision; empty if there is none
 * @param decisions newest first
 * @param pager which of them
 * @param history earlier policies, newest first
 * @param classes those that the live version tells apart, of which a retraining by hand may leave some out; empty where
 *     nothing is live
 * @param mayChange whether the reader may change the policy, and retrain
 * @param masks whether the model draws masks, so that it is made from a larger one
 * @param teachers who can teach it then, and nobody
 */
public record RetrainView(
        String model,
        int revision,
        Form form,
        String standing,
        List<DecisionRow> decisions,
        Pager pager,
        List<Row> history,
        List<String> classes,
        boolean mayChange,
        boolean masks,
        List<Choice> teachers) {
    /** The fields, as typed. */
    public record Form(
            String revision,
            boolean onIncident,
            String incidentLabels,
            String newLabels,
            String schedule,
            String zone,
            String cooldownHours,
            String labelsPerClass,
            String monthlyBudget,
            String reason) {}

    /** A decision: from when to when, what came of it (a class of the style sheet and a word), and why. */
    public record DecisionRow(
            Stamp from, Stamp until, boolean moment, String chip, String word, String sentence, String job) {}

    /** A revision in words. */
    public record Row(
            int revision,
            Stamp at,
            String by,
            String incident,
            String labels,
            String schedule,
            String cooldown,
            String perClass,
            String budget,
            String teacher,
            String reason) {}
}
