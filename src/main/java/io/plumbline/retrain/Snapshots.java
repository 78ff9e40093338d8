package io.plumbline.retrain;

import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.snapshot.Entry;
import io.plumbline.snapshot.Snapshot;
import io.plumbline.store.Blob;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
     * @param device that took it; empty where that is not known
     */
    record Frozen(Entry entry, String device) {
        /** Address of its bytes. */
        Sha256 image() {
            return entry.image();
        }

        String label() {
            return entry.label();
        }

        Origin origin() {
            return entry.origin();
        }

        Split split() {
            return Split.valueOf(entry.split().name());
        }

        /** How much it counts, at least 0. */
        double weight() {
            return entry.weight();
        }

        /** Address of the mask that a person made, for a segmenter. */
        Optional<Sha256> mask() {
            return entry.mask();
        }
    }

    /**
     * A snapshot of a model that is there.
     *
     * @throws io.plumbline.kernel.Rejection {@code snapshot-unknown}
     */
    Snapshot require(String model, String id) {
        return snapshots.require(model, id);
    }

    /**
     * Has a job use a snapshot that is there.
     *
     * @param champion version to start from
     */
    List<Frozen> use(UUID job, Sha256 snapshot, String champion) {
        snapshots.use(job, snapshot, champion);
        return frozen(snapshots.require(snapshot));
    }

    /**
     * Freezes the labelled pictures of a model for a job. A job that is run again finds its snapshot as it was.
     *
     * @param champion version to start from
     * @param judgeSince event time from which audited pictures are judged by; empty: all of them
     */
    List<Frozen> freeze(UUID job, String model, String champion, Optional<Instant> judgeSince) {
        return frozen(snapshots.freeze(job, model, champion, rules.rule(judgeSince), "job:" + job));
    }

    private List<Frozen> frozen(Snapshot snapshot) {
        List<Entry> entries = snapshots.entries(snapshot.id());
        Map<Sha256, String> devices = snapshots.devices(snapshot.id(), entries);
        return entries.stream()
                // What a teacher is asked about has no label.
                .filter(entry -> entry.origin() != Origin.UNLABELLED)
                .map(entry -> new Frozen(entry, devices.getOrDefault(entry.image(), "")))
                .toList();
    }

    /** The version that a job's retraining starts from, if that is frozen. */
    Optional<String> champion(UUID job) {
        return snapshots.champion(job);
    }

    /** The bytes of a picture; empty if it went a moment ago. */
    Optional<byte[]> bytes(Sha256 image) {
        return snapshots.bytes(image).map(Blob::bytes);
    }
}
