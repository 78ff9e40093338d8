package io.plumbline.feedback;

import io.plumbline.event.Correction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * What stands of several corrections of one prediction.
 *
 * @param correction the last one by event time; of equal times, the one of the larger identity, byte by byte in UTF-8
 * @param asked the largest audit propensity that any of them carried
 */
record LastWord(Correction correction, OptionalDouble asked) {
    static LastWord of(Correction correction) {
        return new LastWord(correction, correction.propensity());
    }

    LastWord and(LastWord other) {
        OptionalDouble larger =
                asked.isEmpty() || (other.asked.isPresent() && other.asked.getAsDouble() > asked.getAsDouble())
                        ? other.asked
                        : asked;
        return new LastWord(compare(correction, other.correction) >= 0 ? correction : other.correction, larger);
    }

    private static int compare(Correction one, Correction other) {
        int byTime = one.time().compareTo(other.time());
        if (byTime != 0) {
            return byTime;
        }
        int bySource = compare(one.eventId().source(), other.eventId().source());
        return bySource != 0
                ? bySource
                : compare(one.eventId().id(), other.eventId().id());
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
