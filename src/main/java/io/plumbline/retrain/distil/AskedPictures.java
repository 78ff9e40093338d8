package io.plumbline.retrain.distil;

import io.plumbline.kernel.Sha256;
import io.plumbline.snapshot.Split;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
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
        select p.content,
               array_agg(distinct t.source) || array(
                   select s.source from picture q join picture_source s on s.name = q.name
                   where q.content = p.content and s.source <> 'reference') as devices
        from (
            select e.image, e.source from prediction e where e.model = ? and e.image is not null
            union
            select o.image, o.source from outcome o where o.model = ? and o.image is not null
        ) as t
        join picture p on p.name = t.image and p.consent = 'training'
        group by p.content
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
     * Gives a draw the pictures that phones took for a model, and that may be learnt from. Each comes once, with all who took it.
     *
     * @param kept tells the split of a picture and its device, and what is to be left out
     * @param enough the search may end once the draw was given so many
     */
    void ofPhones(String model, Kept kept, Draw draw, int enough) {
        transactions.execute(c -> {
            try (PreparedStatement select = c.prepareStatement(OF_PHONES)) {
                select.setFetchSize(FETCHED);
                select.setString(1, model);
                select.setString(2, model);
                try (ResultSet row = select.executeQuery()) {
                    while (draw.count() < enough && row.next()) {
                        NavigableSet<String> devices = new TreeSet<>(
                                Arrays.asList((String[]) row.getArray(2).getArray()));
                        kept.ofPhones(new Sha256(row.getString(1)), devices).ifPresent(draw::add);
                    }
                }
            }
        });
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
