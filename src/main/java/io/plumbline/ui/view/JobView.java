package io.plumbline.ui.view;

import io.plumbline.ui.charts.Curves;
import io.plumbline.ui.charts.Numbers;
import io.plumbline.ui.charts.Picture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A job, ready to be shown.
 *
 * @param id its identity
 * @param kind what it does
 * @param model for which model; empty for none
 * @param status its status
 * @param state class of the style sheet: "good", "bad", "work" or "none"
 * @param percent progress, 0 to 100
 * @param message what it does at present, or why it failed; empty once it has succeeded
 * @param requestedBy who asked for it
 * @param attempt how often it was begun, in words
 * @param worker who works on it, or did last; empty for nobody yet
 * @param retry when it is begun again after a failure, in words; empty if it does not wait for that
 * @param candidate the version that it made; empty for none
 * @param active whether it waits or runs
 * @param created when it was asked for
 * @param changed when it last changed, in words
 * @param cancellable whether the reader may cancel it now
 * @param log its lines in one text
 * @param lines how many they are, in words
 * @param curves its charts; none in lists, and before its first epoch
 */
public record JobView(
        String id,
        String kind,
        String model,
        String status,
        String state,
        int percent,
        String message,
        String requestedBy,
        String attempt,
        String worker,
        String retry,
        String candidate,
        boolean active,
        Stamp created,
        String changed,
        boolean cancellable,
        String log,
        String lines,
        List<Picture> curves) {

    /** A job for somebody who may or may not cancel it. */
    public static JobView of(JobFacts job, boolean mayCancel, Instant now) {
        String state =
                switch (job.status()) {
                    case "succeeded" -> "good";
                    case "failed" -> "bad";
                    case "running" -> "work";
                    default -> "none";
                };
        return new JobView(
                job.id(),
                job.kind(),
                job.model(),
                word(job),
                state,
                job.status().equals("succeeded") ? 100 : job.percent(),
                job.status().equals("succeeded") ? "" : job.message(),
                job.requestedBy(),
                attempt(job),
                job.worker(),
                job.retryAt()
                        .map(at -> "begun again "
                                + (at.isAfter(now)
                                        ? "in "
                                                + Stamp.span(Duration.between(now, at)
                                                        .toSeconds())
                                        : "soon"))
                        .orElse(""),
                job.candidate(),
                job.active(),
                Stamp.of(job.createdAt()),
                Stamp.ago(job.changedAt(), now),
                mayCancel && job.active() && !job.stopping(),
                String.join("\n", job.log()),
                Stamp.plural(job.log().size(), "line"),
                Curves.of(job.points()));
    }

    private static String word(JobFacts job) {
        if (job.stopping()) {
            return "stopping";
        }
        return job.retryAt().isPresent() ? "waits to try again" : job.status();
    }

    private static String attempt(JobFacts job) {
        if (job.attempt() == 0) {
            return "not begun yet";
        }
        return job.attempt() == 1
                ? "first attempt"
                : "attempt " + Numbers.count(job.attempt()) + " of " + Numbers.count(job.maxAttempts());
    }
}
