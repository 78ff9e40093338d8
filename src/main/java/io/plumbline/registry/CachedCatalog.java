package io.plumbline.registry;

import io.plumbline.kernel.ModelCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The registered models for the hot path: all of them are read at once, and again after some seconds. */
@ApplicationScoped
class CachedCatalog implements ModelCatalog {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final Models models;
    private final InstantSource clock;
    private volatile Snapshot snapshot = new Snapshot(Instant.MIN, Map.of());

    CachedCatalog(Models models, InstantSource clock) {
        this.models = models;
        this.clock = clock;
    }

    private record Snapshot(Instant until, Map<String, Facts> facts) {}

    @Override
    public Optional<Facts> facts(String name) {
        Instant now = clock.instant();
        Snapshot known = snapshot;
        if (!now.isBefore(known.until())) {
            // Two threads may read at once; both read the truth, so neither has to wait for the other.
            known = new Snapshot(now.plus(FRESH), read(models.models()));
            snapshot = known;
        }
        return Optional.ofNullable(known.facts().get(name));
    }

    private static Map<String, Facts> read(List<Model> models) {
        return models.stream()
                .map(m -> new Facts(m.name(), m.segments()))
                .collect(Collectors.toMap(Facts::name, Function.identity()));
    }
}
