package io.plumbline.kernel;

import java.time.Duration;

/** Work that the processes of the role {@code ingest} do again and again. Any of them may at any time, all at once too. */
public interface Chore {
    /** What it is called in logs; small letters and hyphens. */
    String name();

    /** How often it is to be done. */
    Duration interval();

    /** Does it once. */
    void run();
}
