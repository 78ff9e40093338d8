package io.plumbline.snapshot;

import io.plumbline.picture.Gone;
import io.plumbline.picture.PictureUse;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** Marks snapshots whose pictures are gone: what was made of them can not be made again. */
@ApplicationScoped
@Sql
class SnapshotUse implements PictureUse {
    /** Whose it was, and where it was taken, is gone with it. */
    private static final String MARK = """
        with marked as (
            update snapshot_picture set gone_at = now(), source = '', segment = '{}'
            where gone_at is null and (image = any (?) or mask = any (?) or source = ?
                or image in (select content from picture where name = any (?))
                or mask in (select content from picture where name = any (?)))
            returning snapshot),
        counted as (select snapshot, count(*) as n from marked group by snapshot),
        noted as (
            update snapshot s set gone = s.gone + c.n from counted c where s.id = c.snapshot)
        select coalesce(sum(n), 0) from counted
        """;

    private static final String UNSEND = """
        delete from snapshot_sender where device = ? or image = any (?)
            or image in (select content from picture where name = any (?))
        """;

    /** Names of contents that a snapshot still needs. */
    private static final String NEEDED = """
        select p.name from picture p where p.name = any (?)
          and (exists (select from snapshot_picture s where s.image = p.content and s.gone_at is null)
            or exists (select from snapshot_picture s where s.mask = p.content and s.gone_at is null))
        """;

    @Override
    public String what() {
        return "pictures of snapshots";
    }

    @Override
    public long drop(Connection c, Gone gone) throws SQLException {
        try (PreparedStatement mark = c.prepareStatement(MARK);
                PreparedStatement unsend = c.prepareStatement(UNSEND)) {
            unsend.setString(1, gone.source().orElse("\n"));
            unsend.setArray(2, c.createArrayOf("text", gone.contents().toArray()));
            unsend.setArray(3, c.createArrayOf("text", gone.names().toArray()));
            unsend.executeUpdate();
            mark.setArray(1, c.createArrayOf("text", gone.contents().toArray()));
            mark.setArray(2, c.createArrayOf("text", gone.contents().toArray()));
            // No device is called so: of a single picture nobody's others are meant.
            mark.setString(3, gone.source().orElse("\n"));
            // Those that stay to be looked at, but may not be learnt from any more.
            mark.setArray(4, c.createArrayOf("text", gone.names().toArray()));
            mark.setArray(5, c.createArrayOf("text", gone.names().toArray()));
            try (ResultSet row = mark.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public Set<String> needed(Connection c, Set<String> names) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(NEEDED)) {
            select.setArray(1, c.createArrayOf("text", names.toArray()));
            Set<String> needed = new HashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    needed.add(row.getString(1));
                }
            }
            return needed;
        }
    }
}
