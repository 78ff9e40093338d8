package io.plumbline.registry;

import io.plumbline.kernel.Sha256;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A stored version. */
@Entity
@Table(name = "model_version")
@IdClass(VersionRow.Key.class)
class VersionRow {
    /** What names a version. */
    record Key(String model, String version) {}

    @Id
    private String model;

    @Id
    private String version;

    private String stage;

    @Column(name = "stage_since")
    private Instant stageSince;

    @Column(updatable = false)
    private String sha256;

    @Column(updatable = false)
    private long bytes;

    @Column(updatable = false)
    private String[] labels;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(updatable = false)
    private String validation;

    @Column(updatable = false)
    private @Nullable String parent;

    @Column(updatable = false)
    private String origin;

    @JdbcTypeCode(SqlTypes.JSON)
    private String evidence;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "created_by", updatable = false)
    private String createdBy;

    /** For Hibernate, which fills the fields. */
    protected VersionRow() {
        model = "";
        version = "";
        stage = "";
        stageSince = Instant.EPOCH;
        sha256 = "";
        labels = new String[0];
        validation = "";
        origin = "";
        evidence = "";
        createdAt = Instant.EPOCH;
        createdBy = "";
    }

    VersionRow(NewVersion added, Instant at, String actor) {
        model = added.model();
        version = added.version();
        stage = new Stage.Candidate(at).word();
        stageSince = at;
        sha256 = added.sha256().hex();
        bytes = added.bytes();
        labels = added.labels().toArray(String[]::new);
        validation = added.validation();
        parent = added.parent().isEmpty() ? null : added.parent();
        origin = added.origin();
        evidence = Verdicts.toJson(added.verdicts());
        createdAt = at;
        createdBy = actor;
    }

    String version() {
        return version;
    }

    Stage stage() {
        return Stage.of(stage, stageSince);
    }

    void moveTo(Stage next) {
        stage = next.word();
        stageSince = next.since();
    }

    void judge(List<GateVerdict> verdicts) {
        evidence = Verdicts.toJson(verdicts);
    }

    ModelVersion toVersion() {
        return new ModelVersion(
                model,
                version,
                stage(),
                new Sha256(sha256),
                bytes,
                List.of(labels),
                validation,
                Optional.ofNullable(parent),
                origin,
                Verdicts.fromJson(evidence),
                createdAt,
                createdBy);
    }
}
