package io.plumbline.profile;

import io.plumbline.event.Prediction;
import io.plumbline.ingest.BatchSink;
import io.plumbline.ingest.NewEvents;
import io.plumbline.kernel.Cell;
import io.plumbline.kernel.ModelCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        Map<Cell, ProfileDelta> deltas = new HashMap<>();
        for (NewEvents.NewPrediction added : events.predictions()) {
            Prediction prediction = added.prediction();
            ModelCatalog.Facts facts =
                    models.facts(prediction.model()).orElse(new ModelCatalog.Facts(prediction.model(), List.of()));
            for (Cell cell : Cell.of(
                    facts,
                    prediction.version(),
                    added.windowAt(),
                    prediction.eventId().source(),
                    prediction.segment())) {
                deltas.computeIfAbsent(cell, c -> new ProfileDelta()).add(prediction.label(), prediction.confidence());
            }
        }
        if (!deltas.isEmpty()) {
            table.add(connection, deltas);
        }
    }
}
