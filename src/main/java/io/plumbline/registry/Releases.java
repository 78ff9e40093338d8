package io.plumbline.registry;

import io.plumbline.kernel.Rejection;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** Makes versions live. Every method wants the model's lock and a transaction. */
@ApplicationScoped
class Releases {
    private final Rows rows;
    private final VersionRows versions;

    Releases(Rows rows, VersionRows versions) {
        this.rows = rows;
        this.versions = versions;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<ReleaseRow, ReleaseRow.Key> {}

    ReleaseHistory history(String model) {
        return new ReleaseHistory(rows.find("model = ?1 order by number", model).stream()
                .map(ReleaseRow::toRelease)
                .toList());
    }

    Optional<Release> newest(String model) {
        return rows.find("model = ?1 order by number desc", model)
                .firstResultOptional()
                .map(ReleaseRow::toRelease);
    }

    /** Puts a release on top: the live version retires, the given one takes its place. */
    Release add(VersionRow next, Release wanted) {
        Optional<Release> newest = newest(wanted.model());
        // Clocks of two machines differ; "what was live at T" needs times that do not run backwards.
        Instant at = newest.map(Release::at).filter(wanted.at()::isBefore).orElse(wanted.at());
        versions.live(wanted.model()).ifPresent(live -> {
            if (live.stage() instanceof Stage.Live stage) {
                live.moveTo(stage.replaced(at));
            }
        });
        // Flushed before the next one moves: never two live versions, not for one statement.
        versions.flush();
        next.moveTo(liveAfter(next, at));
        long number = newest.map(Release::number).orElse(0L) + 1;
        Release release = new Release(
                wanted.model(), number, wanted.version(), wanted.kind(), at, wanted.actor(), wanted.reason());
        rows.persist(new ReleaseRow(release));
        return release;
    }

    private static Stage.Live liveAfter(VersionRow row, Instant at) {
        Stage stage = row.stage();
        if (stage instanceof Stage.Candidate candidate) {
            return candidate.promoted(at);
        }
        if (stage instanceof Stage.Retired retired) {
            return retired.restored(at);
        }
        throw Rejection.conflict(
                "stage-wrong", "Version " + row.version() + " is " + stage.word() + " and cannot become live.");
    }
}
