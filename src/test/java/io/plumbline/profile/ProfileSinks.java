package io.plumbline.profile;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plumbline.ingest.BatchSink;
import io.plumbline.kernel.ModelCatalog;

/** The sink of profiles, for tests without the application. */
public final class ProfileSinks {
    private ProfileSinks() {}

    public static BatchSink sink(ModelCatalog models) {
        return new ProfileSink(models, new ProfileTable(new ObjectMapper()));
    }
}
