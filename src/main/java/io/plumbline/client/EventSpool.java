package io.plumbline.client;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A durable queue of events in one file.
 *
 * <p>What {@link #append} returned from survives the death of the process; with {@code fsync} also loss of power, at
 * the price of one fsync an event. A last line torn by a kill is dropped when the file is opened again; it was never
 * sent, since only appended events are. Space is bounded: when it is full the oldest events give way, and how many is
 * counted. Events are kept byte for byte: a resend never changes one.
 *
 * <p>Safe from several threads; one process and one object at a time to a file.
 */
public final class EventSpool implements Closeable {
    /** Longest event in bytes of UTF-8. */
    public static final int LONGEST_EVENT = 64 * 1024;

    private static final long SLACK = 64 * 1024;

    private final SpoolFile file;
    private final long capacity;
    private long head = SpoolFile.START;
    private long headSequence = 1;
    private long nextSequence = 1;
    private long liveBytes;
    private int size;
    private long dropped;
    private long damaged;

    /** One event in the queue. Immutable. */
    public static final class Event {
        private final long sequence;
        private final String json;
        private final long end;
        private final int bytes;

        Event(long sequence, String json, long end, int bytes) {
            this.sequence = sequence;
            this.json = json;
            this.end = end;
            this.bytes = bytes;
        }

        /** Its number in this queue: from 1, without gaps, never used again. */
        public long sequence() {
            return sequence;
        }

        /** As it was appended. */
        public String json() {
            return json;
        }

        long end() {
            return end;
        }

        int bytes() {
            return bytes;
        }
    }

    /**
     * Opens or creates a queue.
     *
     * @param path the file; its folder must exist
     * @param capacity bytes of waiting events to keep at most, at least {@link #LONGEST_EVENT}
     * @param fsync whether each append waits for the disk
     * @throws IOException if the file cannot be used, or is not a spool
     */
    public EventSpool(File path, long capacity, boolean fsync) throws IOException {
        if (capacity < LONGEST_EVENT) {
            throw new IllegalArgumentException("Capacity must be at least " + LONGEST_EVENT + " bytes: " + capacity);
        }
        this.capacity = capacity;
        this.file = new SpoolFile(path, fsync);
        recover();
    }

    /**
     * Adds an event at the end.
     *
     * @param json one line, at most {@link #LONGEST_EVENT} bytes
     * @return its sequence number
     * @throws IllegalArgumentException if it is longer or has a line break
     */
    public synchronized long append(String json) throws IOException {
        byte[] line = SpoolFile.eventLine(nextSequence, json);
        while (size > 0 && liveBytes + line.length > capacity) {
            Event oldest = events(1, Integer.MAX_VALUE, Long.MAX_VALUE).get(0);
            dropped++;
            remove(oldest.sequence(), oldest.end(), 1, oldest.bytes());
        }
        compactIfWorthwhile();
        file.append(line);
        liveBytes += line.length;
        size++;
        return nextSequence++;
    }

    /**
     * The oldest waiting events, in order. They stay in the queue.
     *
     * @param most how many at most, at least 1
     * @param mostBytes how many bytes at most; the first event is given in any case
     * @param through sequence number after which none is given
     */
    public synchronized List<Event> peek(int most, int mostBytes, long through) throws IOException {
        return events(most, mostBytes, through);
    }

    /**
     * Takes away everything up to and including a sequence number. What is gone already is no error.
     *
     * @param through a sequence number that this queue gave
     */
    public synchronized void removeThrough(long through) throws IOException {
        if (through < headSequence) {
            return;
        }
        if (through >= nextSequence) {
            throw new IllegalArgumentException("Never appended: " + through + ", next is " + nextSequence);
        }
        int removed = 0;
        long bytes = 0;
        long end = head;
        for (Event event : events(Integer.MAX_VALUE, Integer.MAX_VALUE, through)) {
            removed++;
            bytes += event.bytes();
            end = event.end();
        }
        remove(through, end, removed, bytes);
        compactIfWorthwhile();
    }

    /** How many events wait. */
    public synchronized int size() {
        return size;
    }

    /** Sequence number of the latest event ever appended; 0 before the first. */
    public synchronized long lastSequence() {
        return nextSequence - 1;
    }

    /** How many events gave way to newer ones, ever. */
    public synchronized long dropped() {
        return dropped;
    }

    /** How many lines in the middle of the file could not be read when it was opened; 0 unless the disk is bad. */
    public synchronized long damaged() {
        return damaged;
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    private List<Event> events(int most, int mostBytes, long through) throws IOException {
        List<Event> events = new ArrayList<Event>();
        long bytes = 0;
        SpoolFile.Lines lines = file.lines(head);
        while (events.size() < Math.min(most, size) && lines.next()) {
            if (!lines.isEvent() || lines.sequence() < headSequence) {
                continue;
            }
            bytes += lines.length();
            if (lines.sequence() > through || (bytes > mostBytes && !events.isEmpty())) {
                break;
            }
            events.add(new Event(lines.sequence(), lines.json(), lines.end(), lines.length()));
        }
        return events;
    }

    private void remove(long through, long end, int events, long bytes) throws IOException {
        file.append(SpoolFile.removalLine(through, dropped));
        head = end;
        headSequence = through + 1;
        size -= events;
        liveBytes -= bytes;
    }

    private void recover() throws IOException {
        SpoolFile.Lines lines = file.lines(SpoolFile.START);
        while (lines.next()) {
            if (lines.isRemoval()) {
                headSequence = Math.max(headSequence, lines.sequence() + 1);
                nextSequence = Math.max(nextSequence, headSequence);
                dropped = lines.dropped();
            } else if (lines.isEvent()) {
                nextSequence = lines.sequence() + 1;
            } else {
                damaged++;
            }
        }
        file.truncate(lines.end());
        SpoolFile.Lines again = file.lines(SpoolFile.START);
        while (again.next()) {
            if (again.isEvent() && again.sequence() >= headSequence) {
                size++;
                liveBytes += again.length();
            }
        }
    }

    private void compactIfWorthwhile() throws IOException {
        if (file.length() <= 2 * liveBytes + SLACK) {
            return;
        }
        List<byte[]> kept = new ArrayList<byte[]>();
        kept.add(SpoolFile.removalLine(headSequence - 1, dropped));
        for (Event event : events(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE)) {
            kept.add(SpoolFile.eventLine(event.sequence(), event.json()));
        }
        file.replace(kept);
        head = SpoolFile.START;
    }
}
