package io.plumbline.feedback;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.ingest.BatchSink;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.store.Transactions;

/** The sink of corrections, for tests without the application. */
public final class FeedbackSinks {
    private FeedbackSinks() {}

    public static BatchSink sink(ModelCatalog models, Transactions transactions) {
        OutcomeTable table = new OutcomeTable(new ObjectMapper());
        return new FeedbackSink(table, new OutcomeCounter(models, table, new LabelledPictures(transactions)));
    }
}
