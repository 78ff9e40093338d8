package io.plumbline.drift;

import io.plumbline.kernel.Page;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Incidents in their table. */
@ApplicationScoped
class IncidentRows implements PanacheRepository<IncidentRow> {
    /** What is out of use waits for nobody. */
    private static final String OF_MODELS_IN_USE =
            "model in (select m.name from ModelRow m where m.archivedAt is null)";

    private static final String OPEN = OF_MODELS_IN_USE + " and state <> 'resolved'";

    private static final String HOLD = "select 1 from model where name = ?1 and archived_at is null for share";

    /** Whether a model is in use; if so, nobody archives it before the caller's transaction ends. */
    boolean holdInUse(String model) {
        return !getEntityManager()
                .createNativeQuery(HOLD, Integer.class)
                .setParameter(1, model)
                .getResultList()
                .isEmpty();
    }

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
        return list(OPEN + " order by id");
    }

    long openCount() {
        return count(OPEN);
    }

    Page.Of<IncidentRow> newestFirst(Page page) {
        PanacheQuery<IncidentRow> query = find(OF_MODELS_IN_USE + " order by id desc");
        return page.of(query.page(page.index(), page.size()).list(), query.count());
    }

    Page.Of<IncidentRow> newestFirst(String model, Page page) {
        PanacheQuery<IncidentRow> query = find("model = ?1 order by id desc", model);
        return page.of(query.page(page.index(), page.size()).list(), query.count());
    }
}
