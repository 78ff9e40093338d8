package io.plumbline.drift.policy;

import io.plumbline.kernel.Page;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Revisions in their table, which only grows. */
@ApplicationScoped
class PolicyRows implements PanacheRepositoryBase<PolicyRow, PolicyRow.Key> {
    Optional<PolicyRow> latest(String model) {
        return find("model = ?1 order by revision desc", model).firstResultOptional();
    }

    Page.Of<PolicyRow> newestFirst(String model, Page page) {
        PanacheQuery<PolicyRow> query = find("model = ?1 order by revision desc", model);
        return page.of(query.page(page.index(), page.size()).list(), query.count());
    }
}
