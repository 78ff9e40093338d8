package io.plumbline.profile;

import io.plumbline.event.Prediction;
import io.plumbline.ingest.BatchSink;
import io.plumbline.ingest.NewEvents;
import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds new predictions to the profiles of their cells. */
@ApplicationScoped
public class ProfileSink implements BatchSink {
    private final ModelCatalog models;
    private final ProfileTable table;

    public ProfileSink(ModelCatalog models, ProfileTable table) {
        this.models = models;
        this.table = table;
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public void accept(Connection connection, NewEvents events) throws SQLException {
        // Sorted: rows are locked in the order of their cells.
        SortedMap<Cell, Profile> deltas = new TreeMap<>();
        for (NewEvents.NewPrediction added : events.predictions()) {
            Prediction prediction = added.prediction();
            ModelCatalog.Facts facts = models.facts(prediction.model())
                    .orElse(new ModelCatalog.Facts(prediction.model(), java.util.List.of()));
            for (Cell cell : Cell.of(
                    facts,
                    prediction.version(),
                    added.windowAt(),
                    prediction.eventId().source(),
                    prediction.segment())) {
                deltas.computeIfAbsent(cell, c -> new Profile()).add(prediction.label(), prediction.confidence());
            }
        }
        if (!deltas.isEmpty()) {
            table.add(connection, deltas);
        }
    }
}
