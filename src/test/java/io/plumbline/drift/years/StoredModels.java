package io.plumbline.drift.years;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.drift.years.FieldYears.Sent;
import io.plumbline.feedback.LabelNotes;
import io.plumbline.profile.ProfileCompaction;
import io.plumbline.profile.ProfileNotes;
import io.plumbline.registry.Model;
import io.plumbline.registry.Models;
import io.plumbline.registry.NewModel;
import io.plumbline.registry.NewVersion;
import io.plumbline.store.Blobs;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

/** What is stored of simulated models: as the ingest stores it, but without its events. */
@ApplicationScoped
class StoredModels {
    private static final String ACTOR = "years";

    /** What was counted of a model that has lived; its incidents and reports stay. */
    private static final String FORGET =
            "truncate profile, profile_day, profile_delta, outcome_hour, label_hour, drift_checkpoint, drift_state";

    /** Whether what was committed survives a kill is the matter of other tests, and takes its time. */
    private static final String IN_HASTE = "alter system set synchronous_commit = off";

    private final Models models;
    private final Blobs blobs;
    private final Transactions transactions;
    private final ProfileCompaction compaction;
    private final ObjectMapper json;

    StoredModels(
            Models models, Blobs blobs, Transactions transactions, ProfileCompaction compaction, ObjectMapper json) {
        this.models = models;
        this.blobs = blobs;
        this.transactions = transactions;
        this.compaction = compaction;
        this.json = json;
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

    /** Forgets what was counted. */
    void forget() {
        transactions.execute(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute(FORGET);
            }
        });
    }

    /** Stores predictions and what people said of others. */
    void store(List<Sent> sent, List<Sent> labels) {
        ProfileNotes profiles = new ProfileNotes();
        LabelNotes outcomes = new LabelNotes();
        sent.forEach(s -> profiles.add(s.slice(), s.predicted(), s.confidence(), s.inputs()));
        labels.forEach(l -> outcomes.add(l.slice(), l.predicted(), l.truth(), l.confidence(), l.propensity()));
        transactions.execute(c -> {
            profiles.write(c);
            outcomes.write(c);
        });
    }

    /** Counts what was stored, as the application does every few seconds. */
    void compact() {
        compaction.compact();
    }

    /** Registers a model with a live version. */
    Model register(String name, List<Sent> validation) {
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
}
