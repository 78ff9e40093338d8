package io.plumbline.drift;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** States in their table. */
@ApplicationScoped
class StateRows implements PanacheRepositoryBase<StateRow, StateRow.Key> {
    /** Of models without a live version, or of one that was not evaluated yet, nothing is known. */
    private static final String STANDINGS = """
        select m.name, (select count(*) from incident i where i.model = m.name and i.state <> 'resolved'),
               coalesce(s.evidence, 0), coalesce(s.error_rate, 'NaN')
        from model m
        left join model_version v on v.model = m.name and v.stage = 'live'
        left join drift_state s on s.model = v.model and s.version = v.version
        where m.archived_at is null
        order by m.name
        """;

    List<StateRow> of(String model) {
        return list("model = ?1 order by evaluatedAt desc, version desc", model);
    }

    List<DriftMetrics.Standing> standings() {
        List<?> rows = getEntityManager().createNativeQuery(STANDINGS).getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new DriftMetrics.Standing(
                        (String) row[0],
                        ((Number) row[1]).intValue(),
                        ((Number) row[2]).doubleValue(),
                        ((Number) row[3]).doubleValue()))
                .toList();
    }
}
