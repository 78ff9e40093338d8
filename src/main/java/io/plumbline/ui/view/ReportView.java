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
 * @param confidence picture
 * @param errorRate picture
 * @param classMix picture
 * @param segments one picture a segment key
 * @param examples pictures that went wrong
 * @param evidence conventional measures
 * @param nextSteps what to do now
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
        Picture confidence,
        Picture errorRate,
        Picture classMix,
        List<Picture> segments,
        List<ExampleRow> examples,
        List<ModelView.SignalRow> evidence,
        List<String> nextSteps) {

    /** One large number and what it says. */
    public record Figure(String value, String label, String note) {}

    /** A picture; its data URI is empty where the picture is no longer kept. */
    public record ExampleRow(
            String dataUri, String predicted, String corrected, String confidence, String segment, Stamp time) {
        /** Whether there is a picture to show. */
        public boolean shown() {
            return !dataUri.isEmpty();
        }
    }
}
