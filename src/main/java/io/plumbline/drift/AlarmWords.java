package io.plumbline.drift;

import io.plumbline.drift.DriftState.Alarm;
import io.plumbline.drift.FieldWatch.Watched;
import io.plumbline.drift.alarm.Counted;
import io.plumbline.drift.alarm.ErrorWatch.Standing;
import io.plumbline.drift.alarm.Foresight;
import io.plumbline.drift.alarm.RateInterval;
import io.plumbline.drift.signal.Sentences;
import io.plumbline.feedback.Outcomes.Drawn;
import io.plumbline.stats.Interval;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Where an alarm stands, in numbers and in a sentence. */
final class AlarmWords {
    /** Said where the baseline cannot promise anything. */
    static final String UNKNOWN =
            "Not enough data: the baseline does not tell how sure the model was of what it got wrong, so nothing is"
                    + " promised and no alarm can be raised.";

    private AlarmWords() {}

    /**
     * An alarm as it is shown.
     *
     * @param recent labels of the recent window
     * @param heardFor how long its labels have been coming
     */
    static Alarm of(Watched watched, List<Drawn> recent, Duration heardFor) {
        Recent now = Recent.of(watched.settings().counted(), recent);
        Standing fleet = watched.fleet();
        long enough = Foresight.labels(watched.settings(), fleet.needed());
        return new Alarm(
                fleet.raised().isPresent(),
                fleet.years(),
                fleet.needed(),
                fleet.labels(),
                fleet.errors(),
                now.rate,
                now.interval.lower(),
                now.interval.upper(),
                watched.settings().promised(),
                enough,
                note(fleet, enough, heardFor));
    }

    /**
     * An alarm that there is none of.
     *
     * @param why a sentence for people
     */
    static Alarm none(Counted counted, List<Drawn> recent, String why) {
        Recent now = Recent.of(counted, recent);
        return new Alarm(
                false,
                0,
                Double.NaN,
                now.labels,
                now.errors,
                now.rate,
                now.interval.lower(),
                now.interval.upper(),
                Double.NaN,
                0,
                why);
    }

    /** The rate among labels that were drawn with different propensities, each of which stands for 1/π predictions. */
    private record Recent(long labels, long errors, double rate, Interval interval) {
        static Recent of(Counted counted, List<Drawn> recent) {
            double weight = 0;
            double squares = 0;
            double wrong = 0;
            long labels = 0;
            long errors = 0;
            for (Drawn drawn : recent) {
                double each = 1 / drawn.propensity();
                labels += drawn.labels();
                errors += counted.in(drawn);
                weight += drawn.labels() * each;
                squares += drawn.labels() * each * each;
                wrong += counted.in(drawn) * each;
            }
            if (labels == 0) {
                return new Recent(0, 0, Double.NaN, new Interval(0, 1));
            }
            double rate = Math.min(1, wrong / weight);
            // So many labels of equal weight would tell as much (Kish): all of them if all weigh the same.
            long effective = Math.max(1, Math.round(weight * weight / squares));
            return new Recent(labels, errors, rate, RateInterval.of(Math.round(rate * effective), effective));
        }
    }

    private static String note(Standing fleet, long enough, Duration heardFor) {
        if (fleet.raised().isPresent()) {
            return "Raised by the labels of the hour from " + fleet.raised().get() + " on.";
        }
        if (fleet.labels() < enough) {
            return Sentences.notEnough(fleet.labels(), enough, "audited labels", heardFor);
        }
        return String.format(
                Locale.ROOT,
                "Not raised by %,d audited labels; twice the promised rate would show in about %,d.",
                fleet.labels(),
                enough);
    }
}
