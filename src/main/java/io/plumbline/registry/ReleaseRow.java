package io.plumbline.registry;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import org.hibernate.annotations.Immutable;

/** A stored release. */
@Entity
@Immutable
@Table(name = "release")
@IdClass(ReleaseRow.Key.class)
class ReleaseRow {
    /** What names a release. */
    record Key(String model, long number) {}

    @Id
    private String model;

    @Id
    private long number;

    private String version;
    private String kind;
    private Instant at;
    private String actor;
    private String reason;

    /** For Hibernate, which fills the fields. */
    protected ReleaseRow() {
        this(new Release("", 0, "", Release.Kind.PROMOTION, Instant.EPOCH, "", ""));
    }

    ReleaseRow(Release release) {
        model = release.model();
        number = release.number();
        version = release.version();
        kind = release.kind().name().toLowerCase(Locale.ROOT);
        at = release.at();
        actor = release.actor();
        reason = release.reason();
    }

    Release toRelease() {
        Release.Kind parsed = Release.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
        return new Release(model, number, version, parsed, at, actor, reason);
    }
}
