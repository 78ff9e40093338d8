package io.plumbline.feedback;

import io.plumbline.event.EventId;
import io.plumbline.kernel.Cell;
import io.plumbline.kernel.Slice;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What people said of predictions, counted as the ingest counts it, for tests that make it without events. */
public final class LabelNotes {
    private final OutcomeCells.Deltas deltas = new OutcomeCells.Deltas();

    /**
     * Notes what a person said of a prediction.
     *
     * @param propensity of the audit arm; empty for a voluntary correction
     */
    public void add(Slice slice, String predicted, String corrected, double confidence, OptionalDouble propensity) {
        Outcome outcome = new Outcome(
                new EventId("", ""),
                slice.facts().name(),
                slice.version(),
                slice.hour(),
                Optional.of(predicted),
                confidence,
                Optional.of(corrected),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                propensity,
                Optional.empty());
        for (Cell cell : slice.cells()) {
            deltas.add(cell, outcome, outcome.label(), 1);
        }
    }

    /** Adds what was noted to the counts. */
    public void write(Connection c) throws SQLException {
        new OutcomeCells().add(c, deltas);
    }
}
