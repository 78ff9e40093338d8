package io.plumbline.drift.baseline;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Choices in their table, which only grows. */
@ApplicationScoped
class ChoiceRows implements PanacheRepositoryBase<ChoiceRow, ChoiceRow.Key> {
    private static final String NEWEST = "model = ?1 and version = ?2 order by number desc";

    Optional<Choice> latest(String model, String version) {
        return find(NEWEST, model, version).firstResultOptional().map(ChoiceRow::toChoice);
    }

    List<Choice> newestFirst(String model, String version) {
        return find(NEWEST, model, version).stream().map(ChoiceRow::toChoice).toList();
    }
}
