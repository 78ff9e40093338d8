package io.plumbline.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Knows callers by their secret. */
@ApplicationScoped
class SecretIdentity implements IdentityProvider<SecretRequest> {
    static final String CSRF = "plumbline.csrf";

    private final KnownCallers callers;
    private final Sessions sessions;

    SecretIdentity(KnownCallers callers, Sessions sessions) {
        this.callers = callers;
        this.sessions = sessions;
    }

    @Override
    public Class<SecretRequest> getRequestType() {
        return SecretRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(SecretRequest request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> identity(request));
    }

    /** A session that ended makes its caller nobody; a token that does not work is an error. */
    private SecurityIdentity identity(SecretRequest request) {
        QuarkusSecurityIdentity.Builder builder = QuarkusSecurityIdentity.builder();
        Optional<Caller> found;
        if (request.isSession()) {
            found = sessions.recognise(request.secret());
            builder.addAttribute(CSRF, Sessions.csrf(request.secret()));
        } else {
            found = callers.byToken(request.secret());
        }
        if (found.isEmpty()) {
            if (request.isSession()) {
                return QuarkusSecurityIdentity.builder().setAnonymous(true).build();
            }
            throw new AuthenticationFailedException("The token is unknown, expired or revoked.");
        }
        Caller caller = found.get();
        return builder.setPrincipal(new QuarkusPrincipal(caller.name()))
                .addRoles(caller.roles())
                .build();
    }
}
