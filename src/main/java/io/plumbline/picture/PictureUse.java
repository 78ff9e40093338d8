package io.plumbline.picture;

import io.plumbline.store.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** Something that refers to pictures. A seam: features that do implement it, and hear what is gone. */
@Sql
public interface PictureUse {
    /** What it is called in the answer to who asked for pictures to be forgotten; a noun in the plural. */
    String what();

    /** Names of the pictures of a source that are known here. */
    default Set<String> names(Connection c, String source) throws SQLException {
        return Set.of();
    }

    /**
     * Drops what refers to pictures that are gone, in the transaction in which they go.
     *
     * @return how many references there were
     */
    long drop(Connection c, Gone gone) throws SQLException;

    /** Which of some names are still needed: a picture that nobody claims and nobody needs is not kept. */
    default Set<String> needed(Connection c, Set<String> names) throws SQLException {
        return Set.of();
    }
}
