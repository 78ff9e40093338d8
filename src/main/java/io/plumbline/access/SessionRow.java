package io.plumbline.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A stored sign-in. */
@Entity
@Immutable
@Table(name = "access_session")
class SessionRow {
    @Id
    private String hash;

    private UUID token;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    /** For Hibernate, which fills the fields. */
    protected SessionRow() {
        this("", new UUID(0, 0), Instant.EPOCH, Instant.EPOCH);
    }

    SessionRow(String hash, UUID token, Instant createdAt, Instant expiresAt) {
        this.hash = hash;
        this.token = token;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    UUID token() {
        return token;
    }

    boolean lastsAt(Instant now) {
        return now.isBefore(expiresAt);
    }
}
