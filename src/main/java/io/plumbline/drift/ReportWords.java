package io.plumbline.drift;

import io.plumbline.drift.AuditTrail.Raised;
import io.plumbline.drift.DriftReport.Effect;
import io.plumbline.drift.DriftReport.SegmentRow;
import io.plumbline.feedback.LabelledPictures.Origin;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** The sentences of a report, for readers who do not read tables. */
final class ReportWords {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Share of the excess errors from which a segment is named as where the trouble lies. */
    private static final double CARRIES = 0.5;

    private ReportWords() {}

    static String verdict(String model, String version, Effect effect, Raised raised, List<SegmentRow> segments) {
        String sentence = String.format(
                Locale.ROOT,
                "%s %s has become worse in the field: since about %s it is wrong in %s of its predictions (%s to %s),"
                        + " where its validation promised %s",
                model,
                version,
                MINUTE.format(raised.change()),
                percent(effect.rate()),
                percent(effect.lower()),
                percent(effect.upper()),
                percent(effect.baselineRate()));
        if (!segments.isEmpty() && segments.get(0).excessShare() >= CARRIES) {
            SegmentRow first = segments.get(0);
            return String.format(
                    Locale.ROOT,
                    "%s; %s of the excess errors come from %s “%s”.",
                    sentence,
                    percent(first.excessShare()),
                    first.key(),
                    first.value());
        }
        return sentence + "; no single segment carries it.";
    }

    static String guarantee(double alpha, double promised) {
        return String.format(
                Locale.ROOT,
                "For a version whose error rate never exceeds %s, the probability of ever raising this alarm is at most"
                        + " %s, however long one watches and however often one looks. It rests on the audit arm alone,"
                        + " which asks at random.",
                percent(promised),
                percent(alpha));
    }

    static List<String> nextSteps(List<SegmentRow> segments, SortedMap<Origin, Long> pictures) {
        long field = pictures.getOrDefault(Origin.AUDIT, 0L) + pictures.getOrDefault(Origin.CORRECTION, 0L);
        List<String> steps = new ArrayList<>();
        steps.add(String.format(
                Locale.ROOT,
                "Retrain the last layer: %,d labelled pictures from the field and %,d reference pictures are at hand.",
                field,
                pictures.getOrDefault(Origin.REFERENCE, 0L)));
        if (!segments.isEmpty() && segments.get(0).excessShare() >= CARRIES) {
            SegmentRow first = segments.get(0);
            steps.add("Look at the example pictures of " + first.key() + " “" + first.value()
                    + "”: a change of camera or of app release shows there first.");
        }
        steps.add("If the pictures are beyond help, go back to an earlier version or raise the abstain threshold.");
        return steps;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
