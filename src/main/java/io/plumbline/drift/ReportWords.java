package io.plumbline.drift;

import io.plumbline.drift.DriftReport.Change;
import io.plumbline.drift.DriftReport.Effect;
import io.plumbline.drift.DriftReport.SegmentRow;
import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.signal.Finding;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.anytime.CalendarEDetector;
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

    static String verdict(
            ModelVersion version, Finding finding, Effect effect, Change change, List<SegmentRow> segments) {
        Place place = finding.place();
        boolean fleet = place.equals(Place.FLEET);
        if (finding instanceof Finding.Silence silence) {
            return String.format(
                    Locale.ROOT,
                    "%s %s: nothing is heard of the %s since %s; some %,.0f predictions were to be expected.",
                    version.model(),
                    version.version(),
                    place.words(),
                    MINUTE.format(silence.since()),
                    silence.expected());
        }
        if (finding instanceof Finding.Drifted drifted) {
            return String.format(
                    Locale.ROOT,
                    "%s %s differs from its baseline by the %s: %s",
                    version.model(),
                    version.version(),
                    drifted.evidence().name(),
                    drifted.evidence().note());
        }
        String sentence = String.format(
                Locale.ROOT,
                "%s %s has become worse %s: since about %s it is wrong%s in %s of its predictions (%s to %s),"
                        + " where its validation promised %s",
                version.model(),
                version.version(),
                fleet ? "in the field" : "on " + place.key() + " “" + place.value() + "”",
                MINUTE.format(change.estimated()),
                finding instanceof Finding.ConfidentErrors ? ", and sure of it," : "",
                percent(effect.rate()),
                percent(effect.lower()),
                percent(effect.upper()),
                percent(effect.baselineRate()));
        if (!fleet) {
            return sentence + ".";
        }
        return segments.stream()
                .findFirst()
                .filter(first -> first.excessShare() >= CARRIES)
                .map(first -> String.format(
                        Locale.ROOT,
                        "%s; %s of the excess errors come from %s “%s”.",
                        sentence,
                        percent(first.excessShare()),
                        first.key(),
                        first.value()))
                .orElse(sentence + "; no single segment carries it.");
    }

    static String guarantee(Finding finding, Settings settings) {
        if (!(finding instanceof Finding.ErrorRate || finding instanceof Finding.ConfidentErrors)) {
            return "It carries no guarantee: the guaranteed alarms are those on the errors of the audit arm.";
        }
        double falseAlarmsPerYear = settings.falseAlarmsPerYear();
        return String.format(
                Locale.ROOT,
                "As long as this model errs%s in no more than %s of its predictions, %s false alarm%s a year %s raised on"
                        + " average, over the fleet and all watched segments and all alarms together, however many labels come and however"
                        + " often one looks. It rests on the audit arm alone, which asks at random, and on a validation of"
                        + " %,d pictures that was not luckier than one in %,d.",
                finding instanceof Finding.ConfidentErrors ? " with a confidence of at least 90 %" : "",
                percent(settings.promised()),
                number(falseAlarmsPerYear),
                falseAlarmsPerYear == 1 ? "" : "s",
                falseAlarmsPerYear == 1 ? "at most is" : "at most are",
                settings.labels(),
                Math.round(1 / CalendarEDetector.MISLED));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
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
