package io.plumbline.app;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The one place where the time of day comes from. */
final class Clock {
    private Clock() {}

    @Produces
    @Singleton
    static InstantSource system() {
        return InstantSource.system();
    }
}
