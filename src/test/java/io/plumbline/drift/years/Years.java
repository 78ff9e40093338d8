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

    /** Lets one model live. */
    Result live(Kind kind, int number) {
        String name = kind.id() + "-" + number;
        FieldYears field = new FieldYears(name, kind.firstSeed() + number, kind);
        stored.forget();
        clock.get().set(FieldYears.START);
        Model model = stored.register(name, field.validation(VALIDATION));
        Map<Integer, List<Sent>> labels = new HashMap<>();
        Conventional conventional = new Conventional();
        List<Integer> audited = new ArrayList<>();
        for (int day = 0; day < FieldYears.DAYS; day++) {
            List<Sent> sent = field.day(day);
            for (Sent each : sent) {
                each.labelled().ifPresent(on -> labels.computeIfAbsent(on, any -> new ArrayList<>())
                        .add(each));
            }
            List<Sent> came = labels.getOrDefault(day, List.of());
            stored.store(sent, came);
            clock.get().set(FieldYears.START.plus(Duration.ofDays(day + 1)));
            evaluator.evaluate(model);
            List<Sent> drawn =
                    came.stream().filter(l -> l.propensity().isPresent()).toList();
            audited.add(drawn.size());
            conventional.day(day, sent, drawn);
        }
        return new Result(kind, audited, found(name), conventional.alarms());
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
