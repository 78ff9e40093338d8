package io.plumbline.jobs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.jobs.Job.State;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What operators watch of the queue: how many jobs are in each state. */
@Startup
@ApplicationScoped
class JobMetrics {
    private final PostgresLeases leases;
    private final Map<State, AtomicLong> counts = new EnumMap<>(State.class);

    JobMetrics(MeterRegistry registry, PostgresLeases leases) {
        this.leases = leases;
        for (State state : State.values()) {
            AtomicLong count = new AtomicLong();
            counts.put(state, count);
            Gauge.builder("plumbline.jobs", count, AtomicLong::get)
                    .description("Jobs of all workers by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    /** Counts anew. */
    void refresh() {
        Map<State, Long> found = leases.counts();
        counts.forEach((state, count) -> count.set(found.getOrDefault(state, 0L)));
    }
}
