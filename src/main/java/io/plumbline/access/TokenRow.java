package io.plumbline.access;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A stored token. */
@Entity
@Table(name = "access_token")
class TokenRow {
    @Id
    private UUID id;

    @Column(updatable = false)
    private String name;

    @Column(updatable = false)
    private String hash;

    @Column(updatable = false)
    private String[] roles;

    @Column(name = "created_at", updatable = false)
    private Instant createdAt;

    @Column(name = "created_by", updatable = false)
    private String createdBy;

    @Column(name = "expires_at", updatable = false)
    private @Nullable Instant expiresAt;

    @Column(name = "last_used")
    private @Nullable LocalDate lastUsed;

    @Column(name = "revoked_at")
    private @Nullable Instant revokedAt;

    /** For Hibernate, which fills the fields. */
    protected TokenRow() {
        id = new UUID(0, 0);
        name = "";
        hash = "";
        roles = new String[0];
        createdAt = Instant.EPOCH;
        createdBy = "";
    }

    TokenRow(Token token, String hash) {
        id = token.id();
        name = token.name();
        this.hash = hash;
        roles = token.roles().toArray(String[]::new);
        createdAt = token.createdAt();
        createdBy = token.createdBy();
        expiresAt = token.expiresAt().orElse(null);
    }

    UUID id() {
        return id;
    }

    boolean worksAt(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    void revoke(Instant at) {
        revokedAt = at;
    }

    void usedOn(LocalDate day) {
        if (!day.equals(lastUsed)) {
            lastUsed = day;
        }
    }

    Caller toCaller() {
        return new Caller(id, name, Roles.implied(List.of(roles)));
    }

    Token toToken() {
        return new Token(
                id,
                name,
                List.of(roles),
                createdAt,
                createdBy,
                Optional.ofNullable(expiresAt),
                Optional.ofNullable(lastUsed),
                Optional.ofNullable(revokedAt));
    }
}
