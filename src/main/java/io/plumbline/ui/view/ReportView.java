package io.plumbline.ui.view;

import io.plumbline.ui.charts.Picture;
import java.util.List;

/**
 * A drift report, ready to be shown.
 *
 * @param id identity of the report
 * @param model name of the model
 * @param version version that drifted
 * @param incident number of the incident
 * @param computed when it was computed
 * @param watermark event time up to which predictions were considered
 * @param verdict one plain sentence
 * @param guarantee what the alarm promises, in words
 * @param figures the effect in figures
 * @param why likely causes
 * @param errorRate picture
 * @param plots the other pictures
 * @param confusions pairs of classes
 * @param spans what was compared
 * @param examples pictures that went wrong
 * @param evidence conventional measures
 * @param nextSteps what to do now
 * @param needs what knowing more costs
 */
public record ReportView(
        String id,
        String model,
        String version,
        long incident,
        Stamp computed,
        Stamp watermark,
        String verdict,
        String guarantee,
        List<Figure> figures,
        Why why,
        Picture errorRate,
        Plots plots,
        List<ConfusionRow> confusions,
        List<SpanRow> spans,
        List<ExampleRow> examples,
        List<ModelView.SignalRow> evidence,
        List<String> nextSteps,
        List<NeedRow> needs) {

    /**
     * One large number and what it says.
     *
     * @param at the moment that the number is; an empty one if it is none
     */
    public record Figure(String value, String label, String note, Stamp at) {
        /** A number that is no moment. */
        public Figure(String value, String label, String note) {
            this(value, label, note, new Stamp("", ""));
        }
    }

    /**
     * Why it happened.
     *
     * @param title the cause that is named; empty in reports that name none
     * @param percent its strength in whole per cents; below 0 where nothing is named
     * @param sentence its evidence
     * @param others the causes that are less likely
     */
    public record Why(String title, long percent, String sentence, List<CauseRow> others) {
        /** Whether there is anything to show. */
        public boolean shown() {
            return !title.isEmpty();
        }

        /** Whether a cause is named. */
        public boolean named() {
            return percent >= 0;
        }
    }

    /** A cause, its strength in whole per cents, and its evidence. */
    public record CauseRow(String title, long percent, String sentence) {}

    /**
     * Pictures of numbers.
     *
     * @param segments one a segment key
     * @param inputs one a statistic
     * @param reliability how often it is right by how sure it is; nothing in reports that lack it
     * @param confidence how sure it is
     * @param classMix what it says
     */
    public record Plots(
            List<Picture> segments,
            List<InputPlot> inputs,
            Picture reliability,
            Picture confidence,
            Picture classMix) {}

    /** A statistic of the pictures: its densities, and how it moved in words. */
    public record InputPlot(Picture picture, boolean moved, String words) {}

    /** Two classes, and how often the one was taken for the other. */
    public record ConfusionRow(
            String corrected, String predicted, String before, String since, String p, boolean grown) {}

    /** What was counted in a span. */
    public record SpanRow(
            String name, String when, String predictions, String audited, String sure, String voluntary) {}

    /** What knowing more costs. */
    public record NeedRow(String what, String words, long have, long needed, boolean enough) {}

    /** A picture; its data URI is empty where the picture is no longer kept. */
    public record ExampleRow(
            String dataUri, String predicted, String corrected, String confidence, String segment, Stamp time) {
        /** Whether there is a picture to show. */
        public boolean shown() {
            return !dataUri.isEmpty();
        }
    }
}
