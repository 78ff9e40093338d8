package io.plumbline.retrain.distil;

import io.plumbline.kernel.Page;
import io.plumbline.kernel.Sha256;
import io.plumbline.picture.Gone;
import io.plumbline.picture.PictureUse;
import io.plumbline.store.Sql;
import io.plumbline.store.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The pictures that wait for a person to draw their masks, the most doubtful first. One that has a mask waits no more. */
@ApplicationScoped
@Sql
public class DoubtfulPictures implements PictureUse {
    /**
     * The latest teacher has the last word on how doubtful it is. What was forgotten meanwhile is among the job's pictures no more; one
     * that somebody is about to forget is theirs.
     */
    private static final String ADD = """
        insert into doubtful_picture (model, image, source, teacher, teacher_version, unsure, area, job, at)
        select ?, d.image, d.source, ?, ?, ?, ?, d.job, ?::timestamptz
        from distillation_picture d where d.job = ? and d.image = ? order by d.number limit 1 for share skip locked
        on conflict (model, image) do update set
            source = excluded.source, teacher = excluded.teacher, teacher_version = excluded.teacher_version,
            unsure = excluded.unsure, area = excluded.area, job = excluded.job, at = excluded.at
        """;

    /** One that a later teacher is sure of waits no more. */
    private static final String SETTLE = "delete from doubtful_picture where model = ? and image = any (?)";

    private static final String WAITING = """
        from doubtful_picture d
        where d.model = ?
          and exists (select from picture p where p.content = d.image and p.consent = 'training')
          and not exists (select from picture p join labelled_picture l on l.image = p.name
                          where p.content = d.image and l.model = d.model and l.mask is not null)
          and not exists (select from picture p join outcome o on o.image = p.name
                          join correction c on c.source = o.correction_source and c.id = o.correction_id
                          where p.content = d.image and o.model = d.model and c.mask is not null)
        """;
    private static final String COUNT = "select count(*) " + WAITING;
    private static final String LIST = """
        select d.image, d.source, d.teacher, d.teacher_version, d.unsure, d.area, d.job, d.at
        """ + WAITING + " order by d.unsure desc, d.image limit ? offset ?";

    private static final String DROP = """
        delete from %s where image = any (?) or source = ?
            or image in (select content from picture where name = any (?))
        """;
    /** In this order: who is about to add a doubtful picture holds it as a job's, and is waited for. */
    private static final List<String> TABLES = List.of("distillation_picture", "doubtful_picture");

    private final Transactions transactions;

    DoubtfulPictures(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The pictures of a model that wait. */
    public Page.Of<DoubtfulPicture> of(String model, Page page) {
        return transactions.run(c -> {
            try (PreparedStatement count = c.prepareStatement(COUNT);
                    PreparedStatement list = c.prepareStatement(LIST)) {
                count.setString(1, model);
                long total;
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    total = row.getLong(1);
                }
                list.setString(1, model);
                list.setInt(2, page.size());
                list.setLong(3, (long) page.index() * page.size());
                List<DoubtfulPicture> pictures = new ArrayList<>();
                try (ResultSet row = list.executeQuery()) {
                    while (row.next()) {
                        pictures.add(new DoubtfulPicture(
                                new Sha256(row.getString(1)),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getDouble(5),
                                row.getDouble(6),
                                row.getObject(7, UUID.class),
                                row.getTimestamp(8).toInstant()));
                    }
                }
                return page.of(pictures, total);
            }
        });
    }

    /**
     * Notes what a teacher said, but for what was forgotten since it was asked.
     *
     * @param doubtful pictures that it was not sure enough of
     * @param asked all that it was asked about
     */
    void note(String model, List<DoubtfulPicture> doubtful, Collection<Sha256> asked) {
        transactions.execute(c -> {
            try (PreparedStatement settle = c.prepareStatement(SETTLE);
                    PreparedStatement add = c.prepareStatement(ADD)) {
                settle.setString(1, model);
                settle.setArray(
                        2,
                        c.createArrayOf("text", asked.stream().map(Sha256::hex).toArray()));
                settle.executeUpdate();
                for (DoubtfulPicture each : doubtful) {
                    add.setString(1, model);
                    add.setString(2, each.teacher());
                    add.setString(3, each.teacherVersion());
                    add.setDouble(4, each.unsure());
                    add.setDouble(5, each.area());
                    add.setTimestamp(6, Timestamp.from(each.at()));
                    add.setObject(7, each.job());
                    add.setString(8, each.image().hex());
                    add.addBatch();
                }
                add.executeBatch();
            }
        });
    }

    @Override
    public String what() {
        return "pictures of distillations";
    }

    @Override
    public long drop(Connection c, Gone gone) throws SQLException {
        long dropped = 0;
        for (String table : TABLES) {
            try (PreparedStatement drop = c.prepareStatement(DROP.formatted(table))) {
                drop.setArray(1, c.createArrayOf("text", gone.contents().toArray()));
                // No device is called so: of a single picture nobody's others are meant.
                drop.setString(2, gone.source().orElse("\n"));
                drop.setArray(3, c.createArrayOf("text", gone.names().toArray()));
                dropped += drop.executeUpdate();
            }
        }
        return dropped;
    }
}
