package io.plumbline.ingest;

import io.plumbline.event.EventId;
import io.plumbline.store.BinaryCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Events of one kind on their way to one table: each as a row ready to be copied, and as what is needed of it afterwards. Of
 * equal identities the first one stays. One thread.
 */
final class EventRows<K> {
    private final List<EventId> ids = new ArrayList<>();
    private final List<K> kept = new ArrayList<>();
    private final Set<EventId> identities;
    private final BinaryCopy copy = new BinaryCopy();

    /** @param identities of the events of this kind in the batch, here and elsewhere; those that are added here are noted */
    EventRows(Set<EventId> identities) {
        this.identities = identities;
    }

    /** Whether no event of an identity is in the batch. */
    boolean isNew(EventId id) {
        return !identities.contains(id);
    }

    /**
     * Adds an event, whose row was written to {@link #copy} just before.
     *
     * @param event what is needed of it afterwards
     */
    void add(EventId id, K event) {
        identities.add(id);
        ids.add(id);
        kept.add(event);
    }

    /** Forgets everything, the shared identities too; the memory is kept for others. */
    void clear() {
        ids.clear();
        kept.clear();
        identities.clear();
        copy.clear();
    }

    /** The identities; the n-th is that of the n-th row of {@link #copy}. */
    List<EventId> ids() {
        return ids;
    }

    /** What is kept of the n-th event. */
    K kept(int n) {
        return kept.get(n);
    }

    BinaryCopy copy() {
        return copy;
    }
}
