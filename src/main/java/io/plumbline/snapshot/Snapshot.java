package io.plumbline.snapshot;

import io.plumbline.kernel.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A frozen set of labelled pictures.
 *
 * @param id SHA-256 of its manifest
 * @param model whose pictures they are
 * @param seed of all that was drawn
 * @param rule how it came about, in words
 * @param pictures how many were frozen
 * @param gone how many of them may not be used any more
 * @param createdAt when
 * @param createdBy name of the token that asked, or of the part of Plumbline that acted
 * @param jobs which used it, the latest first
 */
public record Snapshot(
        Sha256 id,
        String model,
        long seed,
        String rule,
        long pictures,
        long gone,
        Instant createdAt,
        String createdBy,
        List<UUID> jobs) {
    public Snapshot {
        jobs = List.copyOf(jobs);
    }

    /** Whether everything that was frozen is still there, so that what is made of it can be made again. */
    public boolean reproducible() {
        return gone == 0;
    }
}
