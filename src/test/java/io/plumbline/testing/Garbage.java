package io.plumbline.testing;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Has unused memory that Java lent to native code given back, and written over. */
public final class Garbage {
    private static final int BUFFERS = 1_000;
    private static final int BYTES = 8;

    private Garbage() {}

    /** Collects garbage, and writes something else where direct buffers were that nobody holds. */
    public static void collect() {
        WeakReference<ByteBuffer> unused = new WeakReference<>(ByteBuffer.allocateDirect(BYTES));
        while (unused.get() != null) {
            System.gc();
        }
        List<ByteBuffer> others = new ArrayList<>();
        for (int i = 0; i < BUFFERS; i++) {
            others.add(ByteBuffer.allocateDirect(BYTES).putFloat(12_345).putFloat(12_345));
        }
        if (others.get(BUFFERS - 1).position() != BYTES) {
            throw new AssertionError("Nothing was written");
        }
    }
}
