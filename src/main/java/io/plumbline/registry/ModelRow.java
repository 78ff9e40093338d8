package io.plumbline.registry;

import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Rejection;
import io.plumbline.registry.Archive.Archived;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stored model. Its row is the lock under which its versions and releases change. */
@Entity
@Table(name = "model")
class ModelRow {
    @Id
    private String name;

    private String title;

    private String task;

    private String[] segments;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "created_by")
    private String createdBy;

    @Column(name = "archived_at")
    private @Nullable Instant archivedAt;

    @Column(name = "archived_by")
    private @Nullable String archivedBy;

    @Column(name = "archived_reason")
    private @Nullable String archivedReason;

    @Column(name = "restored_at")
    private @Nullable Instant restoredAt;

    /** For Hibernate, which fills the fields. */
    protected ModelRow() {
        name = "";
        title = "";
        task = "";
        segments = new String[0];
        createdAt = Instant.EPOCH;
        createdBy = "";
    }

    ModelRow(NewModel model, Instant at, String actor) {
        name = model.name();
        title = model.title();
        task = model.task();
        segments = model.segments().toArray(String[]::new);
        createdAt = at;
        createdBy = actor;
    }

    /** Takes over what may change of a model: its title and its segments. */
    void change(NewModel model) {
        title = model.title();
        segments = model.segments().toArray(String[]::new);
    }

    boolean says(NewModel model) {
        return title.equals(model.title()) && List.of(segments).equals(model.segments());
    }

    void archive(Instant at, String actor, String reason) {
        archivedAt = at;
        archivedBy = actor;
        archivedReason = reason;
    }

    void restore(Instant at) {
        restoredAt = at;
        archivedAt = null;
        archivedBy = null;
        archivedReason = null;
    }

    Optional<Archived> archived() {
        return Optional.ofNullable(archivedAt)
                .map(at -> new Archived(toModel(), at, String.valueOf(archivedBy), String.valueOf(archivedReason)));
    }

    /**
     * This one, which has to be in use.
     *
     * @throws Rejection {@code model-archived}
     */
    ModelRow inUse() {
        archived().ifPresent(a -> {
            throw new Rejection(
                    Rejection.Kind.GONE,
                    "model-archived",
                    "Model " + name + " was archived by " + a.by() + " on " + a.at().truncatedTo(ChronoUnit.SECONDS)
                            + " (" + a.reason() + "); a release manager can take it up again with POST /v1/models/"
                            + name
                            + "/restore.");
        });
        return this;
    }

    static Rejection unknown(String model) {
        return Rejection.notFound(
                "model-unknown", "There is no model '" + model + "'; PUT /v1/models/… registers one.");
    }

    String task() {
        return task;
    }

    Model toModel() {
        return new Model(name, title, task, List.of(segments), createdAt, createdBy, Optional.ofNullable(restoredAt));
    }

    ModelCatalog.Facts facts() {
        return new ModelCatalog.Facts(name, List.of(segments), archivedAt != null);
    }
}
