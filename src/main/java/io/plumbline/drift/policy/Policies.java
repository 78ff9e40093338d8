package io.plumbline.drift.policy;

import io.plumbline.drift.policy.BaselineRule.FirstDays;
import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Reason;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityExistsException;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.hibernate.exception.ConstraintViolationException;

/** The policies of all models. What was decided is never changed, only followed by another revision. */
@ApplicationScoped
public class Policies {
    private final PolicyRows rows;
    private final Models models;
    private final Journal journal;
    private final DriftConfig config;
    private final InstantSource clock;

    Policies(PolicyRows rows, Models models, Journal journal, DriftConfig config, InstantSource clock) {
        this.rows = rows;
        this.models = models;
        this.journal = journal;
        this.config = config;
        this.clock = clock;
    }

    /** What a model is watched by that has no policy of its own. */
    public DriftPolicy standard() {
        return new DriftPolicy(
                config.falseAlarmsPerYear(),
                config.tolerance(),
                Optional.empty(),
                config.maturity(),
                new Triggers(config.triggers().orElse(List.of())),
                Zones.of(config.zone()),
                BaselineRule.of(config.baseline(), config.baselineDays()));
    }

    /** What a model is watched by now; revision 0 if it has no policy of its own. */
    @Transactional
    public PolicyRevision of(String model) {
        return rows.latest(model)
                .map(PolicyRow::toRevision)
                .orElseGet(() -> new PolicyRevision(0, standard(), Optional.empty()));
    }

    /** The revisions of a model's policy, newest first; none while it has no policy of its own. */
    @Transactional
    public Page.Of<PolicyRevision> history(String model, Page page) {
        return rows.newestFirst(model, page).map(PolicyRow::toRevision);
    }

    /**
     * Makes a policy the latest. One that says what the latest says changes nothing.
     *
     * @param seen revision that the change was made from; empty to overwrite whatever there is
     * @param reason why, for the ledger and the history; may be empty
     * @return the latest revision
     * @throws Rejection {@code model-unknown}; {@code segment-unknown} if a watched key is not declared; {@code
     *     reason-too-long}; {@code policy-changed} if somebody else has changed it meanwhile
     */
    @Transactional
    public PolicyRevision change(String model, DriftPolicy policy, OptionalInt seen, String actor, String reason) {
        requireDeclared(models.require(model), policy);
        String why = Reason.checked(reason);
        PolicyRevision latest = of(model);
        if (seen.isPresent() && seen.getAsInt() != latest.number()) {
            throw PolicyRevision.changedMeanwhile(model, latest.number());
        }
        if (latest.number() > 0 && latest.policy().equals(policy)) {
            return latest;
        }
        PolicyRow row = new PolicyRow(
                model, latest.number() + 1, policy, new PolicyRevision.Change(clock.instant(), actor, why));
        try {
            rows.persistAndFlush(row);
        } catch (ConstraintViolationException | EntityExistsException e) {
            Rejection rejection = PolicyRevision.changedMeanwhile(model, latest.number() + 1);
            rejection.initCause(e);
            throw rejection;
        }
        journal.append(actor, model, "policy-changed", words(row.toRevision()));
        return row.toRevision();
    }

    private static void requireDeclared(Model model, DriftPolicy policy) {
        for (String key : policy.segments().orElse(List.of())) {
            if (!model.segments().contains(key)) {
                throw Rejection.invalid(
                        "segment-unknown",
                        "Model " + model.name() + " has no segment key '" + key + "'; "
                                + (model.segments().isEmpty()
                                        ? "it declares none."
                                        : "it declares " + String.join(", ", model.segments()) + "."));
            }
        }
    }

    private static String words(PolicyRevision revision) {
        DriftPolicy policy = revision.policy();
        String reason = revision.change().map(PolicyRevision.Change::reason).orElse("");
        return String.format(
                Locale.ROOT,
                "Revision %d: %s false alarms a year, tolerance %s, labels waited for %s, watched %s, triggers %s,"
                        + " days of %s, measured against %s.%s",
                revision.number(),
                policy.falseAlarmsPerYear(),
                policy.tolerance(),
                policy.maturity(),
                policy.segments().map(keys -> String.join(", ", keys)).orElse("all segments"),
                policy.triggers().ids().isEmpty()
                        ? "none"
                        : String.join(", ", policy.triggers().ids()),
                policy.zone(),
                policy.baseline() instanceof FirstDays first
                        ? "the first " + first.days() + " days in the field"
                        : "the validation",
                reason.isEmpty() ? "" : " " + reason);
    }
}
