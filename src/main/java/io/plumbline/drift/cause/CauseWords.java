package io.plumbline.drift.cause;

import io.plumbline.drift.baseline.Tallied;
import io.plumbline.drift.cause.Facts.Question;
import io.plumbline.drift.cause.SegmentScan.Carrier;
import io.plumbline.feedback.LabelTally;
import io.plumbline.feedback.LabelTally.Group;
import java.util.List;
import java.util.Locale;

/** The evidence for and against causes, in sentences. */
final class CauseWords {
    private CauseWords() {}

    static String segment(Carrier carrier) {
        String who = carrier.value().key() + " “" + carrier.value().value() + "”";
        String base = carrier.appeared()
                ? "hardly heard of before the change, " + who + " errs in "
                        + percent(carrier.since().rate())
                : who + " erred in " + percent(carrier.before().rate()) + " before and errs in "
                        + percent(carrier.since().rate());
        double rest = carrier.rest();
        return capital(base) + " of " + number(carrier.since().n()) + " labels, which is " + percent(carrier.share())
                + " of all excess errors; the others moved by " + points(rest)
                + (carrier.odds() > 0
                        ? ". That it alone got worse explains the errors " + times(carrier.odds())
                                + " better than that all did."
                        : ". That all got worse alike explains the errors better, " + times(-carrier.odds()) + ".");
    }

    static String classMix(ClassMix mix, Facts facts) {
        return String.format(
                Locale.ROOT,
                "Other classes come: %s is %s of what is photographed, where it was %s (p %s). The mix accounts for %s"
                        + " of %serror, the classes themselves for %s.",
                "“" + mix.grown() + "”",
                percent(ClassMix.shareOf(facts.since().labels(), mix.grown())),
                percent(ClassMix.shareOf(facts.before().labels(), mix.grown())),
                significance(mix.p()),
                points(mix.mix()),
                facts.question() == Question.CONFIDENT_ERRORS ? "confident " : "",
                points(mix.within()));
    }

    static String input(InputShift shift) {
        return String.format(
                Locale.ROOT,
                "The pictures look different: the median %s %s from %s to %s (Kolmogorov–Smirnov distance %.2f, PSI"
                        + " %.2f, p %s).",
                shift.name(),
                shift.medianSince() < shift.medianBefore() ? "fell" : "rose",
                measure(shift.medianBefore()),
                measure(shift.medianSince()),
                shift.distance(),
                shift.psi(),
                significance(shift.p()));
    }

    static String calibration(Facts facts, Tallied before, Tallied since) {
        LabelTally old = facts.before().labels();
        LabelTally now = facts.since().labels();
        Gap gap = Gap.of(old, now);
        return String.format(
                Locale.ROOT,
                "The error rate went from %s to %s, which is %s; but it is surer: errors of which it was at least 90"
                        + " %% sure went from %s to %s of all answers, and its mean confidence less its accuracy from %s"
                        + " to %s.",
                percent(before.rate()),
                percent(since.rate()),
                since.rate() - before.rate() > 1.645 * Tallied.standardError(before, since)
                        ? "more than chance"
                        : "within chance",
                percent(Tallied.of(old.groups(), Group::confidentError).rate()),
                percent(Tallied.of(now.groups(), Group::confidentError).rate()),
                points(gap.before()),
                points(gap.since()));
    }

    static String concept(ClassMix mix, Tallied before, Tallied since) {
        return String.format(
                Locale.ROOT,
                "The same pictures are got wrong more often: within the same classes errors rose by %s, of %s in all"
                        + " (%s to %s).",
                points(mix.within()),
                points(since.rate() - before.rate()),
                percent(before.rate()),
                percent(since.rate()));
    }

    static String feedback(Facts facts, Tallied before, Tallied since) {
        return String.format(
                Locale.ROOT,
                "People correct differently: unasked they spoke of %s of the predictions before and of %s since. The"
                        + " audit arm, which asks at random, saw %s and sees %s wrong.",
                percent((double) facts.before().voluntary() / facts.before().predictions()),
                percent((double) facts.since().voluntary() / facts.since().predictions()),
                before.n() == 0 ? "nothing" : percent(before.rate()),
                since.n() == 0 ? "nothing" : percent(since.rate()));
    }

    static String silence(Facts facts) {
        boolean fleet = facts.key().isEmpty();
        String who = fleet ? "The whole fleet" : capital(facts.key()) + " “" + facts.value() + "”";
        long others = 0;
        long othersBefore = 0;
        for (Facts.Value value : facts.values()) {
            if (value.key().equals(facts.key()) && !value.value().equals(facts.value())) {
                others += value.predictionsSince();
                othersBefore += value.predictionsBefore();
            }
        }
        return String.format(
                Locale.ROOT,
                "%s fell silent: %,d predictions before, %,d since.%s",
                who,
                facts.before().predictions(),
                facts.since().predictions(),
                fleet || othersBefore == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " The others of its key sent %,d before and %,d since, so the way here is open.",
                                othersBefore,
                                others));
    }

    static String unclear(Tallied before, Tallied since, boolean thin, List<Cause> causes) {
        if (thin) {
            return String.format(
                    Locale.ROOT,
                    "Not clear yet: %.0f audited labels before and %.0f since the change are too few to tell causes"
                            + " apart.",
                    before.n(),
                    since.n());
        }
        if (causes.size() < 2) {
            return "Not clear: none of the causes that can be told apart accounts for it.";
        }
        return "Not clear: " + words(causes.get(0)) + " and " + words(causes.get(1))
                + " explain it about equally well.";
    }

    private static String words(Cause cause) {
        String about = cause.value().isEmpty() ? "" : " (" + cause.value() + ")";
        return cause.kind().id().replace('-', ' ') + about;
    }

    private static String times(double odds) {
        return odds > Math.log(1000) ? "over 1,000 times" : String.format(Locale.ROOT, "%,.1f times", Math.exp(odds));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String points(double share) {
        return String.format(Locale.ROOT, "%+.1f points", 100 * share).replace('-', '−');
    }

    private static String number(double n) {
        return String.format(Locale.ROOT, "%,.0f", n);
    }

    private static String measure(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%,.0f" : size >= 1 ? "%.1f" : "%.2f", value);
    }

    private static String significance(double p) {
        return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "= %.3f", p);
    }

    private static String capital(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
