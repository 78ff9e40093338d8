package io.plumbline.registry;

import io.plumbline.kernel.ModelCatalog;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Gives the hot path its catalog of models. */
final class Catalogs {
    private Catalogs() {}

    @Produces
    @Singleton
    static ModelCatalog cached(Models models, InstantSource clock) {
        return new CachedCatalog(models::models, clock);
    }
}
