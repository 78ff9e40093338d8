package io.plumbline.drift.years;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.DriftReports;
import io.plumbline.drift.Evaluator;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.drift.years.FieldYears.Sent;
import io.plumbline.kernel.Page;
import io.plumbline.registry.Model;
import io.plumbline.testing.SettableClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Lets models live through their quarter: in the database of the application, evaluated by the application at each midnight. */
@ApplicationScoped
class Years {
    private static final int VALIDATION = 3_000;

    private final StoredModels stored;
    private final Evaluator evaluator;
    private final Incidents incidents;
    private final DriftReports reports;
    private final ObjectMapper json;
    private final Instance<SettableClock> clock;

    Years(
            StoredModels stored,
            Evaluator evaluator,
            Incidents incidents,
            DriftReports reports,
            ObjectMapper json,
            Instance<SettableClock> clock) {
        this.stored = stored;
        this.evaluator = evaluator;
        this.incidents = incidents;
        this.reports = reports;
        this.json = json;
        this.clock = clock;
    }

    /** Lets a model of each kind live, all through the same days: while one waits for the database, another computes. */
    List<Result> live(List<Kind> kinds, int number) {
        stored.forget();
        clock.get().set(FieldYears.START);
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Life> lives =
                    kinds.stream().map(kind -> new Life(kind, number)).toList();
            for (int day = 0; day < FieldYears.DAYS; day++) {
                int today = day;
                all(threads, lives, life -> life.daytime(today));
                stored.compact();
                clock.get().set(FieldYears.START.plus(Duration.ofDays(day + 1)));
                all(threads, lives, life -> life.midnight(today));
            }
            return lives.stream().map(Life::result).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static void all(ExecutorService threads, List<Life> lives, Consumer<Life> does) {
        CompletableFuture.allOf(lives.stream()
                        .map(life -> CompletableFuture.runAsync(() -> does.accept(life), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** The quarter of one model. */
    private final class Life {
        private final Kind kind;
        private final FieldYears field;
        private final Model model;
        private final Map<Integer, List<Sent>> labels = new HashMap<>();
        private final Conventional conventional = new Conventional();
        private final List<Integer> audited = new ArrayList<>();
        private List<Sent> sent = List.of();

        private Life(Kind kind, int number) {
            String name = kind.id() + "-" + number;
            this.kind = kind;
            field = new FieldYears(name, kind.firstSeed() + number, kind);
            model = stored.register(name, field.validation(VALIDATION));
        }

        /** Predictions are made, and labels come. */
        private void daytime(int day) {
            sent = field.day(day);
            for (Sent each : sent) {
                each.labelled().ifPresent(on -> labels.computeIfAbsent(on, any -> new ArrayList<>())
                        .add(each));
            }
            stored.store(sent, labels.getOrDefault(day, List.of()));
        }

        /** The day is evaluated. */
        private void midnight(int day) {
            evaluator.evaluate(model);
            List<Sent> drawn = labels.getOrDefault(day, List.of()).stream()
                    .filter(label -> label.propensity().isPresent())
                    .toList();
            audited.add(drawn.size());
            conventional.day(day, sent, drawn);
        }

        private Result result() {
            return new Result(kind, audited, found(model.name()), conventional.alarms());
        }
    }

    private List<Result.Found> found(String model) {
        return incidents.of(model, new Page(0, Page.LARGEST)).items().stream()
                .sorted(Comparator.comparing(Incident::openedAt).thenComparing(Incident::id))
                .map(this::found)
                .toList();
    }

    private Result.Found found(Incident incident) {
        JsonNode report = json.valueToTree(reports.require(incident.report()));
        List<String> why = new ArrayList<>();
        report.path("causes")
                .forEach(cause -> why.add(cause.path("kind").asText() + " "
                        + cause.path("strength").asDouble() + ": "
                        + cause.path("sentence").asText()));
        return new Result.Found(
                day(incident.openedAt()),
                incident.signal(),
                incident.segmentKey(),
                incident.segmentValue(),
                report.path("causes").path(0).path("kind").asText(),
                List.copyOf(why));
    }

    private static int day(Instant midnight) {
        return (int) Duration.between(FieldYears.START, midnight).toDays() - 1;
    }
}
