package io.plumbline.event;

import java.util.Optional;

/**
 * One element of a batch: an event, or why it is none.
 *
 * @param slice where it lies in the batch
 * @param event what it says; empty if it cannot be taken
 * @param rejection why it cannot be taken; empty if it can
 */
public record BatchItem(EventParser.Slice slice, Optional<Event> event, Optional<EventRejection> rejection) {
    static BatchItem of(EventParser.Slice slice, Event event) {
        return new BatchItem(slice, Optional.of(event), Optional.empty());
    }

    static BatchItem of(EventParser.Slice slice, EventRejection rejection) {
        return new BatchItem(slice, Optional.empty(), Optional.of(rejection));
    }
}
