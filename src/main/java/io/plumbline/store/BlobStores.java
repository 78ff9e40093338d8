package io.plumbline.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

/** Chooses where contents are kept. */
@ApplicationScoped
class BlobStores {
    @Produces
    @ApplicationScoped
    static Blobs blobs(Transactions transactions) {
        return new PostgresBlobs(transactions);
    }
}
