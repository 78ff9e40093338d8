package io.plumbline.ingest;

import io.plumbline.event.Event;
import io.plumbline.event.EventId;
import io.plumbline.store.BinaryCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Events of one kind on their way to one table: each as it was read, and as a row ready to be copied. Of equal identities
 * the first one stays. One thread.
 */
final class EventRows<E extends Event> {
    private final BiConsumer<BinaryCopy, Received<E>> encoder;
    private final List<Received<E>> events = new ArrayList<>();
    private final Set<EventId> identities;
    private final BinaryCopy copy = new BinaryCopy();

    /**
     * @param encoder writes one row
     * @param identities of the events of this kind in the batch, here and elsewhere; those that are added here are noted
     */
    EventRows(BiConsumer<BinaryCopy, Received<E>> encoder, Set<EventId> identities) {
        this.encoder = encoder;
        this.identities = identities;
    }

    /** Adds an event, unless one of its identity is in the batch. */
    void add(Received<E> event) {
        if (identities.add(event.event().eventId())) {
            encoder.accept(copy, event);
            events.add(event);
        }
    }

    /** Forgets everything, the shared identities too; the memory is kept for others. */
    void clear() {
        events.clear();
        identities.clear();
        copy.clear();
    }

    /** What is here; the n-th is the n-th row of {@link #copy}. */
    List<Received<E>> events() {
        return events;
    }

    BinaryCopy copy() {
        return copy;
    }
}
