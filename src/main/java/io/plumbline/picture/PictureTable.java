package io.plumbline.picture;

import io.plumbline.kernel.Sha256;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** The SQL of pictures. */
@ApplicationScoped
@Sql
class PictureTable {
    private static final String ADD = """
        insert into picture (name, content, media_type, width, height, bytes, consent, received_at)
        values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
        """;
    private static final String CLAIM =
            "insert into picture_source (source, name) values (?, ?) on conflict do nothing";
    private static final String LOCK =
            "select name, consent from picture where name = any (?) order by name for update";
    private static final String RESTRICT = "update picture set consent = ? where name = ?";

    /** By the sender's name first: it is the one that events have. */
    private static final String FIND = """
        select content, media_type from (
            select 1 as place, content, media_type from picture where name = ?
            union all
            (select 2, content, media_type from picture where content = ? limit 1)) as found
        order by place limit 1
        """;

    /** Not if somebody who sent it allows less. */
    private static final String FOR_TRAINING = "select bool_and(consent = 'training') from picture where content = ?";

    private static final String SENDERS = """
        select p.content, s.source from picture p join picture_source s on s.name = p.name
        where p.content = any (?) and s.source <> 'reference'
        """;

    private static final String UNCLAIM = "delete from picture_source where source = ? returning name";

    /** All of these that nobody claims, in the order of their names, in which rows are locked. */
    private static final String UNCLAIMED = """
        select p.name from picture p where p.name = any (?)
          and not exists (select from picture_source s where s.name = p.name) order by p.name for update
        """;

    private static final String REMOVE = "delete from picture where name = any (?) returning content";

    private static final String UNREFERRED = """
        select c.content from unnest(?) as c (content)
        where not exists (select from picture p where p.content = c.content)
        """;

    private static final String EXPIRED = """
        select name from picture p where consent = ? and received_at < ?
          and not exists (select from picture_source s where s.name = p.name and s.source = 'reference')
        order by name limit ?
        """;

    private static final String NOBODYS = """
        select name from picture p where received_at < ? and name > ?
          and not exists (select from picture_source s where s.name = p.name and s.source <> 'reference')
        order by name limit ?
        """;

    private static final String UNCLEANED =
            "select name, content from picture where width is null order by name limit ?";
    private static final String CLEAN =
            "update picture set content = ?, media_type = ?, width = ?, height = ?, bytes = ? where name = ?";

    /** Where the bytes of a picture lie. */
    record Place(Sha256 content, String mediaType) {}

    /** What is known of a picture that is to be added. */
    record Row(Sha256 name, Sha256 content, PictureFile file, Consent consent, String source) {}

    /** Consent by name, of those that are there; their rows are locked. */
    Map<String, Consent> lock(Connection c, Collection<String> names) throws SQLException {
        try (PreparedStatement lock = c.prepareStatement(LOCK)) {
            lock.setArray(1, c.createArrayOf("text", names.toArray()));
            Map<String, Consent> found = new HashMap<>();
            try (ResultSet row = lock.executeQuery()) {
                while (row.next()) {
                    found.put(row.getString(1), Consent.of(row.getString(2)));
                }
            }
            return found;
        }
    }

    /** Adds a picture; whether it was new. */
    boolean add(Connection c, Row picture, Instant at) throws SQLException {
        try (PreparedStatement add = c.prepareStatement(ADD)) {
            add.setString(1, picture.name().hex());
            add.setString(2, picture.content().hex());
            add.setString(3, picture.file().mediaType());
            add.setInt(4, picture.file().width());
            add.setInt(5, picture.file().height());
            add.setLong(6, picture.file().bytes().length);
            add.setString(7, picture.consent().word());
            add.setTimestamp(8, Timestamp.from(at));
            return add.executeUpdate() == 1;
        }
    }

    void claim(Connection c, String source, String name) throws SQLException {
        try (PreparedStatement claim = c.prepareStatement(CLAIM)) {
            claim.setString(1, source);
            claim.setString(2, name);
            claim.executeUpdate();
        }
    }

    Map<Sha256, NavigableSet<String>> senders(Connection c, Collection<Sha256> contents) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(SENDERS)) {
            select.setArray(
                    1,
                    c.createArrayOf("text", contents.stream().map(Sha256::hex).toArray()));
            Map<Sha256, NavigableSet<String>> senders = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    senders.computeIfAbsent(new Sha256(row.getString(1)), content -> new TreeSet<>())
                            .add(row.getString(2));
                }
            }
            return senders;
        }
    }

    void restrict(Connection c, String name, Consent consent) throws SQLException {
        try (PreparedStatement restrict = c.prepareStatement(RESTRICT)) {
            restrict.setString(1, consent.word());
            restrict.setString(2, name);
            restrict.executeUpdate();
        }
    }

    Optional<Place> find(Connection c, Sha256 address) throws SQLException {
        try (PreparedStatement find = c.prepareStatement(FIND)) {
            find.setString(1, address.hex());
            find.setString(2, address.hex());
            try (ResultSet row = find.executeQuery()) {
                return row.next()
                        ? Optional.of(new Place(new Sha256(row.getString(1)), row.getString(2)))
                        : Optional.empty();
            }
        }
    }

    boolean isForTraining(Connection c, Sha256 content) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(FOR_TRAINING)) {
            select.setString(1, content.hex());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Ends the claims of a source; the names that it claimed. */
    List<String> unclaim(Connection c, String source) throws SQLException {
        try (PreparedStatement unclaim = c.prepareStatement(UNCLAIM)) {
            unclaim.setString(1, source);
            return texts(unclaim);
        }
    }

    List<String> unclaimed(Connection c, Collection<String> names) throws SQLException {
        return of(c, UNCLAIMED, names);
    }

    /** Removes pictures; the contents to which no other refers. */
    List<String> remove(Connection c, Collection<String> names) throws SQLException {
        return of(c, UNREFERRED, new TreeSet<>(of(c, REMOVE, names)));
    }

    List<String> expired(Connection c, Consent consent, Instant before, int limit) throws SQLException {
        try (PreparedStatement expired = c.prepareStatement(EXPIRED)) {
            expired.setString(1, consent.word());
            expired.setTimestamp(2, Timestamp.from(before));
            expired.setInt(3, limit);
            return texts(expired);
        }
    }

    /** Names after some name that no device claims. */
    List<String> nobodys(Connection c, Instant before, String after, int limit) throws SQLException {
        try (PreparedStatement nobodys = c.prepareStatement(NOBODYS)) {
            nobodys.setTimestamp(1, Timestamp.from(before));
            nobodys.setString(2, after);
            nobodys.setInt(3, limit);
            return texts(nobodys);
        }
    }

    /** Contents by name, of pictures that an earlier version kept as they were sent. */
    Map<String, Sha256> uncleaned(Connection c, int limit) throws SQLException {
        try (PreparedStatement uncleaned = c.prepareStatement(UNCLEANED)) {
            uncleaned.setInt(1, limit);
            Map<String, Sha256> found = new HashMap<>();
            try (ResultSet row = uncleaned.executeQuery()) {
                while (row.next()) {
                    found.put(row.getString(1), new Sha256(row.getString(2)));
                }
            }
            return found;
        }
    }

    void clean(Connection c, String name, Sha256 content, PictureFile file) throws SQLException {
        try (PreparedStatement clean = c.prepareStatement(CLEAN)) {
            clean.setString(1, content.hex());
            clean.setString(2, file.mediaType());
            clean.setInt(3, file.width());
            clean.setInt(4, file.height());
            clean.setLong(5, file.bytes().length);
            clean.setString(6, name);
            clean.executeUpdate();
        }
    }

    private static List<String> of(Connection c, String sql, Collection<String> values) throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(sql)) {
            statement.setArray(1, c.createArrayOf("text", values.toArray()));
            return texts(statement);
        }
    }

    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
