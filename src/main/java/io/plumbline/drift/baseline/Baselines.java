package io.plumbline.drift.baseline;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.baseline.Choice.Span;
import io.plumbline.drift.policy.BaselineRule.FirstDays;
import io.plumbline.drift.policy.DriftPolicy;
import io.plumbline.drift.policy.Policies;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Reason;
import io.plumbline.kernel.Rejection;
import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.Activity;
import io.plumbline.registry.ModelVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityExistsException;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;

/**
 * What each version is measured against: what somebody chose for it, or what the policy of its model says, or its validation
 * for as long as those have too few labels.
 */
@ApplicationScoped
public class Baselines {
    /** Audited labels that a baseline of the field needs: of fewer nobody can tell an error rate to a few points. */
    public static final int FEWEST_LABELS = 200;

    private final ChoiceRows choices;
    private final FieldBaselines field;
    private final Policies policies;
    private final Profiles profiles;
    private final Journal journal;
    private final ObjectMapper json;
    private final InstantSource clock;

    Baselines(
            ChoiceRows choices,
            FieldBaselines field,
            Policies policies,
            Profiles profiles,
            Journal journal,
            ObjectMapper json,
            InstantSource clock) {
        this.choices = choices;
        this.field = field;
        this.policies = policies;
        this.profiles = profiles;
        this.journal = journal;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A baseline and why it is that one.
     *
     * @param baseline the baseline
     * @param chosen whether somebody chose it for this version
     * @param note a sentence for people
     */
    record InForce(Baseline baseline, boolean chosen, String note) {}

    /**
     * The baseline of a version: a function of the stored events up to an hour, and of what people decided.
     *
     * @param firstHour first hour in which the version was heard of
     * @param mature hour before which labels are waited for no longer
     * @throws IllegalArgumentException if its stored validation is none
     */
    @Transactional
    public Baseline of(ModelVersion version, DriftPolicy policy, Instant firstHour, Instant mature) {
        return inForce(version, policy, Optional.of(firstHour), mature).baseline();
    }

    /** The baseline of a version as of now, in plain numbers. */
    @Transactional
    public BaselineFacts facts(ModelVersion version) {
        return BaselineFacts.of(version, inForce(version));
    }

    /**
     * The baseline of a version as of now.
     *
     * @throws IllegalArgumentException if its stored validation is none
     */
    @Transactional
    public Baseline now(ModelVersion version) {
        return inForce(version).baseline();
    }

    private InForce inForce(ModelVersion version) {
        DriftPolicy policy = policies.of(version.model()).policy();
        List<Activity> heard = profiles.activity(version.model());
        Instant mature =
                heard.stream().findFirst().map(a -> policy.mature(a.lastHour())).orElse(Instant.EPOCH);
        Optional<Instant> first = heard.stream()
                .filter(a -> a.version().equals(version.version()))
                .findFirst()
                .map(Activity::firstHour);
        return inForce(version, policy, first, mature);
    }

    /** What was chosen for a version, newest first. */
    @Transactional
    public List<Choice> history(ModelVersion version) {
        return choices.newestFirst(version.model(), version.version());
    }

    /**
     * Chooses what a version is measured against.
     *
     * @param reason why; not empty
     * @throws Rejection {@code reason-missing}, {@code reason-too-long}; {@code baseline-too-small} if a span has too few
     *     audited labels, {@code baseline-not-over} if it is not over; {@code baseline-changed} if somebody else has chosen
     *     at the same moment
     */
    @Transactional
    public Choice choose(ModelVersion version, Choice.What what, String actor, String reason) {
        String why = Reason.required(reason, "this is to be the baseline");
        if (what instanceof Span span) {
            requireEnough(version, span);
        }
        int number = choices.latest(version.model(), version.version())
                        .map(Choice::number)
                        .orElse(0)
                + 1;
        Choice choice = new Choice(number, what, clock.instant(), actor, why);
        try {
            choices.persistAndFlush(new ChoiceRow(version.model(), version.version(), choice));
        } catch (ConstraintViolationException | EntityExistsException e) {
            throw new Rejection(
                    Rejection.Kind.CONFLICT,
                    "baseline-changed",
                    "Somebody else has just chosen a baseline of version " + version.version()
                            + ": look at it, and repeat the choice if it is still wanted.",
                    e);
        }
        journal.append(
                actor,
                version.model(),
                "baseline-chosen",
                "Version " + version.version() + " is measured against " + what.words() + ": " + why);
        return choice;
    }

    private void requireEnough(ModelVersion version, Span span) {
        Instant heard = profiles.activity(version.model(), version.version())
                .map(activity -> activity.lastHour().plus(1, ChronoUnit.HOURS))
                .orElse(Instant.EPOCH);
        if (span.until().isAfter(heard)) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "baseline-not-over",
                    heard.equals(Instant.EPOCH)
                            ? "Version " + version.version() + " was not heard of in the field yet."
                            : "Version " + version.version() + " was heard of until " + heard + "; a baseline until "
                                    + span.until() + " is not over yet.");
        }
        long labels = field.of(version, span, heard).labels();
        if (labels < FEWEST_LABELS) {
            throw new Rejection(
                    Rejection.Kind.REFUSED,
                    "baseline-too-small",
                    "Version " + version.version() + ", from " + span.from() + " until " + span.until() + ", has "
                            + labels + " audited labels; a baseline needs " + FEWEST_LABELS
                            + ": choose a longer span.");
        }
    }

    private InForce inForce(ModelVersion version, DriftPolicy policy, Optional<Instant> firstHour, Instant mature) {
        Choice.What chosen = choices.latest(version.model(), version.version())
                .<Choice.What>map(Choice::what)
                .orElseGet(Choice.ByPolicy::new);
        if (chosen instanceof Choice.Validation) {
            return new InForce(validation(version), true, "The validation, by choice.");
        }
        if (chosen instanceof Span span) {
            return ofField(version, span, mature, true, "That span");
        }
        if (!(policy.baseline() instanceof FirstDays first)) {
            return new InForce(validation(version), false, "The validation, as the policy says.");
        }
        String days = first.days() == 1 ? "first full day" : "first " + first.days() + " full days";
        if (firstHour.isEmpty()) {
            return new InForce(
                    validation(version),
                    false,
                    "The validation, until the " + days + " in the field are over: it was not heard of there yet.");
        }
        Span span = FirstDaysSpan.of(firstHour.get(), policy.zone(), first.days());
        if (span.until().isAfter(mature)) {
            return new InForce(
                    validation(version),
                    false,
                    "The validation, until the " + days + " in the field are over and their labels are in: "
                            + span.until().plus(policy.maturity()) + ".");
        }
        return ofField(version, span, mature, false, "The " + days + " in the field");
    }

    private InForce ofField(ModelVersion version, Span span, Instant mature, boolean chosen, String what) {
        Baseline baseline = field.of(version, span, mature);
        if (baseline.labels() < FEWEST_LABELS) {
            return new InForce(
                    validation(version),
                    chosen,
                    String.format(
                            Locale.ROOT,
                            "The validation. %s, %s until %s, has %,d audited labels; a baseline needs %,d.",
                            what,
                            span.from(),
                            span.until(),
                            baseline.labels(),
                            FEWEST_LABELS));
        }
        return new InForce(baseline, chosen, what + (chosen ? ", by choice." : ", as the policy says."));
    }

    private Baseline validation(ModelVersion version) {
        return StoredValidation.baseline(version, json);
    }
}
