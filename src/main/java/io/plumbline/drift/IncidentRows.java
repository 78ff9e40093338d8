package io.plumbline.drift;

import io.plumbline.kernel.Page;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Incidents in their table. */
@ApplicationScoped
class IncidentRows implements PanacheRepository<IncidentRow> {
    /** The incidents of a version's signal, open or resolved. */
    List<IncidentRow> of(String model, String version, String signal) {
        return list("model = ?1 and version = ?2 and signal = ?3 order by id", model, version, signal);
    }

    List<IncidentRow> of(String model, String version) {
        return list("model = ?1 and version = ?2", model, version);
    }

    List<IncidentRow> open(String model) {
        return list("model = ?1 and state <> 'resolved' order by id", model);
    }

    List<IncidentRow> open() {
        return list("state <> 'resolved' order by id");
    }

    Page.Of<IncidentRow> newestFirst(Page page) {
        PanacheQuery<IncidentRow> query = find("order by id desc");
        return page.of(query.page(page.index(), page.size()).list(), query.count());
    }

    Page.Of<IncidentRow> newestFirst(String model, Page page) {
        PanacheQuery<IncidentRow> query = find("model = ?1 order by id desc", model);
        return page.of(query.page(page.index(), page.size()).list(), query.count());
    }
}
