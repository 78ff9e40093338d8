package io.plumbline.registry;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Questions to the releases of one model, oldest first. */
record ReleaseHistory(List<Release> releases) {
    ReleaseHistory {
        releases = List.copyOf(releases);
    }

    /** The release that was live at a time. */
    Optional<Release> at(Instant time) {
        return releases.stream().filter(r -> !r.at().isAfter(time)).reduce((earlier, later) -> later);
    }

    /**
     * Where a rollback without a stated aim leads: below the live version on the pile of promotions.
     *
     * <p>A promotion puts its version on the pile, a rollback takes off what it undoes. So two rollbacks in a row go
     * back two versions rather than to the version that was just found bad.
     */
    Optional<String> before() {
        Deque<String> pile = new ArrayDeque<>();
        for (Release release : releases) {
            if (release.kind() == Release.Kind.ROLLBACK && pile.contains(release.version())) {
                while (!release.version().equals(pile.peek())) {
                    pile.pop();
                }
            } else {
                pile.push(release.version());
            }
        }
        return pile.stream().skip(1).findFirst();
    }
}
