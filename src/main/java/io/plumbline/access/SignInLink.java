package io.plumbline.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** A link that signs in as the admin of the start, for as long as this process runs. */
@ApplicationScoped
public class SignInLink {
    private final AdminToken admin;
    private final String code;

    SignInLink(AdminToken admin, Secrets secrets) {
        this.admin = admin;
        this.code = secrets.next();
    }

    /**
     * The link to print at the start.
     *
     * @param base where the pages are, for instance {@code http://localhost:8080}, without a slash at the end
     * @return the link, or empty if there is no admin token to sign in with
     */
    public Optional<String> at(String base) {
        return admin.id().map(id -> base + "/sign-in/link?code=" + code);
    }

    /** The token that a code signs in with, if it is our code. */
    Optional<UUID> token(String offered) {
        return Secrets.same(code, offered) ? admin.id() : Optional.empty();
    }
}
