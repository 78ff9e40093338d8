package io.plumbline.snapshot;

import io.plumbline.feedback.LabelledPictures.Origin;
import io.plumbline.feedback.SegmentJson;
import io.plumbline.kernel.Page;
import io.plumbline.kernel.Sha256;
import io.plumbline.snapshot.SnapshotParts.OfClass;
import io.plumbline.snapshot.SnapshotParts.OfSplit;
import io.plumbline.store.BinaryCopy;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/** The SQL of snapshots. */
@ApplicationScoped
@Sql
class SnapshotTable {
    private static final String ADD = """
        insert into snapshot (id, model, seed, rule, pictures, created_at, created_by) values (?, ?, ?, ?, ?, ?, ?)
        on conflict do nothing
        """;
    private static final String COPY = """
        copy snapshot_picture (snapshot, number, image, label, split, weight, propensity, origin, source, mask, segment)
        from stdin (format binary)
        """;
    private static final int COLUMNS = 11;
    private static final int BATCH = 10_000;

    private static final String USE = """
        insert into snapshot_job (job, snapshot, champion, used_at) values (?, ?, ?, ?) on conflict (job) do nothing
        """;
    private static final String OF_JOB = "select snapshot, champion from snapshot_job where job = ?";

    /** What is back, and may be learnt from, is marked no more; whose it is is told again. */
    private static final String RESTORE = """
        with back as (
            update snapshot_picture s set gone_at = null, source = e.source
            from unnest(?, ?) as e (image, source)
            where s.snapshot = ? and s.image = e.image and s.gone_at is not null
              and (select bool_and(p.consent = 'training') from picture p where p.content = s.image)
              and (s.mask is null or (select bool_and(p.consent = 'training') from picture p where p.content = s.mask))
            returning s.number)
        update snapshot s set gone = s.gone - b.n from (select count(*) as n from back) b where s.id = ? and b.n > 0
        returning b.n
        """;

    /** Pictures of devices that are gone from some snapshot, and that these have not sent again. */
    private static final String FORGOTTEN = """
        select min(s.image), count(distinct s.image)
        from unnest(?, ?) as e (image, source)
        join snapshot_picture s on s.image = e.image and s.gone_at is not null
        where not exists (select from picture p join picture_source q on q.name = p.name
                          where p.content = e.image and p.consent = 'training' and q.source = e.source)
        """;

    private static final String ADD_SENDER = "insert into snapshot_sender (snapshot, image, device) values (?, ?, ?)";
    private static final String SENDERS = "select image, device from snapshot_sender where snapshot = ?";

    /** Whoever is about to remove one waits, and then finds it in the snapshot. */
    private static final String HOLD = """
        select content from picture where content = any (?) and consent = 'training' order by name for share
        """;

    private static final String SNAPSHOTS = """
        select s.id, s.model, s.seed, s.rule, s.pictures, s.gone, s.created_at, s.created_by,
               array(select j.job from snapshot_job j where j.snapshot = s.id order by j.used_at desc, j.job) as jobs
        from snapshot s
        """;
    private static final String ONE = SNAPSHOTS + "where s.id = ?";
    private static final String NEWEST =
            SNAPSHOTS + "where s.model = ? order by s.created_at desc, s.id limit ? offset ?";
    private static final String COUNT = "select count(*) from snapshot where model = ?";

    private static final String ENTRIES = """
        select number, image, label, split, weight, propensity, origin, source, mask, segment,
               gone_at is not null as gone
        from snapshot_picture where snapshot = ?
        """;
    private static final String AFTER = ENTRIES + "and number > ? and gone_at is null order by number limit ?";
    private static final String SHOWN =
            ENTRIES + "and (? = '' or label = ?) and (? = '' or split = ?) order by split, number limit ? offset ?";
    private static final String SHOWN_COUNT =
            "select count(*) from snapshot_picture where snapshot = ? and (? = '' or label = ?) and (? = '' or split ="
                    + " ?)";

    private static final String CLASSES = """
        select label, split, count(*), count(gone_at), coalesce(sum(weight) filter (where gone_at is null), 0)
        from snapshot_picture where snapshot = ? group by label, split order by label, split
        """;
    private static final String SPLITS = """
        select split, count(*),
               count(distinct source) filter (where gone_at is null and source <> 'reference'),
               count(*) filter (where gone_at is null and origin = 'audit'),
               count(*) filter (where gone_at is null and origin = 'correction'),
               count(*) filter (where gone_at is null and origin = 'reference'),
               count(*) filter (where gone_at is null and origin = 'unlabelled')
        from snapshot_picture where snapshot = ? group by split order by split
        """;

    /** Adds a snapshot, unless it is there: whether it was new. */
    boolean add(Connection c, Snapshot snapshot, List<Entry> entries) throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            add.setString(1, snapshot.id().hex());
            add.setString(2, snapshot.model());
            add.setLong(3, snapshot.seed());
            add.setString(4, snapshot.rule());
            add.setLong(5, snapshot.pictures());
            add.setTimestamp(6, Timestamp.from(snapshot.createdAt()));
            add.setString(7, snapshot.createdBy());
            if (add.executeUpdate() == 0) {
                return false;
            }
        }
        BinaryCopy rows = new BinaryCopy();
        for (int number = 0; number < entries.size(); number++) {
            row(rows, snapshot.id(), number, entries.get(number));
            if (rows.rows() == BATCH || number == entries.size() - 1) {
                rows.send(c, COPY);
                rows.clear();
            }
        }
        return true;
    }

    /** Adds the devices that sent pictures of a snapshot, beside those that its pictures name. */
    void addSenders(Connection c, Sha256 snapshot, List<Entry> entries, Map<Sha256, NavigableSet<String>> senders)
            throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD_SENDER)) {
            for (Entry entry : entries) {
                for (String device :
                        Optional.ofNullable(senders.get(entry.image())).orElseGet(TreeSet::new)) {
                    if (!device.equals(entry.source())) {
                        add.setString(1, snapshot.hex());
                        add.setString(2, entry.image().hex());
                        add.setString(3, device);
                        add.addBatch();
                    }
                }
            }
            add.executeBatch();
        }
    }

    Map<Sha256, NavigableSet<String>> senders(Connection c, Sha256 snapshot) throws SQLException {
        Map<Sha256, NavigableSet<String>> senders = new HashMap<>();
        try (PreparedStatement select = c.prepareStatement(SENDERS)) {
            select.setString(1, snapshot.hex());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    senders.computeIfAbsent(new Sha256(row.getString(1)), image -> new TreeSet<>())
                            .add(row.getString(2));
                }
            }
        }
        return senders;
    }

    /** Takes the marks from those of some pictures of a snapshot that are back; how many these are. */
    long restore(Connection c, Sha256 snapshot, List<Entry> entries) throws SQLException {
        try (PreparedStatement restore = c.prepareStatement(RESTORE)) {
            restore.setArray(1, texts(c, entries, entry -> entry.image().hex()));
            restore.setArray(2, texts(c, entries, Entry::source));
            restore.setString(3, snapshot.hex());
            restore.setString(4, snapshot.hex());
            try (ResultSet row = restore.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Those of some pictures that are here and may be learnt from; they stay until the caller's transaction ends. */
    Set<Sha256> hold(Connection c, List<Sha256> images) throws SQLException {
        Set<Sha256> here = new HashSet<>();
        try (PreparedStatement select = c.prepareStatement(HOLD)) {
            select.setArray(
                    1, c.createArrayOf("text", images.stream().map(Sha256::hex).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    here.add(new Sha256(row.getString(1)));
                }
            }
        }
        return here;
    }

    /** Pictures of devices that went, and were not sent again: the first, and how many. */
    record Forgotten(String first, long pictures) {}

    Optional<Forgotten> forgotten(Connection c, List<Entry> entries) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(FORGOTTEN)) {
            select.setArray(1, texts(c, entries, entry -> entry.image().hex()));
            select.setArray(2, texts(c, entries, Entry::source));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long pictures = row.getLong(2);
                return Optional.ofNullable(row.getString(1)).map(first -> new Forgotten(first, pictures));
            }
        }
    }

    private static Array texts(Connection c, List<Entry> entries, Function<Entry, String> text) throws SQLException {
        return c.createArrayOf("text", entries.stream().map(text).toArray());
    }

    private static void row(BinaryCopy rows, Sha256 snapshot, int number, Entry entry) {
        rows.row(COLUMNS)
                .text(snapshot.hex())
                .int4(number)
                .text(entry.image().hex())
                .text(entry.label())
                .text(entry.split().word())
                .float8(entry.weight());
        if (entry.propensity().isPresent()) {
            rows.float8(entry.propensity().getAsDouble());
        } else {
            rows.nothing();
        }
        rows.text(entry.origin().word())
                .text(entry.source())
                .text(entry.mask().map(Sha256::hex).orElse(null))
                .jsonb(SegmentJson.write(entry.segment()));
    }

    void use(Connection c, UUID job, Sha256 snapshot, String champion, Instant at) throws SQLException {
        try (PreparedStatement use = c.prepareStatement(USE)) {
            use.setObject(1, job);
            use.setString(2, snapshot.hex());
            use.setString(3, champion);
            use.setTimestamp(4, Timestamp.from(at));
            use.executeUpdate();
        }
    }

    /** What a job uses. */
    record Use(Sha256 snapshot, Optional<String> champion) {}

    Optional<Use> of(Connection c, UUID job) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(OF_JOB)) {
            select.setObject(1, job);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Use(new Sha256(row.getString(1)), Optional.ofNullable(row.getString(2))))
                        : Optional.empty();
            }
        }
    }

    Optional<Snapshot> one(Connection c, Sha256 id) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(ONE)) {
            select.setString(1, id.hex());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(snapshot(row)) : Optional.empty();
            }
        }
    }

    Page.Of<Snapshot> newestFirst(Connection c, String model, Page page) throws SQLException {
        List<Snapshot> snapshots = new ArrayList<>();
        try (PreparedStatement select = c.prepareStatement(NEWEST)) {
            select.setString(1, model);
            select.setInt(2, page.size());
            select.setLong(3, page.offset());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    snapshots.add(snapshot(row));
                }
            }
        }
        return page.of(snapshots, count(c, COUNT, model));
    }

    private static Snapshot snapshot(ResultSet row) throws SQLException {
        return new Snapshot(
                new Sha256(row.getString("id")),
                row.getString("model"),
                row.getLong("seed"),
                row.getString("rule"),
                row.getLong("pictures"),
                row.getLong("gone"),
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"),
                List.of((UUID[]) row.getArray("jobs").getArray()));
    }

    /** A picture with its place, and whether it is gone. */
    record Placed(int number, Entry entry, boolean gone) {}

    /** What is left after some place, in order. */
    List<Placed> after(Connection c, Sha256 id, int number, int limit) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(AFTER)) {
            select.setString(1, id.hex());
            select.setInt(2, number);
            select.setInt(3, limit);
            return placed(select);
        }
    }

    /** The pictures of a class, of all for an empty one, in a split, in all for an empty one. */
    Page.Of<Placed> shown(Connection c, Sha256 id, String label, String split, Page page) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(SHOWN)) {
            select.setString(1, id.hex());
            select.setString(2, label);
            select.setString(3, label);
            select.setString(4, split);
            select.setString(5, split);
            select.setInt(6, page.size());
            select.setLong(7, page.offset());
            return page.of(placed(select), count(c, SHOWN_COUNT, id.hex(), label, label, split, split));
        }
    }

    private static List<Placed> placed(PreparedStatement select) throws SQLException {
        List<Placed> placed = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                double propensity = row.getDouble("propensity");
                Entry entry = new Entry(
                        new Sha256(row.getString("image")),
                        row.getString("label"),
                        Split.of(row.getString("split")),
                        row.getDouble("weight"),
                        propensity == 0 ? OptionalDouble.empty() : OptionalDouble.of(propensity),
                        Origin.of(row.getString("origin")),
                        row.getString("source"),
                        Optional.ofNullable(row.getString("mask")).map(Sha256::new),
                        SegmentJson.read(row.getString("segment")));
                placed.add(new Placed(row.getInt("number"), entry, row.getBoolean("gone")));
            }
        }
        return placed;
    }

    SnapshotParts parts(Connection c, Sha256 id) throws SQLException {
        List<OfClass> classes = new ArrayList<>();
        try (PreparedStatement select = c.prepareStatement(CLASSES)) {
            select.setString(1, id.hex());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    classes.add(new OfClass(
                            row.getString(1),
                            Split.of(row.getString(2)),
                            row.getLong(3),
                            row.getLong(4),
                            row.getDouble(5)));
                }
            }
        }
        List<OfSplit> splits = new ArrayList<>();
        try (PreparedStatement select = c.prepareStatement(SPLITS)) {
            select.setString(1, id.hex());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    splits.add(new OfSplit(
                            Split.of(row.getString(1)),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getLong(6),
                            row.getLong(7)));
                }
            }
        }
        splits.sort(java.util.Comparator.comparing(OfSplit::split));
        return new SnapshotParts(classes, splits);
    }

    private static long count(Connection c, String sql, String... values) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
