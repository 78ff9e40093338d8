package io.plumbline.client;

/** The device's clock, in milliseconds. May be called from several threads. */
public interface DeviceClock {
    /** Wall time: milliseconds since 1970-01-01T00:00:00Z. */
    DeviceClock SYSTEM = new DeviceClock() {
        @Override
        public long millis() {
            // Safe because: on a device this is the outermost place; everything below gets the clock passed in.
            return System.currentTimeMillis();
        }
    };

    /** Elapsed time: never jumps, its origin means nothing. For waiting, not for events. */
    DeviceClock ELAPSED = new DeviceClock() {
        @Override
        public long millis() {
            return System.nanoTime() / 1_000_000L;
        }
    };

    /** Now, in milliseconds. */
    long millis();
}
