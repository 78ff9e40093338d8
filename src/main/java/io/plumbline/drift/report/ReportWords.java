package io.plumbline.drift.report;

import io.plumbline.drift.alarm.ErrorWatch.Place;
import io.plumbline.drift.alarm.ErrorWatch.Settings;
import io.plumbline.drift.baseline.Baseline.Origin;
import io.plumbline.drift.cause.Cause;
import io.plumbline.drift.report.DriftReport.Change;
import io.plumbline.drift.report.DriftReport.Effect;
import io.plumbline.drift.signal.Finding;
import io.plumbline.registry.ModelVersion;
import io.plumbline.stats.anytime.CalendarEDetector;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The sentences of a report, for readers who do not read tables. */
public final class ReportWords {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private ReportWords() {}

    public static String verdict(
            ModelVersion version, Origin origin, Finding finding, Effect effect, Change change, List<Cause> causes) {
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
                    "%s %s differs from its baseline by the %s: %s%s",
                    version.model(),
                    version.version(),
                    drifted.evidence().name(),
                    drifted.evidence().note().replaceFirst("\\.$", ""),
                    why(causes.get(0)) + ".");
        }
        String sentence = String.format(
                Locale.ROOT,
                "%s %s has become worse %s: since about %s it is wrong%s in %s of its predictions (%s to %s),"
                        + " where its %s promised %s",
                version.model(),
                version.version(),
                fleet ? "in the field" : "on " + place.key() + " “" + place.value() + "”",
                MINUTE.format(change.estimated()),
                finding instanceof Finding.ConfidentErrors ? ", and sure of it," : "",
                percent(effect.rate()),
                percent(effect.lower()),
                percent(effect.upper()),
                origin instanceof Origin.Field ? "baseline in the field" : "validation",
                percent(effect.baselineRate()));
        return sentence + why(causes.get(0)) + ".";
    }

    /** The cause that is named, as the end of a sentence. */
    private static String why(Cause cause) {
        return switch (cause.kind()) {
            case APP_RELEASE, SEGMENT -> "; " + cause.key() + " “" + cause.value() + "” carries it";
            case INPUT_SHIFT -> "; probably because the pictures look different (" + cause.value() + ")";
            case CLASS_MIX -> "; probably because other classes come, “" + cause.value() + "” above all";
            case CALIBRATION -> "; it errs as often as before, but is too sure of it";
            case CONCEPT_DRIFT ->
                "; no single segment carries it, and the pictures look as before: the model no longer fits";
            case FEEDBACK -> "; probably because other people correct";
            case SILENCE -> "; somebody fell silent";
            case UNCLEAR -> "; why is not clear yet";
        };
    }

    public static String guarantee(Finding finding, Settings settings, Origin origin) {
        Optional<Place> alarm = alarm(finding);
        if (alarm.isEmpty()) {
            return "No guarantee, evidence only: the guaranteed alarms are those on the errors of the audit arm.";
        }
        double falseAlarmsPerYear = settings.falseAlarmsPerYear();
        return String.format(
                Locale.ROOT,
                "As long as neither the fleet nor a watched segment errs%s in more than %s of its predictions, %s"
                        + " false alarm%s a year %s raised on average, over the fleet and all watched segments and all"
                        + " alarms together, however many labels come and however often one looks. It rests on the audit"
                        + " arm alone, which asks at random, and on %s not luckier than one in %,d. It takes labels for"
                        + " independent: devices that differ for good, and errors that come and go with the hour, weaken"
                        + " it.%s",
                finding instanceof Finding.ConfidentErrors ? " with a confidence of at least 90 %" : "",
                percent(settings.promised()),
                number(falseAlarmsPerYear),
                falseAlarmsPerYear == 1 ? "" : "s",
                falseAlarmsPerYear == 1 ? "at most is" : "at most are",
                promise(origin, settings.labels()),
                Math.round(1 / CalendarEDetector.MISLED),
                alarm.get().equals(finding.place())
                        ? ""
                        : " The alarm is that of " + alarm.get().words()
                                + "; that it concerns all is the likelier explanation, without guarantee.");
    }

    private static Optional<Place> alarm(Finding finding) {
        return finding instanceof Finding.ErrorRate error
                ? Optional.of(error.alarm())
                : finding instanceof Finding.ConfidentErrors error ? Optional.of(error.alarm()) : Optional.empty();
    }

    private static String promise(Origin origin, long labels) {
        return origin instanceof Origin.Field field
                ? String.format(
                        Locale.ROOT,
                        "%,d labels of the field from %s to %s that were",
                        labels,
                        MINUTE.format(field.from()),
                        MINUTE.format(field.until()))
                : String.format(Locale.ROOT, "a validation of %,d pictures that was", labels);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
