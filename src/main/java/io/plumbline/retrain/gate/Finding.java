package io.plumbline.retrain.gate;

import io.plumbline.registry.GateVerdict.Outcome;
import io.plumbline.stats.Interval;
import io.plumbline.stats.paired.PairedEffect;
import io.plumbline.stats.paired.PairedQuestion;
import java.util.Locale;

/**
 * One question of a gate and its answer: how the challenger compares with the champion on some pictures. Stored as evidence.
 *
 * @param about "field" or "reference", or the key of a watched segment
 * @param value value of the segment; empty for none, {@link #OTHERS} for all that are too small to be judged alone
 * @param outcome of this question; NOT_RUN for a segment that is too small to be judged
 * @param pictures compared
 * @param devices that took them
 * @param effective how many independent pictures of equal weight tell as much
 * @param champion the champion's score: its share of right answers, of SAFETY that of confidently wrong ones
 * @param challenger the challenger's
 * @param gained pictures on which only the challenger does well
 * @param lost pictures on which only the champion does
 * @param difference gain of the challenger, −1 to 1; above 0 is better, of SAFETY too
 * @param lower lower end of what is not refuted at {@code level}
 * @param upper upper end
 * @param level one-sided, at which the ends are taken
 * @param above what the gain must be proven to exceed
 * @param below what it must not be proven to stay below
 * @param p significance of being above, adjusted for the number of segments
 * @param harm significance of being worse at all, adjusted in the same way
 * @param needed labels in all that would decide, about, or with which it would be judged; 0 where it is decided
 */
public record Finding(
        String about,
        String value,
        Outcome outcome,
        int pictures,
        int devices,
        double effective,
        double champion,
        double challenger,
        int gained,
        int lost,
        double difference,
        double lower,
        double upper,
        double level,
        double above,
        double below,
        double p,
        double harm,
        long needed) {
    /** Value of what is told of all small segments of a key together. */
    public static final String OTHERS = "(others)";

    /** About all pictures from the field. */
    public static final String FIELD = "field";

    /** About all reference pictures. */
    public static final String REFERENCE = "reference";

    /** Who took the pictures, as " of 12 devices"; nothing of reference pictures that no device took. */
    String ofDevices() {
        return about.equals(REFERENCE) && devices == pictures
                ? ""
                : String.format(Locale.ROOT, " of %,d devices", devices);
    }

    /** How sure it is that the gain lies between the ends, as "90 % interval". */
    String interval() {
        String percent = String.format(Locale.ROOT, "%.1f", 100 * (1 - 2 * level));
        return (percent.endsWith(".0") ? percent.substring(0, percent.length() - 2) : percent) + " % interval";
    }

    /** A finding of one question. */
    static Finding of(String about, String value, Paired paired, PairedQuestion question, Proof proof) {
        PairedEffect effect = paired.effect();
        Interval interval = effect.interval(Math.min(0.49, proof.level()));
        Outcome outcome = proof.outcome();
        return new Finding(
                about,
                value,
                outcome,
                effect.pictures(),
                effect.devices(),
                effect.effective(),
                paired.champion(),
                paired.challenger(),
                paired.gained(),
                paired.lost(),
                effect.value(),
                interval.lower(),
                interval.upper(),
                proof.level(),
                question.above(),
                question.below(),
                proof.p(),
                proof.harm(),
                outcome == Outcome.INCONCLUSIVE ? question.labels(effect, proof.level()) : 0);
    }

    /**
     * What the tests of a question say.
     *
     * @param outcome which follows
     * @param level at which it was told
     * @param p significance of yes
     * @param harm significance of no
     */
    record Proof(Outcome outcome, double level, double p, double harm) {
        /** Yes, no, or neither, at a level. */
        static Proof of(double p, double harm, double level) {
            Outcome outcome = p <= level ? Outcome.PASSED : harm <= level ? Outcome.FAILED : Outcome.INCONCLUSIVE;
            return new Proof(outcome, level, p, harm);
        }

        /** The same with the ends of its interval at another level. */
        Proof at(double shown) {
            return new Proof(outcome, shown, p, harm);
        }
    }

    /** The same as one that is too small to be judged. */
    Finding untold(long labels) {
        return new Finding(
                about,
                value,
                Outcome.NOT_RUN,
                pictures,
                devices,
                effective,
                champion,
                challenger,
                gained,
                lost,
                difference,
                lower,
                upper,
                level,
                above,
                below,
                p,
                harm,
                labels);
    }

    /** What the question is about, for people: "field", "device Tecno KC9". */
    public String place() {
        return value.isEmpty() ? about : value.equals(OTHERS) ? "other values of " + about : about + " " + value;
    }
}
