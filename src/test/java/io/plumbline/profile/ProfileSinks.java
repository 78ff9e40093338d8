package io.plumbline.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.ingest.BatchSink;
import io.plumbline.store.Transactions;

/** What writes profiles, for tests without the application. */
public final class ProfileSinks {
    private ProfileSinks() {}

    public static BatchSink sink() {
        return new ProfileSink(table());
    }

    public static ProfileCompaction compaction(Transactions transactions) {
        return new ProfileCompaction(transactions, table(), new SimpleMeterRegistry());
    }

    private static ProfileTable table() {
        return new ProfileTable(new ObjectMapper());
    }
}
