package io.plumbline.access;

import io.plumbline.kernel.Journal;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Rejection;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Tokens: made, listed, recognised, revoked. */
@ApplicationScoped
public class Tokens {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._@-]{0,62}");

    private final Rows rows;
    private final Secrets secrets;
    private final Journal journal;
    private final InstantSource clock;
    private final Event<Revoked> revocations;

    Tokens(Rows rows, Secrets secrets, Journal journal, InstantSource clock, Event<Revoked> revocations) {
        this.revocations = revocations;
        this.rows = rows;
        this.secrets = secrets;
        this.journal = journal;
        this.clock = clock;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<TokenRow, UUID> {}

    /** A token works no longer. */
    record Revoked(UUID token) {}

    /**
     * A fresh token.
     *
     * @param token what is kept of it
     * @param secret the token itself, never to be had again
     */
    public record Created(Token token, String secret) {
        @Override
        public String toString() {
            return "Created[token=" + token + ", secret=…]";
        }
    }

    /**
     * Makes a token that works for good.
     *
     * @param name 1 to 63 letters, digits, blanks and {@code . _ @ -}; unique among tokens that are not revoked
     * @param roles at least one of {@link Roles#ALL}
     * @throws Rejection if a value is not as described
     */
    @Transactional
    public Created create(String name, Collection<String> roles, String actor) {
        return create(name, roles, Optional.empty(), actor);
    }

    /**
     * Makes a token that works until a time.
     *
     * @throws Rejection also if that time is past
     */
    @Transactional
    public Created create(String name, Collection<String> roles, Instant expiresAt, String actor) {
        if (!expiresAt.isAfter(clock.instant())) {
            throw Rejection.invalid("expiry-past", "expiresAt " + expiresAt + " is not in the future.");
        }
        return create(name, roles, Optional.of(expiresAt), actor);
    }

    private Created create(String name, Collection<String> roles, Optional<Instant> expiresAt, String actor) {
        if (!NAME.matcher(name).matches()) {
            throw Rejection.invalid(
                    "token-name-invalid",
                    "A token's name has 1 to 63 letters, digits, blanks and any of . _ @ -, a letter or digit first.");
        }
        List<String> checked = List.copyOf(Roles.checked(roles));
        rows.getEntityManager()
                .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 2))", Integer.class)
                .setParameter(1, "token:" + name)
                .getResultList();
        if (rows.count("name = ?1 and revokedAt is null", name) > 0) {
            throw Rejection.conflict(
                    "token-name-taken", "A token named '" + name + "' exists; choose another name or revoke it.");
        }
        String secret = secrets.nextToken();
        Token token = new Token(
                UUID.randomUUID(),
                name,
                checked,
                clock.instant(),
                actor,
                expiresAt,
                Optional.empty(),
                Optional.empty());
        rows.persist(new TokenRow(token, Secrets.hash(secret)));
        journal.append(actor, "token-created", "Token '" + name + "' with roles " + checked + ".");
        return new Created(token, secret);
    }

    /** Tokens, newest first, revoked ones too. */
    @Transactional
    public Page.Of<Token> list(Page page) {
        PanacheQuery<TokenRow> query = rows.find("order by createdAt desc, id");
        return page.of(
                query.page(page.index(), page.size()).stream()
                        .map(TokenRow::toToken)
                        .toList(),
                query.count());
    }

    /**
     * Revokes a token, and with it all sign-ins made with it. Revoking it again changes nothing.
     *
     * @throws Rejection {@code token-unknown}
     */
    @Transactional
    public void revoke(UUID id, String actor) {
        TokenRow row = rows.findByIdOptional(id)
                .orElseThrow(() -> Rejection.notFound("token-unknown", "There is no token " + id + "."));
        Token token = row.toToken();
        if (token.revokedAt().isEmpty()) {
            row.revoke(clock.instant());
            revocations.fire(new Revoked(id));
            journal.append(actor, "token-revoked", "Token '" + token.name() + "' is revoked.");
        }
    }

    /** Who holds a secret, if it is that of a token that works. Notes the day of use. */
    @Transactional
    public Optional<Caller> recognise(String secret) {
        if (!Secrets.looksLikeToken(secret)) {
            return Optional.empty();
        }
        return working(rows.find("hash", Secrets.hash(secret)).firstResultOptional());
    }

    /** Who holds a token, if it works. Notes the day of use. */
    @Transactional
    Optional<Caller> holder(UUID id) {
        return working(rows.findByIdOptional(id));
    }

    /** Replaces all working tokens of a name by a new one. */
    @Transactional
    public Created replace(String name, Collection<String> roles, String actor) {
        rows.list("name = ?1 and revokedAt is null", name).forEach(row -> revoke(row.id(), actor));
        rows.flush();
        return create(name, roles, actor);
    }

    private Optional<Caller> working(Optional<TokenRow> found) {
        Instant now = clock.instant();
        Optional<TokenRow> row = found.filter(r -> r.worksAt(now));
        row.ifPresent(r -> r.usedOn(LocalDate.ofInstant(now, ZoneOffset.UTC)));
        return row.map(TokenRow::toCaller);
    }
}
