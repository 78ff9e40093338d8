package io.plumbline.drift.years;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.DriftReports;
import io.plumbline.drift.Evaluator;
import io.plumbline.drift.Incident;
import io.plumbline.drift.Incidents;
import io.plumbline.drift.years.FieldYears.Sent;
import io.plumbline.feedback.LabelNotes;
import io.plumbline.kernel.Page;
import io.plumbline.profile.ProfileCompaction;
import io.plumbline.profile.ProfileNotes;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.registry.NewVersion;
import io.plumbline.store.Blobs;
import io.plumbline.store.Transactions;
import io.plumbline.testing.SettableClock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Lets models live through their quarter: in the database of the application, evaluated by the application at each midnight. */
@ApplicationScoped
class Years {
    private static final int VALIDATION = 3_000;
    private static final String ACTOR = "years";

    /** What was counted of a model that has lived; its incidents and reports stay. */
    private static final String FORGET =
            "truncate profile, profile_delta, outcome_hour, label_hour, drift_checkpoint, drift_state";

    /** Whether what is written survives a failure of power is the matter of other tests, and takes a third of the time. */
    private static final String IN_HASTE = "alter system set fsync = off";

    private final Models models;
    private final Blobs blobs;
    private final Transactions transactions;
    private final ProfileCompaction compaction;
    private final Evaluator evaluator;
    private final Incidents incidents;
    private final DriftReports reports;
    private final ObjectMapper json;
    private final Instance<SettableClock> clock;

    Years(
            Models models,
            Blobs blobs,
            Transactions transactions,
            ProfileCompaction compaction,
            Evaluator evaluator,
            Incidents incidents,
            DriftReports reports,
            ObjectMapper json,
            Instance<SettableClock> clock) {
        this.models = models;
        this.blobs = blobs;
        this.transactions = transactions;
        this.compaction = compaction;
        this.evaluator = evaluator;
        this.incidents = incidents;
        this.reports = reports;
        this.json = json;
        this.clock = clock;
    }

    /** Asks the database for speed, before the first model lives. */
    void hurry() {
        transactions.execute(c -> {
            c.setAutoCommit(true);
            try (Statement statement = c.createStatement()) {
                statement.execute(IN_HASTE);
                statement.execute("select pg_reload_conf()");
            } finally {
                c.setAutoCommit(false);
            }
        });
    }

    /** Lets one model live. */
    Result live(Kind kind, int number) {
        String name = kind.id() + "-" + number;
        FieldYears field = new FieldYears(name, kind.firstSeed() + number, kind);
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute(FORGET);
            }
        });
        clock.get().set(FieldYears.START);
        Model model = register(name, field.validation(VALIDATION));
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
            store(sent, came);
            clock.get().set(FieldYears.START.plus(Duration.ofDays(day + 1)));
            evaluator.evaluate(model);
            List<Sent> drawn =
                    came.stream().filter(l -> l.propensity().isPresent()).toList();
            audited.add(drawn.size());
            conventional.day(day, sent, drawn);
        }
        return new Result(kind, audited, found(name), conventional.alarms());
    }

    private void store(List<Sent> sent, List<Sent> labels) {
        ProfileNotes profiles = new ProfileNotes();
        LabelNotes outcomes = new LabelNotes();
        sent.forEach(s -> profiles.add(s.slice(), s.predicted(), s.confidence(), s.inputs()));
        labels.forEach(l -> outcomes.add(l.slice(), l.predicted(), l.truth(), l.confidence(), l.propensity()));
        transactions.execute(c -> {
            profiles.write(c);
            outcomes.write(c);
        });
        compaction.compact();
    }

    private Model register(String name, List<Sent> validation) {
        Model model = models.register(new NewModel(name, name, "classification", FieldYears.KEYS), ACTOR)
                .model();
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        models.addCandidate(
                new NewVersion(
                        name,
                        "1",
                        blobs.put(content, "application/zip").sha256(),
                        content.length,
                        IntStream.range(0, FieldYears.CLASSES)
                                .mapToObj(FieldYears::name)
                                .toList(),
                        ValidationText.of(validation, json),
                        "",
                        "upload",
                        List.of()),
                ACTOR);
        models.promote(name, "1", ACTOR, "It is to live");
        return model;
    }

    private List<Result.Found> found(String model) {
        return incidents.of(model, new Page(0, Page.LARGEST)).items().stream()
                .sorted(Comparator.comparing(Incident::openedAt).thenComparing(Incident::id))
                .map(this::found)
                .toList();
    }

    private Result.Found found(Incident incident) {
        JsonNode report = json.valueToTree(reports.require(incident.report()));
        return new Result.Found(
                day(incident.openedAt()),
                incident.signal(),
                incident.segmentKey(),
                incident.segmentValue(),
                report.path("causes").path(0).path("kind").asText());
    }

    private static int day(Instant midnight) {
        return (int) Duration.between(FieldYears.START, midnight).toDays() - 1;
    }
}
