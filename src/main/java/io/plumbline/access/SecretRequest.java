package io.plumbline.access;

import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A request to recognise a secret. */
final class SecretRequest extends BaseAuthenticationRequest implements AuthenticationRequest {
    private final String secret;
    private final boolean session;

    private SecretRequest(String secret, boolean session) {
        this.secret = secret;
        this.session = session;
    }

    static SecretRequest token(String secret) {
        return new SecretRequest(secret, false);
    }

    static SecretRequest session(String secret) {
        return new SecretRequest(secret, true);
    }

    String secret() {
        return secret;
    }

    boolean isSession() {
        return session;
    }
}
