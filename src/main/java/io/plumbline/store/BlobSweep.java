package io.plumbline.store;

import io.plumbline.kernel.Chore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Deletes objects of buckets that a death, or an outage, left behind. */
@ApplicationScoped
class BlobSweep implements Chore {
    private final KeptBlobs blobs;
    private final BlobsConfig config;

    BlobSweep(KeptBlobs blobs, BlobsConfig config) {
        this.blobs = blobs;
        this.config = config;
    }

    @Override
    public String name() {
        return "blob-sweep";
    }

    @Override
    public Duration interval() {
        return config.sweep();
    }

    @Override
    public void run() {
        blobs.collect();
    }
}
