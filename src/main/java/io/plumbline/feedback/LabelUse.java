package io.plumbline.feedback;

import io.plumbline.picture.Gone;
import io.plumbline.picture.PictureUse;
import io.plumbline.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Labels go with their pictures; and what phones said tells whose a picture is. */
@ApplicationScoped
@Sql
class LabelUse implements PictureUse {
    private static final String LABELLED = "select image from labelled_picture where source = ?";
    private static final String MASKS = "select mask from correction where source = ? and mask is not null";
    private static final String OUTCOMES = "select image from outcome where source = ? and image is not null";

    /** Day by day: each is one look through a table of bounded size. */
    private static final String DAYS = """
        select format('%I', c.relname) from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'prediction'::regclass order by 1
        """;

    private static final String PREDICTIONS = "select distinct image from %s where source = ? and image is not null";
    private static final String DROP = "delete from labelled_picture where image = any (?) or mask = any (?)";
    private static final String DROP_OF = "delete from labelled_picture where source = ?";
    private static final String NEEDED = """
        select image from labelled_picture where image = any (?) union select mask from labelled_picture where mask = any (?)
        """;

    @Override
    public String what() {
        return "labels";
    }

    @Override
    public Set<String> names(Connection c, String source) throws SQLException {
        Set<String> names = new HashSet<>(images(c, LABELLED, source));
        names.addAll(images(c, OUTCOMES, source));
        names.addAll(images(c, MASKS, source));
        List<String> days = new ArrayList<>();
        try (Statement select = c.createStatement();
                ResultSet row = select.executeQuery(DAYS)) {
            while (row.next()) {
                days.add(row.getString(1));
            }
        }
        for (String day : days) {
            names.addAll(images(c, PREDICTIONS.formatted(day), source));
        }
        return names;
    }

    @Override
    public long drop(Connection c, Gone gone) throws SQLException {
        long dropped = 0;
        try (PreparedStatement drop = c.prepareStatement(DROP)) {
            drop.setArray(1, c.createArrayOf("text", gone.names().toArray()));
            drop.setArray(2, c.createArrayOf("text", gone.names().toArray()));
            dropped += drop.executeUpdate();
        }
        if (gone.source().isPresent()) {
            try (PreparedStatement drop = c.prepareStatement(DROP_OF)) {
                drop.setString(1, gone.source().get());
                dropped += drop.executeUpdate();
            }
        }
        return dropped;
    }

    @Override
    public Set<String> needed(Connection c, Set<String> names) throws SQLException {
        return images(c, NEEDED, names);
    }

    private static Set<String> images(Connection c, String sql, String source) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(sql)) {
            select.setString(1, source);
            return read(select);
        }
    }

    private static Set<String> images(Connection c, String sql, Collection<String> names) throws SQLException {
        try (PreparedStatement select = c.prepareStatement(sql)) {
            select.setArray(1, c.createArrayOf("text", names.toArray()));
            select.setArray(2, c.createArrayOf("text", names.toArray()));
            return read(select);
        }
    }

    private static Set<String> read(PreparedStatement select) throws SQLException {
        Set<String> images = new HashSet<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                images.add(row.getString(1));
            }
        }
        return images;
    }
}
