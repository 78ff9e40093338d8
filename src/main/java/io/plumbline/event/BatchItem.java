package io.plumbline.event;

import java.util.Optional;

/**
 * One element of a batch: an event, or why it is none.
 *
 * @param span where it lies in the batch
 * @param event what it says; empty if it cannot be taken
 * @param rejection why it cannot be taken; empty if it can
 */
public record BatchItem(EventParser.Span span, Optional<Event> event, Optional<EventRejection> rejection) {
    static BatchItem of(EventParser.Span span, Event event) {
        return new BatchItem(span, Optional.of(event), Optional.empty());
    }

    static BatchItem of(EventParser.Span span, EventRejection rejection) {
        return new BatchItem(span, Optional.empty(), Optional.of(rejection));
    }
}
