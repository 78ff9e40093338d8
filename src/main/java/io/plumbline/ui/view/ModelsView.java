package io.plumbline.ui.view;

import io.plumbline.ui.charts.Numbers;
import java.util.List;

/**
 * The list of models.
 *
 * @param rows one a model; empty where there is none yet
 * @param archived those that are out of use
 * @param mayRestore whether the reader may take one of them up again
 */
public record ModelsView(List<Row> rows, List<Archived> archived, boolean mayRestore) {
    /**
     * A model that is out of use.
     *
     * @param name of the model
     * @param title of the model
     * @param at since when
     * @param by who said so
     * @param reason why
     */
    public record Archived(String name, String title, Stamp at, String by, String reason) {}

    /**
     * One model.
     *
     * @param name of the model
     * @param title of the model
     * @param sentence where its loop stands
     * @param tone "calm", "alarm", "work" or "ready"
     * @param stage the word of the present stage
     * @param live its live version, in words
     * @param error estimated error rate
     * @param perMinute predictions a minute
     * @param incidents open incidents, in words
     */
    public record Row(
            String name,
            String title,
            String sentence,
            String tone,
            String stage,
            String live,
            String error,
            String perMinute,
            String incidents) {

        /** The row of a model, from the same facts as its page. */
        public static Row of(ModelFacts facts) {
            LoopView loop = new LoopPresenter(facts).view();
            String stage = loop.steps().stream()
                    .filter(LoopView.Step::present)
                    .map(LoopView.Step::name)
                    .findFirst()
                    .orElse("");
            long open = facts.incidents().stream().filter(IncidentFacts::open).count();
            return new Row(
                    facts.name(),
                    facts.title(),
                    loop.sentence(),
                    loop.tone(),
                    stage,
                    facts.live().map(v -> "version " + v.version()).orElse("none"),
                    facts.drift().map(d -> Numbers.percent(d.alarm().rate())).orElse(Numbers.NONE),
                    Numbers.count(facts.field().perMinute()),
                    open == 0 ? "none" : Numbers.count(open));
        }
    }
}
