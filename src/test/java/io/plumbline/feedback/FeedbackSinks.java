package io.plumbline.feedback;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.ingest.BatchSink;
import io.plumbline.kernel.ModelCatalog;
import io.plumbline.store.Transactions;

/** What counts corrections, for tests without the application. */
public final class FeedbackSinks {
    private FeedbackSinks() {}

    public static BatchSink sink(ModelCatalog models, Transactions transactions) {
        OutcomeTable table = new OutcomeTable(new ObjectMapper());
        return new FeedbackSink(table, counter(models, table, transactions));
    }

    public static LeftOvers leftOvers(ModelCatalog models, Transactions transactions) {
        OutcomeTable table = new OutcomeTable(new ObjectMapper());
        return new LeftOvers(transactions, table, counter(models, table, transactions));
    }

    private static OutcomeCounter counter(ModelCatalog models, OutcomeTable table, Transactions transactions) {
        return new OutcomeCounter(models, table, new OutcomeCells(), new LabelledPictures(transactions));
    }
}
