package io.plumbline.feedback;

import io.plumbline.feedback.Outcome.Label;
import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.kernel.Slice;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts outcomes in their cells. An outcome that changes is taken back as it was counted and counted anew. */
@ApplicationScoped
@Sql
class OutcomeCounter {
    private final ModelCatalog models;
    private final OutcomeTable outcomes;
    private final OutcomeCells cells;
    private final LabelledPictures pictures;

    OutcomeCounter(ModelCatalog models, OutcomeTable outcomes, OutcomeCells cells, LabelledPictures pictures) {
        this.models = models;
        this.outcomes = outcomes;
        this.cells = cells;
        this.pictures = pictures;
    }

    /** Counts outcomes, notes that they are counted, and keeps the labels of their pictures. */
    void count(Connection c, List<Outcome> countable) throws SQLException {
        if (countable.isEmpty()) {
            return;
        }
        OutcomeCells.Deltas deltas = new OutcomeCells.Deltas();
        Map<Outcome, List<String>> counted = new LinkedHashMap<>();
        for (Outcome outcome : countable) {
            List<String> keys = models.facts(outcome.model())
                    .map(ModelCatalog.Facts::segments)
                    .orElse(List.of());
            outcome.counted().ifPresent(before -> add(deltas, outcome, before.label(), before.keys(), -1));
            add(deltas, outcome, outcome.label(), keys, 1);
            counted.put(outcome, keys);
        }
        cells.add(c, deltas);
        outcomes.mark(c, counted);
        pictures.label(c, countable);
    }

    private static void add(OutcomeCells.Deltas deltas, Outcome outcome, Label label, List<String> keys, int sign) {
        Slice slice = Slice.of(
                new ModelCatalog.Facts(outcome.model(), keys),
                outcome.version(),
                outcome.windowAt(),
                outcome.prediction().source(),
                outcome.segment());
        for (Cell cell : slice.cells()) {
            deltas.add(cell, outcome, label, sign);
        }
    }
}
