package io.plumbline.retrain;

import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.store.Blob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Freezes what a retraining learns from and is judged by. */
@ApplicationScoped
class Snapshots {
    private final io.plumbline.snapshot.Snapshots snapshots;
    private final DrawingRules rules;

    Snapshots(io.plumbline.snapshot.Snapshots snapshots, DrawingRules rules) {
        this.snapshots = snapshots;
        this.rules = rules;
    }

    /**
     * A picture of a snapshot.
     *
     * @param weight how much it counts, at least 0
     * @param bytes PNG or JPEG
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    record Frozen(Sha256 image, String label, Origin origin, Split split, double weight, byte[] bytes) {}

    /**
     * Freezes the labelled pictures of a model for a job. A job that is run again finds its snapshot as it was.
     *
     * @param champion version to start from
     * @param judgeSince event time from which audited pictures are judged by; empty: all of them
     */
    List<Frozen> freeze(UUID job, String model, String champion, Optional<Instant> judgeSince) {
        Snapshot snapshot = snapshots.freeze(job, model, champion, rules.rule(judgeSince), "job:" + job);
        List<Frozen> frozen = new ArrayList<>();
        snapshots.visit(snapshot.id(), entry -> {
            Optional<Blob> bytes = snapshots.bytes(entry.image());
            bytes.ifPresent(picture -> frozen.add(new Frozen(
                    entry.image(),
                    entry.label(),
                    entry.origin(),
                    Split.valueOf(entry.split().name()),
                    entry.weight(),
                    picture.bytes())));
        });
        return frozen;
    }
}
