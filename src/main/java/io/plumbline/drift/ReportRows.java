package io.plumbline.drift;

import io.plumbline.kernel.Page;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Reports in their table. */
@ApplicationScoped
class ReportRows implements PanacheRepositoryBase<ReportRow, UUID> {
    Page.Of<ReportRow> newestFirst(String model, Page page) {
        PanacheQuery<ReportRow> query = find("model = ?1 order by computedAt desc, id", model);
        return page.of(query.page(page.index(), page.size()).list(), query.count());
    }
}
