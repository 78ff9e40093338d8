package io.plumbline.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a delivery that failed is tried again: soon at first, then ever later, for about 22 hours. */
@ApplicationScoped
public class Retries {
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12));

    /** An endpoint that comes back does not get all at once what failed at once. */
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    public Retries() {
        this(new SecureRandom());
    }

    Retries(RandomGenerator random) {
        this.random = random;
    }

    /**
     * How long to wait, a fifth more or less; empty when it is to be given up.
     *
     * @param attempts how many have failed, at least 1
     */
    Optional<Duration> after(int attempts) {
        if (attempts > WAITS.size()) {
            return Optional.empty();
        }
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Optional.of(
                Duration.ofMillis(Math.round(factor * WAITS.get(attempts - 1).toMillis())));
    }
}
