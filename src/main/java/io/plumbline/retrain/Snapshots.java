package io.plumbline.retrain;

import io.plumbline.feedback.LabelledPictures;
import io.plumbline.feedback.LabelledPictures.LabelledPicture;
import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.kernel.Sha256;
import io.plumbline.retrain.TrainingPicture.Split;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Freezes what a retraining learns from and is judged by.
 *
 * <p>No device is in both splits. What people corrected unasked is learnt from but never judged by: those pictures were
 * picked because the champion failed on them, so any other model would look better there. Judged by are the audit arm
 * since the change, which is what the field looks like now, and reference pictures, which show what was forgotten.
 */
@ApplicationScoped
@Sql
class Snapshots {
    private static final String CREATE =
            "insert into snapshot (job, model, seed, created_at) values (?, ?, ?, ?) on conflict do nothing";
    private static final String ADD = """
            insert into snapshot_picture (job, image, label, source, origin, split) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String READ = """
            select p.image, p.label, p.origin, p.split, b.content
            from snapshot_picture p join blob b on b.sha256 = p.image where p.job = ? order by p.image
            """;
    private static final int BUCKETS = 1_000;

    private final LabelledPictures pictures;
    private final Transactions transactions;
    private final RetrainConfig config;
    private final InstantSource clock;

    Snapshots(LabelledPictures pictures, Transactions transactions, RetrainConfig config, InstantSource clock) {
        this.pictures = pictures;
        this.transactions = transactions;
        this.config = config;
        this.clock = clock;
    }

    /**
     * A picture of a snapshot.
     *
     * @param bytes PNG or JPEG
     */
    @SuppressWarnings("ArrayRecordComponent") // Safe because: never compared.
    record Frozen(Sha256 image, String label, Origin origin, Split split, byte[] bytes) {}

    /**
     * Freezes the labelled pictures of a model for a job. A job that is run again finds its snapshot as it was.
     *
     * @param judgeSince event time from which audited pictures are judged by; empty: all of them
     */
    List<Frozen> freeze(UUID job, String model, Optional<Instant> judgeSince) {
        List<LabelledPicture> all = pictures.of(model);
        transactions.execute(c -> {
            try (PreparedStatement create = c.prepareStatement(CREATE)) {
                create.setObject(1, job);
                create.setString(2, model);
                create.setLong(3, config.seed());
                create.setTimestamp(4, Timestamp.from(clock.instant()));
                if (create.executeUpdate() == 1) {
                    add(c, job, all, judgeSince);
                }
            }
        });
        return read(job);
    }

    private void add(Connection c, UUID job, List<LabelledPicture> all, Optional<Instant> judgeSince)
            throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            for (LabelledPicture picture : all) {
                boolean test = drawnForTest(picture);
                if (test && !judges(picture, judgeSince)) {
                    continue;
                }
                add.setObject(1, job);
                add.setString(2, picture.image().hex());
                add.setString(3, picture.label());
                add.setString(4, picture.source());
                add.setString(5, picture.origin().name());
                add.setString(6, (test ? Split.TEST : Split.TRAIN).name());
                add.addBatch();
            }
            add.executeBatch();
        }
    }

    /** Whether a picture of a device drawn for the test tells something about the field as it is now. */
    private static boolean judges(LabelledPicture picture, Optional<Instant> since) {
        return switch (picture.origin()) {
            case CORRECTION -> false;
            case REFERENCE -> true;
            case AUDIT ->
                since.isEmpty()
                        || picture.takenAt()
                                .filter(at -> !at.isBefore(since.get()))
                                .isPresent();
        };
    }

    /** By device; a reference picture has none, and is drawn by itself. */
    private boolean drawnForTest(LabelledPicture picture) {
        String unit = picture.origin() == Origin.REFERENCE ? picture.image().hex() : picture.source();
        CRC32 crc = new CRC32();
        crc.update((config.seed() + " " + unit).getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % BUCKETS < config.testShare() * BUCKETS;
    }

    private List<Frozen> read(UUID job) {
        return transactions.run(c -> {
            List<Frozen> frozen = new ArrayList<>();
            try (PreparedStatement read = c.prepareStatement(READ)) {
                read.setObject(1, job);
                try (ResultSet row = read.executeQuery()) {
                    while (row.next()) {
                        frozen.add(new Frozen(
                                new Sha256(row.getString(1)),
                                row.getString(2),
                                Origin.valueOf(row.getString(3)),
                                Split.valueOf(row.getString(4)),
                                row.getBytes(5)));
                    }
                }
            }
            return frozen;
        });
    }
}
