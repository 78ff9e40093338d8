package io.plumbline.ui;

import io.plumbline.profile.Profiles;
import io.plumbline.profile.Profiles.HourCount;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.ui.view.FieldFacts.Beat;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How fast predictions are counted, sampled from the profiles; kept in memory since the start of this process.
 *
 * <p>One thread samples, any thread reads.
 */
@ApplicationScoped
class Pulse {
    private static final int KEPT = 90;

    /** Events older than this are windowed by receipt, so no earlier hour changes. */
    private static final Duration LATEST = Duration.ofDays(31);

    private final Models models;
    private final Profiles profiles;
    private final InstantSource clock;
    private final Map<String, Series> series = new ConcurrentHashMap<>();

    Pulse(Models models, Profiles profiles, InstantSource clock) {
        this.models = models;
        this.profiles = profiles;
        this.clock = clock;
    }

    @Scheduled(every = "{plumbline.ui.pulse:10s}", concurrentExecution = ConcurrentExecution.SKIP)
    void sample() {
        for (Model model : models.models()) {
            Instant now = clock.instant();
            series.computeIfAbsent(model.name(), name -> new Series())
                    .add(now, profiles.hourly(model.name(), now.minus(LATEST)));
        }
    }

    /** The latest beats of a model, oldest first. */
    List<Beat> of(String model) {
        Series known = series.get(model);
        return known == null ? List.of() : known.beats();
    }

    /** Samples of one model. What counts is what was added to an hour since the last sample, whatever hours are read. */
    private static final class Series {
        private final Deque<Beat> beats = new ArrayDeque<>();
        private Map<Instant, Long> before = Map.of();
        private Instant at = Instant.MAX;

        synchronized void add(Instant now, List<HourCount> hours) {
            Map<Instant, Long> counts = new HashMap<>();
            long added = 0;
            for (HourCount hour : hours) {
                counts.put(hour.hour(), hour.n());
                added += hour.n() - before.getOrDefault(hour.hour(), 0L);
            }
            long millis = at.isBefore(now) ? Duration.between(at, now).toMillis() : 0;
            if (millis > 0) {
                beats.addLast(new Beat(now, Math.max(0, added) * 60_000.0 / millis));
            }
            while (beats.size() > KEPT) {
                beats.removeFirst();
            }
            before = counts;
            at = now;
        }

        synchronized List<Beat> beats() {
            return List.copyOf(beats);
        }
    }
}
