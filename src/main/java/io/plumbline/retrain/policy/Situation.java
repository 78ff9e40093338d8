package io.plumbline.retrain.policy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a decision about a retraining rests on.
 *
 * @param now when it is made
 * @param masks whether the model draws masks: its labels are masks, and it begins with a teacher, not with the live version
 * @param live whether there is a version to start from
 * @param active whether a retraining is under way
 * @param proven a candidate that passed its gates and waits for its promotion
 * @param incident the open incident of errors that is nearest to its labels
 * @param newLabels labels from the field since the last retraining; of masks all that people made
 * @param classes labels of each class of the live version, of whatever origin
 * @param lastStart when the last retraining was asked for
 * @param startedThisMonth how many were, in this month of the policy's zone
 * @param scheduledFrom what the schedule counts from if there was no retraining yet: when the policy or the model was made
 */
public record Situation(
        Instant now,
        boolean masks,
        boolean live,
        boolean active,
        Optional<String> proven,
        Optional<OpenIncident> incident,
        long newLabels,
        Map<String, Long> classes,
        Optional<Instant> lastStart,
        long startedThisMonth,
        Instant scheduledFrom) {
    public Situation {
        classes = java.util.Collections.unmodifiableMap(new TreeMap<>(classes));
    }

    /**
     * An open incident.
     *
     * @param id its number
     * @param have audited pictures since the change; of masks those drawn in the field
     * @param needed how many it takes; more after each retraining for it
     */
    public record OpenIncident(long id, long have, long needed) {
        boolean isDue() {
            return have >= needed;
        }
    }
}
