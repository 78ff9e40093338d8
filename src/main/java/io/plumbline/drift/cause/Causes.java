package io.plumbline.drift.cause;

import io.plumbline.drift.baseline.Tallied;
import io.plumbline.drift.cause.Cause.Kind;
import io.plumbline.drift.cause.Facts.Question;
import io.plumbline.drift.cause.Facts.Span;
import io.plumbline.drift.cause.SegmentScan.Carrier;
import io.plumbline.feedback.LabelTally.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells likely causes apart. A function of counts; nothing is drawn and nothing is asked.
 *
 * <p>It asks where first, then why. A segment whose alone getting worse explains the errors better than everybody's is named
 * before what may have happened within it ({@link SegmentScan}). Of the why, the mix of classes takes the part of the excess that
 * it accounts for ({@link ClassMix}), pictures that look different take theirs by how far they moved ({@link InputShift}), and what
 * is left is concept drift: the same pictures of the same classes are got wrong. Where the error rate did not rise, what remains
 * is a model that is too sure of itself, other people who correct, or a difference that does no harm.
 */
public final class Causes {
    /** Labels before the change below which nothing is said of errors. */
    private static final double NEEDED = 30;

    /** Labels since: an alarm that was raised by fewer was raised by something drastic. */
    private static final double NEEDED_SINCE = 10;

    /** Kolmogorov's distance from which moved pictures account for everything. */
    private static final double FAR = 0.3;

    private static final double LEVEL = 0.01;
    private static final double ONE_SIDED = 1.645;

    /** A cause is named from this strength, and if it is so much stronger than the next. */
    private static final double NAMED = 0.35;

    private static final double LEAD = 0.1;

    private static final Set<String> RELEASES = Set.of("app", "release", "build", "version", "os", "sdk");

    private final Facts facts;
    private final Tallied before;
    private final Tallied since;

    private Causes(Facts facts) {
        this.facts = facts;
        this.before = Tallied.errorsOf(facts.before().labels());
        this.since = Tallied.errorsOf(facts.since().labels());
    }

    /** Likely causes, the one to be named first; never empty. {@link Kind#UNCLEAR} is first where none stands out. */
    public static List<Cause> of(Facts facts) {
        return new Causes(facts).ranked();
    }

    private List<Cause> ranked() {
        List<Cause> causes = new ArrayList<>();
        if (facts.question() == Question.SILENCE) {
            causes.add(silence());
            return causes;
        }
        boolean thin = before.n() < NEEDED || since.n() < NEEDED_SINCE;
        if (!thin
                && (facts.question() == Question.ERRORS || facts.question() == Question.CONFIDENT_ERRORS || risen())) {
            errors(causes);
        } else {
            harmless(causes, thin);
        }
        if (facts.question() == Question.EVIDENCE && !risen()) {
            // Where errors rise, people complain more: that needs no other people.
            feedback().ifPresent(causes::add);
        }
        causes.removeIf(c -> c.strength() < 0.02);
        causes.sort(Comparator.comparingDouble(Cause::strength).reversed());
        double first = causes.isEmpty() ? 0 : causes.get(0).strength();
        double second = causes.size() < 2 ? 0 : causes.get(1).strength();
        if (first < NAMED || first - second < LEAD) {
            causes.add(0, Cause.of(Kind.UNCLEAR, 1 - first, CauseWords.unclear(before, since, thin, causes)));
        }
        return causes;
    }

    private boolean risen() {
        return before.n() > 0
                && since.n() > 0
                && since.rate() - before.rate() > ONE_SIDED * Tallied.standardError(before, since);
    }

    /** Where, then why. */
    private void errors(List<Cause> causes) {
        boolean sure = facts.question() == Question.CONFIDENT_ERRORS;
        double calibration = sure ? calibration() : 0;
        Predicate<Group> hit = sure ? Group::confidentError : Group::error;
        Optional<Carrier> carrier = SegmentScan.best(facts, hit);
        double where = carrier.map(Carrier::strength).orElse(0.0);
        carrier.ifPresent(c -> causes.add(segment(c)));
        ClassMix mix = mix(hit);
        double mixed = mix.p() <= LEVEL ? mix.explains() : 0;
        Optional<InputShift> moved = moved();
        double shifted = moved.map(Causes::strength).orElse(0.0);
        // Within the segment that carries it there may be a reason too; it comes second.
        double within = (1 - where / 2) * (1 - calibration);
        if (mixed > 0) {
            causes.add(
                    new Cause(Kind.CLASS_MIX, mixed * within, CauseWords.classMix(mix, facts), "class", mix.grown()));
        }
        moved.ifPresent(m -> causes.add(input(m, shifted * (1 - mixed / 2) * within, CauseWords.input(m))));
        if (sure) {
            causes.add(Cause.of(
                    Kind.CALIBRATION, calibration * (1 - where / 2), CauseWords.calibration(facts, before, since)));
        }
        double left = (1 - where) * (1 - mixed) * (1 - shifted) * (1 - calibration);
        causes.add(Cause.of(Kind.CONCEPT_DRIFT, left, CauseWords.concept(mix(Group::error), before, since)));
    }

    /** The error rate did not rise, as far as one can see. */
    private void harmless(List<Cause> causes, boolean thin) {
        moved().ifPresent(m -> causes.add(input(m, strength(m), CauseWords.input(m))));
        if (thin) {
            return;
        }
        ClassMix mix = mix(Group::error);
        if (mix.p() <= LEVEL) {
            causes.add(new Cause(
                    Kind.CLASS_MIX,
                    Math.min(1, mix.distance() / FAR),
                    CauseWords.classMix(mix, facts),
                    "class",
                    mix.grown()));
        }
        Gap gap = Gap.of(facts.before().labels(), facts.since().labels());
        if (gap.p() <= LEVEL) {
            causes.add(Cause.of(
                    Kind.CALIBRATION,
                    Math.min(1, Math.abs(gap.moved()) / 0.05),
                    CauseWords.calibration(facts, before, since)));
        }
    }

    private ClassMix mix(Predicate<Group> hit) {
        return ClassMix.of(facts.before().labels(), facts.since().labels(), hit);
    }

    private Optional<InputShift> moved() {
        return InputShift.of(facts.before().inputs(), facts.since().inputs()).stream()
                .filter(InputShift::drifted)
                .findFirst();
    }

    private static double strength(InputShift shift) {
        return Math.min(1, shift.distance() / FAR);
    }

    private static Cause input(InputShift shift, double strength, String sentence) {
        return new Cause(Kind.INPUT_SHIFT, strength, sentence, "input", shift.name());
    }

    private static Cause segment(Carrier carrier) {
        String key = carrier.value().key();
        return new Cause(
                RELEASES.contains(key) ? Kind.APP_RELEASE : Kind.SEGMENT,
                carrier.strength(),
                CauseWords.segment(carrier),
                key,
                carrier.value().value());
    }

    /**
     * How likely it is that the model errs as before and is only surer of it: the likelihood of as many errors as before against
     * that of as many more as confident errors became more, since those are errors too.
     */
    private double calibration() {
        Tallied sureBefore = Tallied.of(facts.before().labels().groups(), Group::confidentError);
        Tallied sureSince = Tallied.of(facts.since().labels().groups(), Group::confidentError);
        double added = Math.max(0, sureSince.rate() - sureBefore.rate());
        double error = Tallied.standardError(before, since);
        double off = (since.rate() - before.rate()) / error;
        double offIfMore = off - added / error;
        return 1 / (1 + Math.exp((off * off - offIfMore * offIfMore) / 2));
    }

    private Cause silence() {
        return new Cause(Kind.SILENCE, 1, CauseWords.silence(facts), facts.key(), facts.value());
    }

    /** People speak up more or less often, or on other pictures, while the audit arm sees what it saw. */
    private Optional<Cause> feedback() {
        Span old = facts.before();
        Span now = facts.since();
        if (old.predictions() == 0 || now.predictions() == 0 || old.voluntary() + now.voluntary() < NEEDED) {
            return Optional.empty();
        }
        Tallied spoke = new Tallied(old.predictions(), old.voluntary());
        Tallied speaks = new Tallied(now.predictions(), now.voluntary());
        double moved = Math.abs(speaks.rate() - spoke.rate()) / Tallied.standardError(spoke, speaks);
        double ratio = Math.min(spoke.rate(), speaks.rate()) / Math.max(spoke.rate(), speaks.rate());
        // People are clustered and moody: only what is both certain and plain to see.
        return moved < 4 || ratio > 0.67
                ? Optional.empty()
                : Optional.of(Cause.of(Kind.FEEDBACK, 1 - ratio, CauseWords.feedback(facts, before, since)));
    }
}
