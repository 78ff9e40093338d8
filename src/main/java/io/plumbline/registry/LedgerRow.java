package io.plumbline.registry;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A stored ledger entry. */
@Entity
@Immutable
@Table(name = "ledger")
class LedgerRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Column(nullable = false)
    private Instant at;

    @Column(nullable = false)
    private String actor;

    private @Nullable String model;

    @Column(nullable = false)
    private String what;

    @Column(nullable = false)
    private String detail;

    /** For Hibernate, which fills the fields. */
    protected LedgerRow() {
        this(Instant.EPOCH, "", null, "", "");
    }

    LedgerRow(Instant at, String actor, @Nullable String model, String what, String detail) {
        this.at = at;
        this.actor = actor;
        this.model = model;
        this.what = what;
        this.detail = detail;
    }

    Ledger.Entry toEntry() {
        long stored = Optional.ofNullable(id).orElseThrow();
        return new Ledger.Entry(stored, at, actor, Optional.ofNullable(model), what, detail);
    }
}
