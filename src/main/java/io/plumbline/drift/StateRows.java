package io.plumbline.drift;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** States in their table. */
@ApplicationScoped
class StateRows implements PanacheRepositoryBase<StateRow, StateRow.Key> {
    List<StateRow> of(String model) {
        return list("model = ?1 order by evaluatedAt desc, version desc", model);
    }
}
