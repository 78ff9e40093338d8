package io.plumbline.feedback;

import io.plumbline.event.Correction;
import io.plumbline.event.EventId;
import io.plumbline.ingest.BatchSink;
import io.plumbline.ingest.NewEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Matches corrections with their predictions, whichever comes first, and counts each prediction once. */
@ApplicationScoped
public class FeedbackSink implements BatchSink {
    private static final int FEW = 5_000;

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
        SortedMap<EventId, LastWord> last = new TreeMap<>();
        for (Correction correction : events.corrections()) {
            last.merge(correction.prediction(), LastWord.of(correction), LastWord::and);
        }
        outcomes.upsert(connection, last.values());
        // Mostly a handful waits for its prediction, and looking it up here spares looking up each prediction there.
        Optional<Set<EventId>> waiting = outcomes.waiting(connection, FEW);
        Set<EventId> touched = new HashSet<>();
        for (NewEvents.NewPrediction added : events.predictions()) {
            if (waiting.isEmpty() || waiting.get().contains(added.eventId())) {
                touched.add(added.eventId());
            }
        }
        touched.addAll(last.keySet());
        waiting.ifPresent(touched::retainAll);
        if (!touched.isEmpty()) {
            counter.count(connection, outcomes.countable(connection, touched));
        }
    }
}
