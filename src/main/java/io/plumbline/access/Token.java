package io.plumbline.access;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A token without its secret.
 *
 * @param id its id
 * @param name who holds it; the ledger names them so
 * @param roles what it may do, see {@link Roles}
 * @param createdAt when it was made
 * @param createdBy by whom
 * @param expiresAt when it stops to work, if ever
 * @param lastUsed the day (UTC) on which it was last used, if it was
 * @param revokedAt when it was revoked, if it was
 */
public record Token(
        UUID id,
        String name,
        List<String> roles,
        Instant createdAt,
        String createdBy,
        Optional<Instant> expiresAt,
        Optional<LocalDate> lastUsed,
        Optional<Instant> revokedAt) {}
