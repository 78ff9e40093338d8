package io.plumbline.store;

import io.plumbline.kernel.Rejection;
import io.plumbline.store.BlobsConfig.Store;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Chooses where contents are kept, and tries it at the start. */
@ApplicationScoped
class BlobStores {
    private static final Logger LOG = Logger.getLogger(BlobStores.class);

    @Produces
    @Singleton
    static KeptBlobs blobs(Transactions transactions, BlobsConfig config, InstantSource clock) {
        return new KeptBlobs(transactions, clock, place(config), new Once(() -> new S3Objects(config)));
    }

    /** A client takes a second and threads of its own: it is made when there is a bucket to speak to. */
    private static final class Once implements Supplier<ObjectStore> {
        private final Supplier<ObjectStore> maker;
        private Optional<ObjectStore> made = Optional.empty();

        Once(Supplier<ObjectStore> maker) {
            this.maker = maker;
        }

        @Override
        public synchronized ObjectStore get() {
            ObjectStore store = made.orElseGet(maker);
            made = Optional.of(store);
            return store;
        }
    }

    /**
     * Where new contents go; empty for PostgreSQL.
     *
     * @throws IllegalStateException naming the key that is not set, or wrong
     */
    static Optional<String> place(BlobsConfig config) {
        if (config.accessKey().isPresent() != config.secretKey().isPresent()) {
            throw new IllegalStateException(
                    "Of plumbline.blobs.access-key and plumbline.blobs.secret-key only one is set;"
                            + " set both, or neither to use the credentials of the machine.");
        }
        if (config.store() == Store.POSTGRES) {
            return Optional.empty();
        }
        String bucket = config.bucket()
                .filter(name -> !name.isBlank())
                .orElseThrow(() -> new IllegalStateException(
                        "plumbline.blobs.store is s3, but plumbline.blobs.bucket is not set; name the bucket."));
        String prefix = config.prefix().orElse("");
        if (bucket.contains("/") || prefix.startsWith("/")) {
            throw new IllegalStateException("plumbline.blobs.bucket is '" + bucket + "', plumbline.blobs.prefix '"
                    + prefix + "'; the one has no /, the other does not begin with one.");
        }
        return Optional.of("s3://" + bucket + "/" + prefix);
    }

    /** A bucket that will never do ends the start. One that is away does not: events need none, and it may come back. */
    void onStart(@Observes StartupEvent started, BlobsConfig config, Instance<KeptBlobs> blobs) {
        try {
            place(config);
            blobs.get().check();
        } catch (IllegalStateException e) {
            throw refused(e.getMessage(), e);
        } catch (Rejection e) {
            if (e.code().equals(ObjectStore.REFUSES)) {
                throw refused(e.detail(), e);
            }
            LOG.errorf("Until it is back there are neither pictures nor bundles. %s", e.detail());
        }
    }

    /** Said in a line of its own: what Quarkus says of a failed start is a page. */
    private static IllegalStateException refused(@Nullable String why, RuntimeException cause) {
        String sentence = "Plumbline does not start. " + why;
        LOG.error(sentence);
        return new IllegalStateException(sentence, cause);
    }
}
