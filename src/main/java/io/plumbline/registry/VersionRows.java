package io.plumbline.registry;

import io.plumbline.kernel.Page;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Versions in their table. */
@ApplicationScoped
class VersionRows implements PanacheRepositoryBase<VersionRow, VersionRow.Key> {
    Optional<VersionRow> live(String model) {
        return find("model = ?1 and stage = 'live'", model).firstResultOptional();
    }

    List<VersionRow> of(String model) {
        return newestFirst(model).list();
    }

    Page.Of<VersionRow> of(String model, Page page) {
        PanacheQuery<VersionRow> query = newestFirst(model);
        return page.of(query.page(page.index(), page.size()).list(), query.count());
    }

    private PanacheQuery<VersionRow> newestFirst(String model) {
        return find("model = ?1 order by createdAt desc, version desc", model);
    }

    /** The highest version that is a plain number, or 0. */
    long highestNumber(String model) {
        return of(model).stream()
                .map(VersionRow::version)
                .filter(v -> v.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }
}
