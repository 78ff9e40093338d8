package io.plumbline.access;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Signing in and out on the pages. */
@ApplicationScoped
public class SignIn {
    /** Name of the session cookie. */
    public static final String COOKIE = "plumbline-session";

    /** Name of the hidden form field, of the size and meaning of {@link #csrfToken}. */
    public static final String CSRF_FIELD = "csrf";

    /** Name of the header that scripts send in place of the form field. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    private final Tokens tokens;
    private final Sessions sessions;
    private final SignInLink link;
    private final AccessConfig config;

    SignIn(Tokens tokens, Sessions sessions, SignInLink link, AccessConfig config) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.link = link;
        this.config = config;
    }

    /** Opens a session for a pasted token; the value of its cookie, or empty if the token does not work. */
    public Optional<String> withToken(String token) {
        return tokens.recognise(token.strip()).map(caller -> sessions.open(caller.tokenId()));
    }

    /** Opens a session for the code of the start's sign-in link; empty if it is not that. */
    public Optional<String> withCode(String code) {
        return link.token(code).map(sessions::open);
    }

    /** Ends a session; an unknown one is none already. */
    public void out(String cookie) {
        sessions.close(cookie);
    }

    /** How long the cookie lasts, in seconds. */
    public int cookieSeconds() {
        return Math.toIntExact(config.session().toSeconds());
    }

    /** What a page puts in the hidden field of its forms; empty for a caller without a session. */
    public static String csrfToken(SecurityIdentity identity) {
        return Optional.<String>ofNullable(identity.getAttribute(SecretIdentity.CSRF))
                .orElse("");
    }

    /** Whether an offered CSRF token is that of the caller's session. */
    public static boolean isCsrfToken(SecurityIdentity identity, String offered) {
        String expected = csrfToken(identity);
        return !expected.isEmpty() && Secrets.same(expected, offered);
    }

    /** Whether the caller came by a session cookie, so that a browser may have been tricked into the request. */
    public static boolean isSession(SecurityIdentity identity) {
        return !csrfToken(identity).isEmpty();
    }

    /** The place to go after signing in: a path on this server, never another one. */
    public static String localPath(String next) {
        boolean local = next.startsWith("/") && !next.startsWith("//") && next.indexOf('\\') < 0;
        return local && next.chars().noneMatch(Character::isISOControl) ? next : "/";
    }
}
