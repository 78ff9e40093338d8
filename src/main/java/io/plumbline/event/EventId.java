package io.plumbline.event;

/**
 * Identity of an event (CloudEvents 1.0): sent again, it changes no count.
 *
 * @param source who sent it, for instance "/devices/5f3c"
 * @param id its id, unique within the source
 */
public record EventId(String source, String id) implements Comparable<EventId> {
    @Override
    public int compareTo(EventId other) {
        int bySource = source.compareTo(other.source);
        return bySource != 0 ? bySource : id.compareTo(other.id);
    }
}
