package io.plumbline.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;

/** A time of day that a test says, in place of the application's. */
@Alternative
@Singleton
public class SettableClock implements InstantSource {
    private volatile Instant now = Instant.EPOCH;

    /** Puts it in the place of the application's clock. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(SettableClock.class);
        }
    }

    /** Says what time it is from now on. */
    public void set(Instant time) {
        now = time;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
