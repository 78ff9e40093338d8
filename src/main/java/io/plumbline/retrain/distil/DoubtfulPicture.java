package io.plumbline.retrain.distil;

import io.plumbline.kernel.Sha256;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A picture of which a teacher was not sure enough: it waits for a person to draw its mask.
 *
 * @param image address of what is kept of it
 * @param source device that took it, or {@code reference}
 * @param teacher model that was asked last
 * @param teacherVersion its version
 * @param unsure share of unsure pixels among those that are unsure or subject, 0 to 1
 * @param area share of the picture that is subject, by the teacher, 0 to 1
 * @param job that asked
 * @param at when
 */
public record DoubtfulPicture(
        Sha256 image,
        String source,
        String teacher,
        String teacherVersion,
        double unsure,
        double area,
        UUID job,
        Instant at) {
    private static final double MUCH = 0.25;

    /** Why it is doubtful, for people. */
    public String reason() {
        if (unsure >= MUCH) {
            return String.format(
                    Locale.ROOT,
                    "The teacher is unsure of %.0f %% of what it takes for the subject or might.",
                    100 * unsure);
        }
        return area < MUCH
                ? "The teacher sees hardly any subject."
                : "The teacher takes nearly all of it for the subject.";
    }
}
