package io.plumbline.retrain.policy;

import io.plumbline.kernel.Page;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Revisions in their table, which only grows. */
@ApplicationScoped
class RetrainPolicyRows implements PanacheRepositoryBase<RetrainPolicyRow, RetrainPolicyRow.Key> {
    Optional<RetrainPolicyRow> latest(String model) {
        return find("model = ?1 order by revision desc", model).firstResultOptional();
    }

    /** Of each model that has one. */
    List<RetrainPolicyRow> latest() {
        return list("from RetrainPolicyRow r where revision ="
                + " (select max(o.revision) from RetrainPolicyRow o where o.model = r.model)");
    }

    Page.Of<RetrainPolicyRow> newestFirst(String model, Page page) {
        PanacheQuery<RetrainPolicyRow> query = find("model = ?1 order by revision desc", model);
        return page.of(query.page(page.index(), page.size()).list(), query.count());
    }
}
