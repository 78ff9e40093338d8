package io.plumbline.ui.signals.view;

import io.plumbline.ui.signals.view.Picker.Choice;
import io.plumbline.ui.signals.view.Picker.Link;
import java.util.List;

/**
 * The table of the values of a segment key, ready to be shown.
 *
 * @param model its name
 * @param version of the model
 * @param key segment key; empty if the model has none
 * @param keys links to the other keys
 * @param spans links to other spans
 * @param orders links to other orders
 * @param versions versions to choose from
 * @param hidden the span's word, for the form
 * @param promise what the colours are measured against, in words
 * @param rows one a value
 * @param days headings of the second table
 * @param shown which rows of how many
 * @param earlier address of the page before; empty for none
 * @param later address of the page after; empty for none
 * @param judged what the evidence was judged on, in words
 */
public record SegmentView(
        String model,
        String version,
        String key,
        List<Link> keys,
        List<Link> spans,
        List<Link> orders,
        List<Choice> versions,
        String hidden,
        String promise,
        List<Row> rows,
        List<String> days,
        String shown,
        String earlier,
        String later,
        String judged) {

    /**
     * One value.
     *
     * @param href page of its error rate
     * @param rate error rate
     * @param evidence how seldom chance does as much
     * @param needed how seldom it must, for an alarm
     * @param hot whether its evidence was enough for an alarm
     * @param drifted measures that drifted, each in words
     * @param rest how the others stand; empty if none was judged
     * @param excess its share of the excess errors of all values
     * @param excessErrors how many those are; empty for none
     */
    public record Row(
            String value,
            String href,
            String predictions,
            String audited,
            Cell rate,
            String evidence,
            String needed,
            boolean hot,
            String confident,
            List<String> drifted,
            String rest,
            String excess,
            String excessErrors,
            List<Cell> days) {}

    /**
     * A number on a coloured ground.
     *
     * @param css "h0" to "h4", the higher the darker; "few" where there are too few labels for a colour
     * @param text the number; "–" for none
     * @param range its interval; empty for none
     * @param above whether the lower end of the interval is above the promise
     * @param hover all of it in words
     */
    public record Cell(String css, String text, String range, boolean above, String hover) {}
}
