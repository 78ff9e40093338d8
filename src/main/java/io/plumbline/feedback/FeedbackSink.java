package io.plumbline.feedback;

import io.plumbline.event.Correction;
import io.plumbline.event.EventId;
import io.plumbline.ingest.BatchSink;
import io.plumbline.ingest.NewEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Matches corrections with their predictions, whichever comes first, and counts each prediction once. */
@ApplicationScoped
public class FeedbackSink implements BatchSink {
    private final OutcomeTable outcomes;
    private final OutcomeCounter counter;

    public FeedbackSink(OutcomeTable outcomes, OutcomeCounter counter) {
        this.outcomes = outcomes;
        this.counter = counter;
    }

    @Override
    public int order() {
        return 20;
    }

    @Override
    public void accept(Connection connection, NewEvents events) throws SQLException {
        // Sorted: rows are locked in the order of the predictions' identities.
        List<Correction> corrections = new ArrayList<>(events.corrections());
        corrections.sort(Comparator.comparing(Correction::prediction));
        outcomes.upsert(connection, corrections);
        SortedSet<EventId> touched = new TreeSet<>();
        for (Correction correction : corrections) {
            touched.add(correction.prediction());
        }
        for (NewEvents.NewPrediction added : events.predictions()) {
            touched.add(added.prediction().eventId());
        }
        counter.count(connection, outcomes.countable(connection, touched));
    }
}
