package io.plumbline.ui.view;

import io.plumbline.drift.DriftState;
import io.plumbline.ui.charts.Numbers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says where the loop of a model stands. */
final class LoopPresenter {
    private static final String[] NAMES = {"predict", "watch", "incident", "label", "retrain", "prove", "promote"};
    private static final int PREDICT = 0;
    private static final int WATCH = 1;
    private static final int INCIDENT = 2;
    private static final int LABEL = 3;
    private static final int RETRAIN = 4;
    private static final int PROVE = 5;
    private static final int PROMOTE = 6;

    private static final Duration LATELY = Duration.ofHours(6);
    private static final long ENOUGH = 100;

    private final ModelFacts facts;

    LoopPresenter(ModelFacts facts) {
        this.facts = facts;
    }

    /** One place in the loop and the words for it. */
    private record Standing(int stage, boolean stopped, String tone, String sentence, String detail) {}

    LoopView view() {
        Standing standing = standing();
        List<LoopView.Step> steps = new ArrayList<>();
        for (int i = 0; i < NAMES.length; i++) {
            String state = i < standing.stage()
                    ? "done"
                    : i > standing.stage() ? "ahead" : standing.stopped() ? "stopped" : "now";
            steps.add(new LoopView.Step(NAMES[i], state, caption(i)));
        }
        return new LoopView(standing.sentence(), standing.detail(), standing.tone(), List.copyOf(steps));
    }

    private Standing standing() {
        Optional<VersionFacts> live = facts.live();
        Optional<VersionFacts> candidate = facts.candidate();
        Optional<JobFacts> job = facts.activeJob();
        if (live.isEmpty()) {
            return candidate
                    .map(this::first)
                    .or(() -> job.map(each -> working("first version", "A", each)))
                    .orElseGet(this::nothing);
        }
        if (job.isPresent()) {
            boolean drifted = facts.openIncident().isPresent();
            return working(
                    "successor", drifted ? "Version " + live.get().version() + " has drifted; a" : "A", job.get());
        }
        if (candidate.isPresent()) {
            return judged(live.get(), candidate.get());
        }
        Optional<IncidentFacts> incident = facts.openIncident();
        if (incident.isPresent()) {
            return drifted(live.get(), incident.get());
        }
        return watching(live.get());
    }

    private Standing nothing() {
        return new Standing(
                PREDICT,
                false,
                "calm",
                "This model has no version yet.",
                "Upload a bundle to begin; the command stands under Versions.");
    }

    private Standing first(VersionFacts candidate) {
        return new Standing(
                PROMOTE,
                false,
                "ready",
                "Version " + candidate.version() + " is there, but no version is live yet.",
                "A release manager promotes it, then phones fetch it.");
    }

    private static Standing working(String what, String why, JobFacts job) {
        boolean proving = job.message().toLowerCase(Locale.ROOT).contains("gate");
        String sentence = job.status().equals("queued")
                ? why + " new version waits for a worker."
                : why + " " + what
                        + (proving ? " is being put to the test." : " is being trained, " + job.percent() + " % done.");
        return new Standing(proving ? PROVE : RETRAIN, false, "work", sentence, job.message());
    }

    private Standing judged(VersionFacts live, VersionFacts candidate) {
        if (!candidate.refused()) {
            return new Standing(
                    PROMOTE,
                    false,
                    "ready",
                    candidate.proven()
                            ? "Version " + candidate.version() + " is proven better than version " + live.version()
                                    + " and waits for promotion."
                            : "Version " + candidate.version()
                                    + " waits for a decision; it was not compared with version " + live.version() + ".",
                    facts.rights().release()
                            ? "Look at its evidence below, then promote or reject it."
                            : "Somebody with the role release-manager decides.");
        }
        String failed = candidate.gates().stream()
                .filter(VersionFacts.Gate::refused)
                .map(gate -> gate.name() + " " + gate.outcome())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        return new Standing(
                PROVE,
                true,
                "alarm",
                "Version " + candidate.version() + " did not pass its gates; version " + live.version()
                        + " stays live.",
                failed);
    }

    private Standing drifted(VersionFacts live, IncidentFacts incident) {
        FieldFacts field = facts.field();
        boolean waiting = field.labels() < field.labelsNeeded();
        String detail = waiting
                ? Numbers.count(field.labels()) + " of " + Numbers.count(field.labelsNeeded())
                        + " audited pictures since the change are there; a retraining with fewer could prove nothing."
                : "A retraining can begin.";
        String sentence =
                incident.summary().isEmpty() ? "Version " + live.version() + " has drifted." : incident.summary();
        return new Standing(waiting ? LABEL : INCIDENT, false, "alarm", sentence, detail);
    }

    private Standing watching(VersionFacts live) {
        if (facts.field().perMinute() == 0) {
            return new Standing(
                    PREDICT,
                    false,
                    "calm",
                    "Version " + live.version() + " is live, but no prediction has come in of late.",
                    "Watching begins with the first events from phones.");
        }
        String sentence = "Version " + live.version() + " is live and being watched; no drift is proven.";
        if (replacedDrifted(live)) {
            sentence = "Version " + live.version() + " has replaced a drifted one"
                    + (recovered() ? ", and the field has recovered." : "; watching whether the field recovers.");
        }
        return new Standing(WATCH, false, "calm", sentence, promise());
    }

    /** Whether the live version came, of late, after an incident of another one. */
    private boolean replacedDrifted(VersionFacts live) {
        boolean late = live.since().isAfter(facts.now().minus(LATELY));
        return late
                && facts.incidents().stream()
                        .anyMatch(i -> !i.version().equals(live.version())
                                && i.openedAt().isBefore(live.since()));
    }

    private boolean recovered() {
        return facts.drift()
                .map(DriftState::alarm)
                .filter(alarm -> alarm.n() >= ENOUGH && alarm.rate() <= alarm.promised())
                .isPresent();
    }

    private String promise() {
        return facts.drift()
                .map(DriftState::alarm)
                .filter(alarm -> alarm.n() > 0)
                .map(alarm -> "It errs on " + Numbers.percent(alarm.rate()) + " of audited predictions; up to "
                        + Numbers.percent(alarm.promised()) + " is promised.")
                .orElse("No audited label has come in yet.");
    }

    private String caption(int stage) {
        return switch (stage) {
            case PREDICT -> Numbers.count(facts.field().perMinute()) + " a minute";
            case WATCH ->
                facts.drift()
                        .filter(d -> d.alarm().n() > 0)
                        .map(d -> Numbers.percent(d.alarm().rate()) + " wrong")
                        .orElse("no label yet");
            case INCIDENT -> {
                long open =
                        facts.incidents().stream().filter(IncidentFacts::open).count();
                yield open == 0 ? "none open" : open + " open";
            }
            case LABEL -> Numbers.count(facts.field().labels()) + " labels";
            case RETRAIN ->
                facts.activeJob()
                        .map(job -> job.status().equals("queued") ? "queued" : job.percent() + " %")
                        .orElse("idle");
            case PROVE ->
                facts.candidate()
                        .filter(v -> !v.gates().isEmpty())
                        .map(v -> v.gates().stream()
                                        .filter(VersionFacts.Gate::passed)
                                        .count() + " of " + v.gates().size() + " gates")
                        .orElse("–");
            default -> facts.live().map(v -> "v" + v.version() + " live").orElse("none live");
        };
    }
}
