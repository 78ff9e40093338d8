package io.plumbline.ui.view;

import io.plumbline.drift.DriftState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that the page of a model is made of.
 *
 * @param name of the model
 * @param title of the model, by its owner
 * @param masks whether it draws masks, so that a new version is made from a larger model
 * @param drift latest evaluation of the live version
 * @param falseAlarmsPerYear alarm budget
 * @param field what was heard
 * @param versions newest first
 * @param incidents newest first, open ones and some resolved
 * @param jobs newest first, only this model's
 * @param ledger newest first, the latest few
 * @param rights what the reader may do
 * @param now the present
 * @param retraining why a retraining starts or waits; empty if nothing was decided yet
 */
public record ModelFacts(
        String name,
        String title,
        boolean masks,
        Optional<DriftState> drift,
        double falseAlarmsPerYear,
        FieldFacts field,
        List<VersionFacts> versions,
        List<IncidentFacts> incidents,
        List<JobFacts> jobs,
        List<LedgerLine> ledger,
        Rights rights,
        Instant now,
        String retraining) {
    private static final String RETRAIN = "retrain";
    private static final String DISTIL = "distil";

    /** Copies the lists. */
    public ModelFacts {
        versions = List.copyOf(versions);
        incidents = List.copyOf(incidents);
        jobs = List.copyOf(jobs);
        ledger = List.copyOf(ledger);
    }

    /** Who did what, and when. */
    public record LedgerLine(Instant at, String actor, String what, String detail) {}

    /** What the reader may do: promote, reject and roll back; ask for a retraining and cancel it. */
    public record Rights(boolean release, boolean retrain) {
        /** Whether the reader may decide about incidents. */
        public boolean decide() {
            return release || retrain;
        }
    }

    Optional<VersionFacts> live() {
        return versions.stream().filter(v -> v.is("live")).findFirst();
    }

    /** The newest candidate, unless the live version came after it. */
    Optional<VersionFacts> candidate() {
        Instant since = live().map(VersionFacts::since).orElse(Instant.MIN);
        return versions.stream()
                .filter(v -> v.is("candidate") && v.createdAt().isAfter(since))
                .findFirst();
    }

    /** The newest retraining or distillation that has not ended. */
    Optional<JobFacts> activeJob() {
        return jobs.stream()
                .filter(job -> job.active()
                        && (job.kind().startsWith(RETRAIN) || job.kind().equals(DISTIL)))
                .findFirst();
    }

    /** An open incident about the live version; those of older versions are history to the loop. */
    Optional<IncidentFacts> openIncident() {
        String version = live().map(VersionFacts::version).orElse("");
        return incidents.stream()
                .filter(i -> i.open() && i.version().equals(version))
                .findFirst();
    }
}
