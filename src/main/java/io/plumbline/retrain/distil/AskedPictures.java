package io.plumbline.retrain.distil;

import io.plumbline.kernel.Sha256;
import io.plumbline.snapshot.Split;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Pictures without a mask that a teacher can be asked about, and those that a distillation has frozen. */
@ApplicationScoped
@Sql
class AskedPictures {
    /**
     * Which pictures were taken for a model is told by what phones said: predictions, for as long as they are kept, and what people
     * said about them. Read once from one end to the other: no index has to be kept for what is asked so seldom.
     */
    private static final String OF_PHONES = """
        select p.content, e.source
        from prediction e join picture p on p.name = e.image and p.consent = 'training'
        where e.model = ? and e.image is not null
        union all
        select p.content, o.source
        from outcome o join picture p on p.name = o.image and p.consent = 'training'
        where o.model = ? and o.image is not null
        """;

    private static final String DEVICES = """
        select distinct s.source from picture p join picture_source s on s.name = p.name
        where p.content = any (?) and s.source <> 'reference'
        """;

    private static final String FREEZE =
            "insert into distillation_picture (job, number, image, source, split) values (?, ?, ?, ?, ?)";
    private static final String FROZEN =
            "select image, source, split from distillation_picture where job = ? order by number";
    /** A transaction-wide lock: two who ask at once start one job. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(?, 0))";

    private static final int FETCHED = 1_000;

    private final Transactions transactions;

    AskedPictures(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Waits until nobody else asks for a student of a model, and holds that until the caller's transaction ends. */
    void lock(String model) {
        transactions.execute(c -> {
            try (PreparedStatement lock = c.prepareStatement(LOCK)) {
                lock.setString(1, "plumbline.distil." + model);
                lock.execute();
            }
        });
    }

    /**
     * Pictures that phones took for a model, and that may be learnt from.
     *
     * @param kept tells the split of a picture and its device, and what is to be left out
     * @param enough the search may end once there are so many
     */
    List<AskedPicture> ofPhones(String model, Kept kept, int enough) {
        SortedMap<String, AskedPicture> found = new TreeMap<>();
        transactions.execute(c -> {
            try (PreparedStatement select = c.prepareStatement(OF_PHONES)) {
                select.setFetchSize(FETCHED);
                select.setString(1, model);
                select.setString(2, model);
                try (ResultSet row = select.executeQuery()) {
                    while (found.size() < enough && row.next()) {
                        add(found, kept, row.getString(1), row.getString(2));
                    }
                }
            }
        });
        return List.copyOf(found.values());
    }

    /** Who took some pictures, also those that came back as brought along, with a mask that somebody drew. */
    Set<String> devices(Collection<Sha256> images) {
        return transactions.run(c -> {
            Set<String> devices = new HashSet<>();
            try (PreparedStatement select = c.prepareStatement(DEVICES)) {
                select.setArray(
                        1,
                        c.createArrayOf("text", images.stream().map(Sha256::hex).toArray()));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        devices.add(row.getString(1));
                    }
                }
            }
            return devices;
        });
    }

    /** A picture that two devices sent is that of the first by name, and is left out if either is. */
    private static void add(SortedMap<String, AskedPicture> found, Kept kept, String image, String source) {
        Sha256 content = new Sha256(image);
        kept.split(content, source).ifPresent(split -> {
            AskedPicture picture = new AskedPicture(content, source, split);
            found.merge(image, picture, (one, other) -> one.source().compareTo(other.source()) <= 0 ? one : other);
        });
    }

    /** So many of some pictures, drawn by a seed, in the order of their addresses. */
    static List<AskedPicture> drawn(Collection<AskedPicture> pictures, int most, long seed) {
        return pictures.stream()
                .sorted(Comparator.comparing(picture -> Sha256.of(
                                (seed + " asked " + picture.image().hex()).getBytes(StandardCharsets.UTF_8))
                        .hex()))
                .limit(most)
                .sorted(Comparator.comparing(picture -> picture.image().hex()))
                .toList();
    }

    /** Freezes the pictures of a job. */
    void freeze(UUID job, List<AskedPicture> pictures) {
        transactions.execute(c -> {
            try (PreparedStatement freeze = c.prepareStatement(FREEZE)) {
                for (int i = 0; i < pictures.size(); i++) {
                    AskedPicture picture = pictures.get(i);
                    freeze.setObject(1, job);
                    freeze.setInt(2, i);
                    freeze.setString(3, picture.image().hex());
                    freeze.setString(4, picture.source());
                    freeze.setString(5, picture.split().word());
                    freeze.addBatch();
                }
                freeze.executeBatch();
            }
        });
    }

    /** What a job has frozen and was not forgotten since; none before it has. */
    List<AskedPicture> frozen(UUID job) {
        return transactions.run(c -> {
            List<AskedPicture> pictures = new ArrayList<>();
            try (PreparedStatement select = c.prepareStatement(FROZEN)) {
                select.setObject(1, job);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        pictures.add(new AskedPicture(
                                new Sha256(row.getString(1)), row.getString(2), Split.of(row.getString(3))));
                    }
                }
            }
            return pictures;
        });
    }
}
