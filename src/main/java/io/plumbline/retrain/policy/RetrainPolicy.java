package io.plumbline.retrain.policy;

import io.plumbline.kernel.Rejection;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When one model is retrained. By hand it is whenever somebody wants; what follows is about what starts by itself.
 *
 * @param onIncident whether an open incident of errors starts one
 * @param incidentLabels audited pictures since the change that it takes then, 1 to 1,000,000
 * @param newLabels number of labels from the field since the last retraining that starts one, 1 to 10,000,000
 * @param schedule when one starts without anything having happened
 * @param zone of the schedule and of the budget's months
 * @param cooldown how long after a retraining none starts, 0 to 366 days
 * @param labelsPerClass labels of each class without which none starts, 0 to 100,000
 * @param monthlyBudget retrainings in a calendar month after which none starts, 0 to 1,000
 * @param teacher of a model that draws masks, without which none starts; empty for all others
 */
public record RetrainPolicy(
        boolean onIncident,
        long incidentLabels,
        OptionalLong newLabels,
        Optional<Schedule> schedule,
        ZoneId zone,
        Duration cooldown,
        long labelsPerClass,
        int monthlyBudget,
        Optional<Teacher> teacher) {
    private static final long MILLION = 1_000_000;
    private static final long MOST_NEW = 10 * MILLION;
    private static final long MOST_PER_CLASS = 100_000;
    private static final int MOST_A_MONTH = 1_000;
    private static final Duration LONGEST = Duration.ofDays(366);

    /** @throws Rejection {@code policy-invalid}, naming the value and its range */
    public RetrainPolicy {
        require("incidentLabels", incidentLabels, 1, MILLION);
        require("newLabels", newLabels.orElse(1), 1, MOST_NEW);
        require("labelsPerClass", labelsPerClass, 0, MOST_PER_CLASS);
        require("monthlyBudget", monthlyBudget, 0, MOST_A_MONTH);
        if (cooldown.isNegative() || cooldown.compareTo(LONGEST) > 0) {
            throw Rejection.invalid("policy-invalid", "cooldown is " + cooldown + "; it is from PT0S to P366D.");
        }
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw Rejection.invalid(
                    "policy-invalid",
                    String.format(Locale.ROOT, "%s is %d; it is from %,d to %,d.", name, value, least, most));
        }
    }

    /** Whether a retraining may start although no incident is open. */
    public boolean mayStartUnasked() {
        return newLabels.isPresent() || schedule.isPresent();
    }

    /** In words, for the ledger. */
    String words() {
        return String.format(
                Locale.ROOT,
                "%s, %s, %s; cooldown %s, %,d labels of each class, %,d a month, zone %s%s",
                onIncident
                        ? String.format(Locale.ROOT, "for an incident with %,d labels", incidentLabels)
                        : "not for incidents",
                newLabels.isPresent()
                        ? String.format(Locale.ROOT, "for %,d new labels", newLabels.getAsLong())
                        : "not for new labels",
                schedule.map(when -> "by the schedule " + when.text()).orElse("by no schedule"),
                cooldown,
                labelsPerClass,
                monthlyBudget,
                zone,
                teacher.map(named -> ", taught by " + named.text()).orElse(""));
    }
}
