package io.plumbline.snapshot;

import io.plumbline.kernel.Rejection;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a snapshot is drawn from the labelled pictures of a model.
 *
 * @param seed of all that is drawn
 * @param testShare share of the devices whose pictures are judged by, from 0 to below 1
 * @param validationShare share of the other devices whose pictures are calibrated with, from 0 to below 1
 * @param replayShare largest share of old pictures among those that are learnt from, above 0 to 1; 1: as many as there are
 * @param mostOfAClass largest number of pictures of a class to learn from
 * @param balance what is done about classes of different size
 * @param since event time from which on pictures are new: older ones are replayed, and not judged by; empty: all of the field
 */
public record DrawingRule(
        long seed,
        double testShare,
        double validationShare,
        double replayShare,
        OptionalInt mostOfAClass,
        Balance balance,
        Optional<Instant> since) {
    /** @throws Rejection {@code snapshot-rule-invalid} if a value is out of its range */
    public DrawingRule {
        require(testShare >= 0 && testShare < 1, "testShare is " + testShare + "; it is from 0 to below 1.");
        require(
                validationShare >= 0 && validationShare < 1,
                "validationShare is " + validationShare + "; it is from 0 to below 1.");
        require(
                replayShare > 0 && replayShare <= 1,
                "replayShare is " + replayShare + "; it is above 0 and at most 1, which takes all old pictures.");
        require(
                mostOfAClass.isEmpty() || mostOfAClass.getAsInt() > 0,
                "mostOfAClass is " + mostOfAClass.orElse(0) + "; it is at least 1.");
    }

    /** The split of a device, or of a picture without one by its address: what is not labelled keeps to it as well. */
    public Split of(String unit) {
        return new Drawing(this).split(unit);
    }

    private static void require(boolean holds, String detail) {
        if (!holds) {
            throw Rejection.invalid("snapshot-rule-invalid", detail);
        }
    }
}
