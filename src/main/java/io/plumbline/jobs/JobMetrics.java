package io.plumbline.jobs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.jobs.Job.State;
import io.plumbline.store.Transactions;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What operators watch of the queue: how many jobs are in each state. */
@Startup
@ApplicationScoped
class JobMetrics {
    private static final String COUNT = "select state, count(*) from job group by state";

    private final Transactions transactions;
    private final Map<State, AtomicLong> counts = new EnumMap<>(State.class);

    JobMetrics(MeterRegistry registry, Transactions transactions) {
        this.transactions = transactions;
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
        Map<State, Long> found = transactions.run(c -> {
            Map<State, Long> byState = new EnumMap<>(State.class);
            try (PreparedStatement count = c.prepareStatement(COUNT);
                    ResultSet row = count.executeQuery()) {
                while (row.next()) {
                    byState.put(State.valueOf(row.getString(1).toUpperCase(Locale.ROOT)), row.getLong(2));
                }
            }
            return byState;
        });
        counts.forEach((state, count) -> count.set(found.getOrDefault(state, 0L)));
    }
}
