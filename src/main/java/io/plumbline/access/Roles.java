package io.plumbline.access;

import io.plumbline.kernel.Rejection;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The words for what a token may do. */
public final class Roles {
    /** Sends events and pictures, asks for updates. */
    public static final String DEVICE = "device";
    /** Reads, labels, uploads, retrains. */
    public static final String SCIENTIST = "scientist";
    /** Promotes, rejects, rolls back. */
    public static final String RELEASE_MANAGER = "release-manager";
    /** Trains, and uploads what it trained. */
    public static final String WORKER = "worker";
    /** All of it, and tokens. */
    public static final String ADMIN = "admin";

    /** Every role. */
    public static final List<String> ALL = List.of(DEVICE, SCIENTIST, RELEASE_MANAGER, WORKER, ADMIN);

    private Roles() {}

    /**
     * The roles in order of name, each once.
     *
     * @throws Rejection if there is none or one is unknown
     */
    public static Set<String> checked(Collection<String> roles) {
        if (roles.isEmpty()) {
            throw Rejection.invalid("roles-missing", "A token needs at least one role of " + ALL + ".");
        }
        for (String role : roles) {
            if (!ALL.contains(role)) {
                throw Rejection.invalid("role-unknown", "'" + role + "' is no role; use some of " + ALL + ".");
            }
        }
        return new TreeSet<>(roles);
    }

    /** What somebody with some roles may do: an admin all, others what they have. */
    public static Set<String> implied(Collection<String> roles) {
        return roles.contains(ADMIN) ? Set.copyOf(ALL) : Set.copyOf(roles);
    }
}
