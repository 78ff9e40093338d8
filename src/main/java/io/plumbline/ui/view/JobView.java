package io.plumbline.ui.view;

import io.plumbline.ui.charts.Numbers;
import java.time.Instant;

/**
 * A job, ready to be shown.
 *
 * @param id its identity
 * @param kind what it does
 * @param model for which model; empty for none
 * @param status its status
 * @param state class of the style sheet: "good", "bad", "work" or "none"
 * @param percent progress, 0 to 100
 * @param message what it does at present
 * @param requestedBy who asked for it
 * @param attempt how often it was begun, in words
 * @param created when it was asked for
 * @param changed when it last changed, in words
 * @param cancellable whether the reader may cancel it now
 * @param log its lines in one text
 * @param lines how many they are, in words
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
        Stamp created,
        String changed,
        boolean cancellable,
        String log,
        String lines) {

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
                job.status(),
                state,
                job.status().equals("succeeded") ? 100 : job.percent(),
                job.message(),
                job.requestedBy(),
                job.attempt() <= 1 ? "first attempt" : "attempt " + Numbers.count(job.attempt()),
                Stamp.of(job.createdAt()),
                Stamp.ago(job.changedAt(), now),
                mayCancel && job.active(),
                String.join("\n", job.log()),
                Stamp.plural(job.log().size(), "line"));
    }
}
