package io.plumbline.access;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.plumbline.kernel.Rejection;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Takes our own bearer tokens and our session cookie, and leaves every other credential to whoever knows it.
 *
 * <p>RFC 6750. A request with both is taken by its token: a script that shows one means it.
 */
@ApplicationScoped
class SecretMechanism implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";

    @Override
    public int getPriority() {
        return 2 * DEFAULT_PRIORITY;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String header = context.request().getHeader(HttpHeaderNames.AUTHORIZATION);
        if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String token = header.substring(BEARER.length()).strip();
            return token.startsWith(Secrets.TOKEN_PREFIX)
                    ? authenticate(context, providers, SecretRequest.token(token))
                    : Uni.createFrom().nullItem();
        }
        Cookie cookie = context.request().getCookie(SignIn.COOKIE);
        if (header == null && cookie != null && !cookie.getValue().isEmpty()) {
            return authenticate(context, providers, SecretRequest.session(cookie.getValue()));
        }
        return Uni.createFrom().nullItem();
    }

    /** Who cannot be looked up is nobody for now, and will be told that it is our fault. */
    private static Uni<SecurityIdentity> authenticate(
            RoutingContext context, IdentityProviderManager providers, SecretRequest request) {
        return providers.authenticate(request).onFailure(Rejection.class).recoverWithUni(failure -> {
            Refusals.unavailable(context, failure);
            return Uni.createFrom().nullItem();
        });
    }

    /** Says in words what is missing; browsers that ask for a page are sent to the sign-in. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        Refusals.unauthorized(context).send(context);
        return Uni.createFrom().item(true);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, HttpHeaderNames.WWW_AUTHENTICATE, "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(SecretRequest.class);
    }
}
