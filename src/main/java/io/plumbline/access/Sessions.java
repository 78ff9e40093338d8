package io.plumbline.access;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Sign-ins on the pages. One ends after its time, at sign-out, or with the token that it was made with. */
@ApplicationScoped
class Sessions {
    private final Rows rows;
    private final Tokens tokens;
    private final Secrets secrets;
    private final AccessConfig config;
    private final InstantSource clock;

    Sessions(Rows rows, Tokens tokens, Secrets secrets, AccessConfig config, InstantSource clock) {
        this.rows = rows;
        this.tokens = tokens;
        this.secrets = secrets;
        this.config = config;
        this.clock = clock;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<SessionRow, String> {}

    /** Opens a session and forgets those that ended; the answer is its secret. */
    @Transactional
    String open(UUID token) {
        Instant now = clock.instant();
        rows.delete("expiresAt <= ?1", now);
        String secret = secrets.next();
        rows.persist(new SessionRow(Secrets.hash(secret), token, now, now.plus(config.session())));
        return secret;
    }

    @Transactional
    Optional<Caller> recognise(String secret) {
        Instant now = clock.instant();
        return rows.findByIdOptional(Secrets.hash(secret))
                .filter(row -> row.lastsAt(now))
                .flatMap(row -> tokens.holder(row.token()));
    }

    @Transactional
    void close(String secret) {
        rows.deleteById(Secrets.hash(secret));
    }

    /** Known to nobody who does not have the cookie, and of no use to find the cookie. */
    static String csrf(String secret) {
        return Secrets.hash("plumbline-csrf:" + secret);
    }
}
