package io.plumbline.demo;

import java.time.Instant;
import java.time.ZoneOffset;

/** Where phones are, and hence when their owners sleep. */
enum Country {
    NG(60),
    KE(180),
    EG(120),
    GH(0),
    IN(330),
    ZA(120);

    private final int minutesFromUtc;

    Country(int minutesFromUtc) {
        this.minutesFromUtc = minutesFromUtc;
    }

    /** How active people are, 0.08 (deep in the night) to 1 (early in the evening). */
    double activity(Instant time) {
        double minutes = time.atOffset(ZoneOffset.ofTotalSeconds(minutesFromUtc * 60))
                        .toLocalTime()
                        .toSecondOfDay()
                / 60.0;
        double hour = minutes / 60;
        // Awake from about 6 to 23, with a slow rise over the day.
        double awake = 1 / (1 + Math.exp(-(hour - 6.5) * 2)) - 1 / (1 + Math.exp(-(hour - 22.5) * 2));
        return 0.08 + 0.92 * Math.max(0, awake) * (0.85 + 0.15 * Math.sin(Math.PI * (hour - 12) / 14));
    }
}
