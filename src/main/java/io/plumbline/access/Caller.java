package io.plumbline.access;

import java.util.Set;
import java.util.UUID;

/**
 * Who is calling.
 *
 * @param tokenId the token that they hold, or signed in with
 * @param name its name
 * @param roles what they may do, implied roles included
 */
public record Caller(UUID tokenId, String name, Set<String> roles) {
    /** Copies the roles. */
    public Caller {
        roles = Set.copyOf(roles);
    }
}
