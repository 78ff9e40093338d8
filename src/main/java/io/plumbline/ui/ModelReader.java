package io.plumbline.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.delivery.Deliveries;
import io.plumbline.jobs.Jobs;
import io.plumbline.kernel.Page;
import io.plumbline.registry.GateVerdict;
import io.plumbline.registry.Ledger;
import io.plumbline.registry.Model;
import io.plumbline.registry.ModelVersion;
import io.plumbline.registry.Models;
import io.plumbline.ui.view.FieldFacts;
import io.plumbline.ui.view.JobFacts;
import io.plumbline.ui.view.ModelFacts;
import io.plumbline.ui.view.ModelFacts.LedgerLine;
import io.plumbline.ui.view.ModelFacts.Rights;
import io.plumbline.ui.view.VersionFacts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gathers the facts of a model from the features. */
@ApplicationScoped
class ModelReader {
    private static final Page LATEST = new Page(0, 10);

    private final Models models;
    private final Ledger ledger;
    private final Jobs jobs;
    private final WatchReader watch;
    private final FieldReader field;
    private final ObjectMapper json;
    private final InstantSource clock;

    ModelReader(
            Models models,
            Ledger ledger,
            Jobs jobs,
            WatchReader watch,
            FieldReader field,
            ObjectMapper json,
            InstantSource clock) {
        this.models = models;
        this.ledger = ledger;
        this.jobs = jobs;
        this.watch = watch;
        this.field = field;
        this.json = json;
        this.clock = clock;
    }

    /** All that a page of a model shows. */
    ModelFacts full(Model model, Rights rights) {
        Optional<ModelVersion> live = models.live(model.name());
        return facts(model, live, field.full(model, live, watch.alarms(model.name())), rights);
    }

    /** What a row in a list needs: no curves. */
    ModelFacts brief(Model model, Rights rights) {
        return facts(model, models.live(model.name()), field.brief(model), rights);
    }

    private ModelFacts facts(Model model, Optional<ModelVersion> live, FieldFacts heard, Rights rights) {
        String name = model.name();
        List<JobFacts> latest = jobs.list(name, LATEST).items().stream()
                .map(job -> JobPages.facts(job))
                .toList();
        List<LedgerLine> lines = ledger.entries(name, LATEST).items().stream()
                .map(e -> new LedgerLine(e.at(), e.actor(), e.what().replace('-', ' '), e.detail()))
                .toList();
        return new ModelFacts(
                name,
                model.title(),
                model.drawsMasks(),
                live.flatMap(version -> watch.state(name, version.version())),
                watch.falseAlarmsPerYear(name),
                heard,
                models.versions(name).stream().map(this::version).toList(),
                watch.incidents(name),
                latest,
                lines,
                rights,
                clock.instant(),
                watch.retraining(name));
    }

    private VersionFacts version(ModelVersion version) {
        JsonNode validation = validation(version);
        return new VersionFacts(
                version.version(),
                version.stage().word(),
                version.stage().since(),
                version.createdAt(),
                version.parent().orElse(""),
                version.bytes(),
                version.sha256().hex(),
                Deliveries.path(version),
                validation.path("n").asLong(0),
                validation.path("errors").asLong(0),
                version.verdicts().stream().map(ModelReader::gate).toList());
    }

    private static VersionFacts.Gate gate(GateVerdict verdict) {
        String outcome = verdict.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new VersionFacts.Gate(verdict.gate().name(), outcome, verdict.summary());
    }

    private JsonNode validation(ModelVersion version) {
        try {
            return json.readTree(version.validation());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The stored validation of " + version.version() + " cannot be read", e);
        }
    }
}
