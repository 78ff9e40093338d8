package io.plumbline.retrain.policy;

import io.plumbline.retrain.policy.Decision.Code;
import io.plumbline.retrain.policy.Situation.OpenIncident;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a policy says to a situation: first what makes a retraining due, then what holds it back. */
public final class Judgement {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("d MMMM uuuu HH:mm", Locale.ENGLISH);
    private static final int MOST_CLASSES = 3;

    private final RetrainPolicy policy;
    private final Situation now;

    /** Of a policy in a situation. */
    public Judgement(RetrainPolicy policy, Situation now) {
        this.policy = policy;
        this.now = now;
    }

    /** Whether a retraining starts by itself. */
    public Decision decide() {
        if (now.active()) {
            return waits(Code.UNDER_WAY, "A retraining is under way.");
        }
        if (now.masks() && policy.teacher().isEmpty()) {
            return waits(Code.NO_TEACHER, "Starts by hand only: the policy names no teacher.");
        }
        if (!now.masks() && !now.live()) {
            return waits(Code.NOTHING_LIVE, "Waits: the model has no live version to start from; promote one first.");
        }
        if (now.proven().isPresent()) {
            return waits(
                    Code.AWAITS_PROMOTION,
                    "Waits: version " + now.proven().get()
                            + " is proven better and not promoted yet; another one would not help.");
        }
        Optional<Decision> due = due();
        if (due.isEmpty()) {
            return waits(Code.NOTHING_DUE, progress());
        }
        List<Decision> held = heldBack();
        if (held.isEmpty()) {
            return due.get();
        }
        return waits(
                held.get(0).code(),
                butWaits(
                        due.get(),
                        String.join("; ", held.stream().map(Decision::sentence).toList()) + "."));
    }

    /** What a retraining by hand does not wait for, in words; empty if nothing holds it back. */
    public String overridden() {
        List<String> held = heldBack().stream().map(Decision::sentence).toList();
        return held.isEmpty() ? "" : " By hand it does not wait: " + String.join("; ", held) + ".";
    }

    private static Decision waits(Code code, String sentence) {
        return new Decision(code, false, sentence);
    }

    private Optional<Decision> due() {
        if (policy.onIncident() && now.incident().filter(OpenIncident::isDue).isPresent()) {
            OpenIncident incident = now.incident().get();
            return Optional.of(new Decision(
                    Code.STARTED_FOR_INCIDENT,
                    true,
                    String.format(
                            Locale.ROOT,
                            "Starts for incident %d: %,d of %,d %s since the change.",
                            incident.id(),
                            incident.have(),
                            incident.needed(),
                            pictures())));
        }
        if (policy.newLabels().isPresent()
                && now.newLabels() >= policy.newLabels().getAsLong()) {
            return Optional.of(new Decision(
                    Code.STARTED_FOR_LABELS,
                    true,
                    String.format(
                            Locale.ROOT,
                            "Starts for %,d new %s of %,d.",
                            now.newLabels(),
                            labels(),
                            policy.newLabels().getAsLong())));
        }
        return scheduled()
                .filter(at -> !at.isAfter(now.now()))
                .map(at -> new Decision(
                        Code.STARTED_BY_SCHEDULE, true, "Starts by schedule, due since " + moment(at) + "."));
    }

    private Optional<Instant> scheduled() {
        Instant last =
                now.lastStart().filter(at -> at.isAfter(now.scheduledFrom())).orElse(now.scheduledFrom());
        return policy.schedule().flatMap(schedule -> schedule.next(last, policy.zone()));
    }

    /** How far what would make it due has come. */
    private String progress() {
        List<String> parts = new ArrayList<>();
        if (policy.onIncident()) {
            parts.add(now.incident()
                    .map(incident -> String.format(
                            Locale.ROOT,
                            "%,d of %,d %s since the change of incident %d",
                            incident.have(),
                            incident.needed(),
                            pictures(),
                            incident.id()))
                    .orElse("no incident of errors is open"));
        }
        if (policy.newLabels().isPresent()) {
            parts.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d new %s",
                    now.newLabels(),
                    policy.newLabels().getAsLong(),
                    labels()));
        }
        scheduled().ifPresent(at -> parts.add("by schedule on " + moment(at)));
        return parts.isEmpty() ? "Starts by hand only." : "Waits: " + String.join("; ", parts) + ".";
    }

    private String pictures() {
        return now.masks() ? "masks" : "audited pictures";
    }

    private String labels() {
        return now.masks() ? "masks" : "labels";
    }

    /**
     * What becomes of a decision that could not be carried out.
     *
     * @param why a sentence
     */
    public static Decision refused(Decision due, String why) {
        return waits(Code.REFUSED, butWaits(due, why));
    }

    private static String butWaits(Decision due, String why) {
        return due.sentence().replaceFirst("^Starts", "Due").replaceFirst("\\.$", "") + ", but waits: " + why;
    }

    private List<Decision> heldBack() {
        List<Decision> held = new ArrayList<>();
        now.lastStart()
                .map(at -> at.plus(policy.cooldown()))
                .filter(until -> until.isAfter(now.now()))
                .ifPresent(until -> held.add(waits(Code.COOLDOWN, "cooldown until " + moment(until))));
        List<String> few = new ArrayList<>();
        for (Map.Entry<String, Long> each : now.classes().entrySet()) {
            if (each.getValue() < policy.labelsPerClass()) {
                few.add(String.format(
                        Locale.ROOT,
                        "%,d of %,d labels of class %s",
                        each.getValue(),
                        policy.labelsPerClass(),
                        each.getKey()));
            }
        }
        if (!few.isEmpty()) {
            String more = few.size() > MOST_CLASSES ? " and of " + (few.size() - MOST_CLASSES) + " more" : "";
            held.add(waits(
                    Code.TOO_FEW_LABELS, String.join(", ", few.subList(0, Math.min(few.size(), MOST_CLASSES))) + more));
        }
        if (now.startedThisMonth() >= policy.monthlyBudget()) {
            ZonedDateTime next = now.now()
                    .atZone(policy.zone())
                    .withDayOfMonth(1)
                    .plusMonths(1)
                    .toLocalDate()
                    .atStartOfDay(policy.zone());
            held.add(waits(
                    Code.BUDGET_USED_UP,
                    String.format(
                            Locale.ROOT,
                            "the budget of %,d a month is used up until %s",
                            policy.monthlyBudget(),
                            moment(next.toInstant()))));
        }
        return held;
    }

    private String moment(Instant at) {
        return MOMENT.format(at.atZone(policy.zone())) + " " + policy.zone();
    }
}
