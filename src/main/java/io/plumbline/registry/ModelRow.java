package io.plumbline.registry;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

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

    String task() {
        return task;
    }

    Model toModel() {
        return new Model(name, title, task, List.of(segments), createdAt, createdBy);
    }
}
