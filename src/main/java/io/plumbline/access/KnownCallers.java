package io.plumbline.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plumbline.kernel.Rejection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Who holds a token, as of a few seconds ago: phones send often. While the database is away those who were known go on, so
 * that events are still taken. A revocation here takes effect at once, one in another process within {@link #FRESH}, or
 * within {@link #KEPT} while the database is away.
 */
@ApplicationScoped
class KnownCallers {
    static final Duration FRESH = Duration.ofSeconds(5);
    static final Duration KEPT = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(KnownCallers.class);
    private static final int MOST = 100_000;

    private final Tokens tokens;
    private final InstantSource clock;
    private final Cache<String, Seen> callers =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

    KnownCallers(Tokens tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    private record Seen(Caller caller, Instant at) {}

    /**
     * Who holds a token.
     *
     * @return empty if it does not work
     * @throws Rejection UNAVAILABLE if the database does not answer and the token was not seen for a while
     */
    Optional<Caller> byToken(String secret) {
        String key = Secrets.hash(secret);
        Instant now = clock.instant();
        Optional<Seen> seen = Optional.ofNullable(callers.getIfPresent(key));
        if (seen.isPresent() && now.isBefore(seen.get().at().plus(FRESH))) {
            return seen.map(Seen::caller);
        }
        try {
            Optional<Caller> caller = tokens.recognise(secret);
            caller.ifPresentOrElse(c -> callers.put(key, new Seen(c, now)), () -> callers.invalidate(key));
            return caller;
        } catch (RuntimeException e) {
            LOG.warnf("Tokens cannot be looked up, known ones go on: %s", e.getMessage());
            return Optional.of(seen.orElseThrow(() -> new Rejection(
                            Rejection.Kind.UNAVAILABLE,
                            "database-away",
                            "The database does not answer, so this token cannot be checked; try again.",
                            e)))
                    .map(Seen::caller);
        }
    }

    void forget(@Observes(during = TransactionPhase.AFTER_SUCCESS) Tokens.Revoked revoked) {
        LOG.debugf("Token revoked: token=%s", revoked.token());
        callers.invalidateAll();
    }
}
