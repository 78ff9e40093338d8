package io.plumbline.stats.detector;

import io.plumbline.stats.StateReader;
import io.plumbline.stats.StateWriter;
import java.util.Arrays;

/** The last errors and successes, up to a fixed number, as bits. */
final class BitRing {
    private final int capacity;
    private final long[] words;
    private int next;
    private int size;

    BitRing(int capacity) {
        this.capacity = capacity;
        words = new long[(capacity + Long.SIZE - 1) / Long.SIZE];
    }

    int size() {
        return size;
    }

    /** Appends a bit; the one that had to leave, or 0 as long as there was room. */
    int add(int bit) {
        int leaving = 0;
        if (size == capacity) {
            leaving = bit(next);
        } else {
            size++;
        }
        words[next >> 6] = (words[next >> 6] & ~(1L << next)) | ((long) bit << next);
        next = next + 1 == capacity ? 0 : next + 1;
        return leaving;
    }

    /** A bit by its age: 0 is the oldest. */
    int get(int index) {
        int at = next - size + index;
        return bit(at < 0 ? at + capacity : at);
    }

    int ones() {
        int ones = 0;
        for (int i = 0; i < size; i++) {
            ones += get(i);
        }
        return ones;
    }

    /** Forgets all but the newest. */
    void keepNewest(int newest) {
        size = Math.min(size, newest);
    }

    void clear() {
        Arrays.fill(words, 0);
        next = 0;
        size = 0;
    }

    private int bit(int at) {
        return (int) (words[at >> 6] >>> at) & 1;
    }

    /** Equal bits in the same order give equal bytes, wherever they lie in the ring. */
    void write(StateWriter out) {
        long[] ordered = new long[(size + Long.SIZE - 1) / Long.SIZE];
        for (int i = 0; i < size; i++) {
            ordered[i >> 6] |= (long) get(i) << i;
        }
        out.put(size).put(ordered, ordered.length);
    }

    void read(StateReader in) {
        int length = in.getInt();
        in.require(length >= 0 && length <= capacity, "number of bits", length);
        long[] ordered = in.getLongs();
        in.require(ordered.length == (length + Long.SIZE - 1) / Long.SIZE, "number of words", ordered.length);
        int used = length % Long.SIZE;
        in.require(used == 0 || ordered[ordered.length - 1] >>> used == 0, "bit after the last", length);
        for (int i = 0; i < length; i++) {
            add((int) (ordered[i >> 6] >>> i) & 1);
        }
    }
}
